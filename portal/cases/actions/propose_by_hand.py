"""An officer proposes where the rules cannot (fault 7, R6.10)."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.cases.actions import _reasons, _steps, _transfers
from portal.cases.actions._amounts import check_amount, for_history, period
from portal.cases.errors import ReasonMissing
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, ClaimEvent
from portal.cases.models.claim import Outcome

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def propose_by_hand(
    *,
    actor: "Actor",
    claim: Claim,
    outcome: str,
    reason: str,
    amount: Decimal | None = None,
    per: str = "",
    version: int | None = None,
) -> Claim:
    """Propose an outcome with a reason, after the rules have been tried at least once; → ``proposed``.

    Replaces a proposal that nobody has decided on yet. Where the amount is more than the office may decide, the claim
    moves to the one that may (R5.3).

    Args:
        outcome: ``approved`` or ``refused``.
        reason: what the officer goes by; kept, and shown to the approver.
        amount: 元 per ``per`` for an approval; None where the help is a service.

    Raises:
        ReasonMissing, AmountInvalid: the proposal is not complete, its reason cannot stand in the letter, or the amount
            lies outside the scheme's range.
        WrongState: the rules have not been tried, or the claim is elsewhere.
        NotAllowed, RelatedParty, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    row = _steps.prepare(actor, claim, Verb.PROPOSE_BY_HAND, version=version)
    reason = _reasons.fitting(reason)
    if not reason:
        raise ReasonMissing
    evaluation = claim.latest_evaluation
    if evaluation is None:
        raise _steps.wrong_state(claim, Verb.PROPOSE_BY_HAND)
    approved = Outcome(outcome) is Outcome.APPROVED
    if not approved:
        _reasons.check_refusal(evaluation, reason)
    per = period(per, evaluation) if approved else ""
    granted = check_amount(amount, per, evaluation) if approved else None
    with transaction.atomic():
        _steps.move(
            claim,
            row,
            needs_officer=False,
            trouble="",
            proposed_outcome=outcome,
            proposed_amount=granted,
            proposed_per=per,
        )
        claim.proposal_reason, claim.trouble_detail = reason, ""
        claim.save(update_fields=["proposal_reason", "trouble_detail"])
        data = {"outcome": outcome, **for_history(claim, granted, per)}
        _steps.happened(claim, ClaimEvent.Kind.PROPOSED, actor, data=data)
        moved = _transfers.place(actor, claim, granted)
        audit.record(
            "cases.propose_by_hand", actor=actor, subject=claim, office=claim.office,
            detail={"outcome": outcome, **_transfers.for_audit(moved)},
        )  # fmt: skip
    return claim
