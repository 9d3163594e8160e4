"""What a family was asked for has been brought to the window (R2.8)."""

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.cases.actions import _steps
from portal.cases.errors import NothingAsked
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, ClaimEvent

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def receive_more(*, actor: "Actor", claim: Claim, note: str, version: int | None = None) -> Claim:
    """Note what was brought; the days count again and the agency's system is told.

    Args:
        note: what it was, in the officer's words, at most 2,000 characters; kept encrypted.

    Raises:
        NothingAsked: nothing is being asked for.
        WrongState, NotAllowed, RelatedParty, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    row = _steps.prepare(actor, claim, Verb.RECEIVE_MORE, version=version)
    request = claim.information_requests.filter(answered_at__isnull=True).first()
    if request is None:
        raise NothingAsked
    with transaction.atomic():
        # The claim first: every verb locks it before what hangs on it.
        _steps.move(claim, row)
        request.note = note.strip()[:2_000]
        request.save(update_fields=["note"])
        _steps.happened(claim, ClaimEvent.Kind.MORE_RECEIVED, actor, office=claim.application.township)
        audit.record("cases.receive_more", actor=actor, subject=claim, office=claim.application.village)
    return claim
