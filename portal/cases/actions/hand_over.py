"""Give a verified claim to the agency's own system (R5.6)."""

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.cases.actions import _handoff, _steps
from portal.cases.errors import NotWithSystem
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, ClaimEvent, Handoff
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor, Mandate


def hand_over(*, actor: "Actor", claim: Claim, mandate: "Mandate", name: str) -> Handoff:
    """The claim waits with the system from here on; the officers' queues leave it alone. A second call with the same
    system changes nothing.

    Args:
        mandate: the system, and what it may act on.
        name: what the system is called, for the history.

    Raises:
        NotWithSystem: the system may not see this claim, or nobody has asked the rules yet and it could not decide.
        WrongState: the claim is not verified yet, or decided.
        NotAllowed, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    existing = claim.handoffs.filter(ended_at__isnull=True).first()
    if existing is not None and existing.system == mandate.system:
        return existing
    if not mandate.covers(claim.agency_key, claim.scheme_key, claim.office) or claim.latest_evaluation is None:
        raise NotWithSystem
    with transaction.atomic():
        row = _steps.prepare(actor, claim, Verb.HAND_OVER, claim.state)
        _steps.move(claim, row, with_system=True)
        _handoff.end(claim, Handoff.State.RETURNED)
        handoff = Handoff.objects.create(
            claim=claim, system=mandate.system, system_name=name, handed_over_at=clock.now()
        )
        _steps.happened(claim, ClaimEvent.Kind.HANDED_OVER, actor, data={"system": name})
        audit.record(
            "cases.hand_over", actor=actor, subject=claim, office=claim.office, detail={"system": str(mandate.system)}
        )
    return handoff
