"""The person takes a claim back."""

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit, messages
from portal.cases import notify, signals
from portal.cases.actions import _handoff, _steps
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, ClaimEvent, Handoff, Objection
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def withdraw(*, actor: "Actor", claim: Claim, version: int | None = None) -> Claim:
    """Any open state → withdrawn, at the applicant's wish; a posting is taken down.

    Raises:
        WrongState: the claim is decided or withdrawn already.
        NotAllowed, RelatedParty, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    row = _steps.prepare(actor, claim, Verb.WITHDRAW, version=version)
    with transaction.atomic():
        _steps.move(claim, row, needs_officer=False, with_system=False)
        _handoff.end(claim, Handoff.State.ENDED)
        claim.objections.filter(state=Objection.State.OPEN).update(state=Objection.State.ENDED, closed_at=clock.now())
        _steps.happened(claim, ClaimEvent.Kind.WITHDRAWN, actor, office=claim.application.township)
        notify.withdrawn(claim)
        # What waited for this claim's decision need not wait any longer.
        messages.enqueue("cases.reassess", {"claim": str(claim.pk)}, key=f"reassess:{claim.pk}:withdrawn", eager=True)
        signals.claim_withdrawn.send(sender=Claim, claim=claim)
        audit.record("cases.withdraw", actor=actor, subject=claim, office=claim.office)
    return claim
