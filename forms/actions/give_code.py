"""Give a draft a code, so that its number and the code open it again on any device."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from forms import conf, tokens
from forms.models import Draft
from forms.state import DraftState
from portal import audit, messages
from portal.accounts.actors import Actor
from portal.common import clock, throttle
from portal.common.locality import get_locality


def may_text(phone: str) -> bool:
    """Whether a code may be sent to this phone: so many a day, whoever wrote its number into however many forms
    (fault 28). Counts as one; False without a phone."""
    return bool(phone) and throttle.allow("draft-code-phone", phone, conf.get("DRAFT_CODES_PER_PHONE"))


def give_code(*, actor: Actor, draft: Draft, phone: str) -> str:
    """A new code for the draft; the one before is dead. Also sent by SMS when there is a phone (:func:`may_text`).

    Returns the code to be shown once; only its keyed hash is stored.
    """
    code, now = tokens.new_code(), clock.now()
    with transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(
            code_hash=tokens.hash_code(draft.reference, code),
            code_attempts=0,
            code_expires_at=now + conf.get("DRAFT_CODE_LIFETIME"),
        )
        if phone:
            text = _(
                "%(brand)s: your application is saved. Number %(reference)s, code %(code)s. Tell nobody the code."
            ) % {
                "brand": get_locality().text("portal_name"),
                "reference": draft.reference,
                "code": code,
            }
            messages.send_sms(phone, text, key=f"draft-code:{draft.pk}:{now.isoformat()}", subject_ref=draft.reference)
        audit.record("drafts.give_code", actor=actor, subject=draft, detail={"sms": bool(phone)})
    return code


def send_code(*, actor: Actor, reference: str) -> bool:
    """A new code by SMS only, for somebody who lost it or whose browser was locked. False when there is no such
    draft or no
    phone in it, which the person who asked is not told (fault 27)."""
    draft = Draft.objects.filter(reference=reference, expires_at__gt=clock.now(), submitted_at=None).first()
    if draft is None or not draft.answers:
        return False
    with override(draft.language):
        phone = DraftState(draft.answers, draft.language).phone
        if phone and may_text(phone):
            give_code(actor=actor, draft=draft, phone=phone)
    return bool(phone)
