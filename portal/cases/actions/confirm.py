"""The approver confirms the proposal or decides otherwise (R5.1, R8.1)."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.cases import authority, clocks, notify, signals
from portal.cases.actions import _decide, _steps, _transfers
from portal.cases.lifecycle import State, Verb
from portal.cases.models import Claim, ClaimEvent, Clock, Decision
from portal.cases.models.claim import Outcome

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def confirm(
    *,
    actor: "Actor",
    claim: Claim,
    outcome: str | None = None,
    amount: Decimal | None = None,
    reason: str = "",
    version: int | None = None,
) -> Decision:
    """Confirm what is proposed, or override outcome or amount with a reason.

    An approval goes to public notice where the process has that step (R8.1); everything else is final at once.
    Of several
    approvers at the same moment exactly one wins (fault 5); nobody decides on their own work (fault 6).

    Args:
        outcome: ``approved`` or ``refused``; None as proposed.
        amount: 元; None as proposed, if the outcome is None too: whoever chooses approval names the amount.
        reason: required when outcome or amount differ from the proposal, and for a refusal without unmet criteria.
        version: the claim's version the approver saw.

    Raises:
        ReasonMissing, AmountInvalid: the decision is not complete, or its reason cannot stand in the letter.
        AboveAuthority: a higher office decides this amount; names it.
        OwnWork, RelatedParty, NotAllowed, WrongState, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    _steps.prepare(actor, claim, Verb.CONFIRM, version=version)
    evaluation = claim.latest_evaluation
    choice = _decide.choose(
        evaluation=evaluation, before=(claim.proposed_outcome, claim.proposed_amount, claim.proposed_per),
        outcome=outcome, amount=amount, reason=reason,
        argued=claim.proposal_reason if claim.proposed_outcome == Outcome.REFUSED else "",
    )  # fmt: skip
    authority.check_amount(actor, claim, choice.amount)
    to = target_of(claim, choice.outcome)
    row = _steps.prepare(actor, claim, Verb.CONFIRM, to)
    with transaction.atomic():
        _steps.move(claim, row, needs_officer=False, trouble="")
        number = _decide.take_number(choice) if row.ends else ""
        moved = _transfers.lift(actor, claim, choice.amount)
        stage = Decision.Stage.FINAL if row.ends else Decision.Stage.PROPOSED
        decision = _decide.record_decision(actor, claim, evaluation, choice, stage)
        if row.ends:
            _decide.finish(actor, claim, decision, number)
        else:
            send_to_notice(actor, claim, decision)
        audit.record(
            "cases.confirm", actor=actor, subject=claim, office=claim.office,
            detail={
                "outcome": choice.outcome, "overrides": choice.overrides, "decision": str(decision.pk), "to": to,
                **_transfers.for_audit(moved),
            },
        )  # fmt: skip
    return decision


def target_of(claim: Claim, outcome: str) -> State:
    """Where a decision on a proposal leads."""
    if outcome == Outcome.REFUSED:
        return State.REFUSED
    return State.PUBLICITY if clocks.process_of(claim).step("publicity") else State.APPROVED


def send_to_notice(actor: "Actor", claim: Claim, decision: Decision) -> None:
    """Send the confirmed proposal to public notice; publicity listens."""
    clock: Clock = claim.clocks.get(step="publicity")
    data = {"days": clock.limit, "from": clock.started_on.isoformat(), "until": clock.due_on.isoformat()}
    _steps.happened(claim, ClaimEvent.Kind.PUBLICITY, actor, data=data)
    notify.on_notice(claim, clock.due_on)
    signals.proposal_confirmed.send(sender=Claim, claim=claim, decision=decision, clock=clock)
