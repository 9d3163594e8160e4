"""What the verbs of agencies' own systems share: finding the handoff, and ending it."""

from typing import TYPE_CHECKING

from portal.cases.errors import NotWithSystem
from portal.cases.models import Claim, ClaimEvent, Handoff
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor

State = Handoff.State
# What an officer does with a claim that makes it theirs; a check at home or other help suggested does not.
BEGUN = (ClaimEvent.Kind.PROPOSED, ClaimEvent.Kind.OFFICER_NEEDED, ClaimEvent.Kind.MORE_NEEDED)


def of(actor: "Actor", claim: Claim) -> Handoff:
    """The handoff under which this system may act on the claim now.

    Raises:
        NotWithSystem: it was never handed over to it, or is so no longer.
    """
    found = _open(actor, claim)
    if found.state == State.RETURNED:
        raise NotWithSystem
    return found


def to_acknowledge(actor: "Actor", claim: Claim) -> Handoff:
    """The same for a system that may have fallen silent: it gets the claim back while no officer has begun with it.

    Raises:
        NotWithSystem: see above.
    """
    found = _open(actor, claim)
    if found.state == State.RETURNED:
        begun = claim.events.filter(at__gte=found.returned_at, officer__isnull=False, kind__in=BEGUN)
        if begun.exists():
            raise NotWithSystem
    return found


def _open(actor: "Actor", claim: Claim) -> Handoff:
    system = actor.mandate.system if actor.mandate else None
    found = claim.handoffs.filter(ended_at__isnull=True, system=system).first()
    if found is None:
        raise NotWithSystem
    return found


def release(claim: Claim) -> None:
    """The claim has moved out of its system's reach by itself: it is the officers' again."""
    end(claim, State.TRANSFERRED)
    Claim.objects.filter(pk=claim.pk).update(with_system=False)
    claim.with_system = False


def end(claim: Claim, state: State) -> None:
    """Close the claim's open handoff, if there is one; call inside the verb's transaction."""
    claim.handoffs.filter(ended_at__isnull=True).update(state=state, ended_at=clock.now())


def heard(handoff: Handoff) -> None:
    """The system spoke: it has the claim, whatever did not reach it before."""
    handoff.failures = 0
    if handoff.acknowledged_at is None:
        handoff.state, handoff.acknowledged_at = State.ACKNOWLEDGED, clock.now()
    handoff.save(update_fields=["failures", "state", "acknowledged_at"])
