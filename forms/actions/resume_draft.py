"""Open a draft again with its number and code, in any browser."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from forms import conf, tokens
from forms.actions._purging import purge_after
from forms.models import Draft
from portal import audit
from portal.accounts.actors import Actor
from portal.common import clock
from portal.common.references import InvalidReference, normalise_reference


def resume_draft(*, actor: Actor, reference: str, code: str) -> tuple[Draft, str] | None:
    """The draft and a new token, or None: wrong number, wrong, old or worn-out code, all alike (fault 27).

    The token before is dead at once, so an old tab or a stolen link opens nothing (fault 36). The code is used up by
    too many wrong tries, not by success: it stays on the paper it was written on until a new one is given.
    """
    try:
        reference = normalise_reference(reference)
    except InvalidReference:
        return None
    now = clock.now()
    draft = Draft.objects.filter(reference=reference, expires_at__gt=now, submitted_at=None).first()
    # The hash is computed and compared also when there is no draft: the answer takes the same time.
    given = tokens.hash_code(reference, "".join(filter(str.isdigit, code))[:12])
    stored = draft.code_hash if draft else ""
    right = tokens.same(given, stored or "0" * 64)
    if draft is None or not stored:
        return None
    if not _may_try(draft, now) or not right:
        return None
    token = tokens.new_token()
    with transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(
            token_hash=tokens.hash_token(token),
            code_attempts=0,
            seen_at=now,
            expires_at=now + conf.get("DRAFT_LIFETIME"),
        )
        purge_after(now + conf.get("DRAFT_LIFETIME"))
        audit.record("drafts.resume", actor=actor, subject=draft)
    draft.seen_at = now
    return draft, token


def _may_try(draft: Draft, now: datetime) -> bool:
    """Count this try in one conditional UPDATE, so that parallel guesses cannot share a count."""
    counted = Draft.objects.filter(
        pk=draft.pk, code_attempts__lt=conf.get("DRAFT_CODE_ATTEMPTS"), code_expires_at__gt=now
    ).update(code_attempts=F("code_attempts") + 1)
    return bool(counted)
