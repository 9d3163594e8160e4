"""The agency's system says that it has the claim."""

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.cases.actions import _handoff, _steps
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, ClaimEvent, Handoff
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def acknowledge(*, actor: "Actor", claim: Claim, agency_number: str, version: int | None = None) -> Handoff:
    """Note the agency's own number of the case. A claim that was given back because the system fell silent is the
    system's again. Once more with another number corrects the number.

    Raises:
        NotWithSystem: the claim is not handed over to this system.
        WrongState, NotAllowed, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    row = _steps.prepare(actor, claim, Verb.ACKNOWLEDGE, claim.state, version)
    handoff = _handoff.to_acknowledge(actor, claim)
    trouble = "" if claim.trouble == Claim.Trouble.SILENT_SYSTEM else claim.trouble
    # What the officers were asked to do only because the system was silent.
    waits = trouble in ("", Claim.Trouble.MORE_NEEDED)
    with transaction.atomic():
        _steps.move(claim, row, with_system=True, trouble=trouble, needs_officer=claim.needs_officer and not waits)
        handoff.state, handoff.failures = Handoff.State.ACKNOWLEDGED, 0
        handoff.agency_number, handoff.acknowledged_at = agency_number, clock.now()
        handoff.save(update_fields=["state", "failures", "agency_number", "acknowledged_at"])
        _steps.happened(claim, ClaimEvent.Kind.ACKNOWLEDGED, actor, data={"number": agency_number})
        audit.record("cases.acknowledge", actor=actor, subject=claim, office=claim.office)
    return handoff
