"""The days on the board are over (R8.1)."""

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.cases import signals
from portal.cases.actions import _steps
from portal.cases.errors import NoticeStillRuns
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, ClaimEvent
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def finish_publicity(*, actor: "Actor", claim: Claim) -> Claim:
    """publicity → publicity_done, once the last day of the notice has passed; deciding may begin.

    Raises:
        NoticeStillRuns: the last day is not over.
        WrongState, NotAllowed, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    row = _steps.prepare(actor, claim, Verb.FINISH_PUBLICITY)
    last = claim.clocks.get(step="publicity")
    if last.paused_on or clock.today() <= last.due_on:
        raise NoticeStillRuns
    with transaction.atomic():
        _steps.move(claim, row)
        _steps.happened(claim, ClaimEvent.Kind.PUBLICITY_OVER, actor)
        signals.notice_over.send(sender=Claim, claim=claim)
        audit.record("cases.finish_publicity", actor=actor, subject=claim, office=claim.office)
    return claim
