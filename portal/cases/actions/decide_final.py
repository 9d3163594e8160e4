"""The final decision after public notice (R5.4, R8.2)."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.cases import authority
from portal.cases.actions import _decide, _steps, _transfers
from portal.cases.lifecycle import State, Verb
from portal.cases.models import Claim, Decision
from portal.cases.models.claim import Outcome

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def decide_final(
    *,
    actor: "Actor",
    claim: Claim,
    outcome: str | None = None,
    amount: Decimal | None = None,
    reason: str = "",
    version: int | None = None,
) -> Decision:
    """Make the confirmed proposal final, or decide otherwise with a reason that came up during the notice.

    Grants the benefit, prints the letter, sends the SMS, and has the family's other claims looked at again.

    Args and raises: as :func:`portal.cases.actions.confirm`.
    """
    _steps.prepare(actor, claim, Verb.DECIDE_FINAL, version=version)
    confirmed = claim.decisions.filter(stage=Decision.Stage.PROPOSED).select_related("evaluation").latest("decided_at")
    choice = _decide.choose(
        evaluation=confirmed.evaluation, before=(confirmed.outcome, confirmed.amount, confirmed.per),
        outcome=outcome, amount=amount, reason=reason,
    )  # fmt: skip
    authority.check_amount(actor, claim, choice.amount)
    to = State.APPROVED if choice.outcome == Outcome.APPROVED else State.REFUSED
    row = _steps.prepare(actor, claim, Verb.DECIDE_FINAL, to)
    with transaction.atomic():
        _steps.move(claim, row, needs_officer=False)
        number = _decide.take_number(choice)
        moved = _transfers.lift(actor, claim, choice.amount)
        decision = _decide.record_decision(
            actor, claim, confirmed.evaluation, choice, Decision.Stage.FINAL, supersedes=confirmed
        )
        _decide.finish(actor, claim, decision, number)
        audit.record(
            "cases.decide_final", actor=actor, subject=claim, office=claim.office,
            detail={
                "outcome": choice.outcome, "overrides": choice.overrides, "decision": str(decision.pk),
                **_transfers.for_audit(moved),
            },
        )  # fmt: skip
    return decision
