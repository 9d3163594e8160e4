"""The officers act where the agency's own system does not (R5.6)."""

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.cases import signals
from portal.cases.actions import _handoff, _steps
from portal.cases.errors import NotWithSystem
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, ClaimEvent, Handoff
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor

# The claim has moved out of its system's reach: nobody is silent, and nobody waits for that system.
MANDATE = "mandate"


def take_over(*, actor: "Actor", claim: Claim, cause: str = "", version: int | None = None) -> Claim:
    """Put the claim back into the officers' queues. By an officer it is for good; by the portal itself, because the
    system fell silent, the system may still come back and acknowledge; because of another mandate it may not, but
    whichever system the claim now belongs to may be given it.

    Args:
        cause: why the portal does it: ``failures``, ``silence``, ``overdue``, ``closed`` or :data:`MANDATE`.

    Raises:
        NotWithSystem: the agency's system does not have it.
        WrongState, NotAllowed, RelatedParty, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    row = _steps.prepare(actor, claim, Verb.TAKE_OVER, claim.state, version)
    handoff = claim.handoffs.filter(ended_at__isnull=True).first()
    if handoff is None or not (claim.with_system or actor.user):
        raise NotWithSystem
    with transaction.atomic():
        if actor.user is not None:
            _steps.move(claim, row, with_system=False, **_untroubled(claim))
            _handoff.end(claim, Handoff.State.TAKEN_OVER)
        elif cause == MANDATE:
            _steps.move(claim, row, with_system=False)
            _handoff.end(claim, Handoff.State.TRANSFERRED)
        else:
            # Why an officer is needed anyhow, or what the family is asked for, says more than the silence.
            trouble = claim.trouble or Claim.Trouble.SILENT_SYSTEM
            _steps.move(claim, row, with_system=False, needs_officer=True, trouble=trouble)
            handoff.state, handoff.returned_at = Handoff.State.RETURNED, clock.now()
            handoff.save(update_fields=["state", "returned_at"])
        _steps.happened(claim, ClaimEvent.Kind.TAKEN_OVER, actor)
        if actor.user is not None:
            signals.claim_taken_over.send(sender=Claim, claim=claim, handoff=handoff)
        audit.record(
            "cases.take_over", actor=actor, subject=claim, office=claim.office,
            detail={"cause": cause, "system": str(handoff.system)},
        )  # fmt: skip
    return claim


def _untroubled(claim: Claim) -> dict[str, object]:
    silent = claim.trouble == Claim.Trouble.SILENT_SYSTEM
    return {"trouble": "", "needs_officer": False} if silent else {}
