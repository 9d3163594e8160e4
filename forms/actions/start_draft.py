"""Start a draft: reserve the number that becomes the receipt, pin the form version, give the browser its token."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction

from forms import conf, tokens, versions
from forms.actions._purging import purge_after
from forms.models import Draft
from portal import audit
from portal.accounts.actors import Actor
from portal.common import clock, references
from portal.common.locality import get_locality

_TRIES = 6


class CannotBegin(Exception):
    """No draft was started; `notice` names the words that say why and what to do."""

    notice = ""


class NoReferenceLeft(CannotBegin):
    """Every number tried was taken: thousands of drafts on one day."""

    notice = "full"


class TooManyBegun(CannotBegin):
    """One network address began more drafts than people behind it could: a script would use up the day's numbers
    (fault 28)."""

    notice = "crowd"


def start_draft(
    *,
    actor: Actor,
    schemes: Sequence[str],
    language: str,
    channel: str = "online",
    answers: dict[str, Any] | None = None,
    step: str = "",
) -> tuple[Draft, str]:
    """A new draft and the token for its cookie (only its hash is stored).

    Args:
        answers: what is known already, in the shape of :mod:`forms.storage`; empty without.
        step: where the person goes on.

    Raises:
        NoReferenceLeft: no free number was found; nothing was written.
    """
    token, now = tokens.new_token(), clock.now()
    version = versions.pin(schemes)
    for _attempt in range(_TRIES):
        try:
            with transaction.atomic():
                draft = Draft(
                    reference=references.new_reference(get_locality().reference_prefix, clock.today()),
                    token_hash=tokens.hash_token(token),
                    form_version=version,
                    answers=answers,
                    step=step,
                    language=language,
                    channel=channel,
                    submission_key=uuid4().hex,
                    created_at=now,
                    seen_at=now,
                    expires_at=now + conf.get("DRAFT_LIFETIME"),
                )
                if _taken(draft.reference):
                    continue
                draft.save(force_insert=True)
                purge_after(now, draft.expires_at)
                audit.record("drafts.start", actor=actor, subject=draft, detail={"channel": channel})
                return draft, token
        except IntegrityError:
            continue
    raise NoReferenceLeft


def _taken(reference: str) -> bool:
    """Whether an application (whose draft may be gone) has the number."""
    from portal.cases.models import Application

    return Application.objects.filter(receipt=reference).exists()
