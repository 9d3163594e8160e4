"""What confirming and deciding share: the decision row, and what follows when it is final."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from plugins.api.scheme import SERVICE
from portal import messages
from portal.cases import notify, signals
from portal.cases.actions import _handoff, _reasons, _steps
from portal.cases.actions._amounts import check_amount, for_history
from portal.cases.errors import ReasonMissing
from portal.cases.letters import numbers, store, texts
from portal.cases.models import Claim, ClaimEvent, Decision, Evaluation, Handoff
from portal.cases.models.claim import Outcome
from portal.common import clock
from portal.registry.actions import grant_benefit

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


@dataclass(frozen=True)
class Choice:
    """What the approver chose, checked; ``overrides`` says it differs from what was before them."""

    outcome: str
    amount: Decimal | None
    per: str
    reason: str
    overrides: bool


def choose(
    *,
    evaluation: Evaluation,
    before: tuple[str, Decimal | None, str],
    outcome: str | None,
    amount: Decimal | None,
    reason: str,
    argued: str = "",
) -> Choice:
    """Complete the approver's choice from what was before them.

    Args:
        evaluation: what the rules said: per what it is paid if nobody has said so, and the range of amounts.
        before: outcome, amount, per that were proposed or confirmed.
        outcome: None keeps what was before; whoever chooses approval themselves names the amount.
        amount: None keeps what was before, together with the outcome.
        argued: what the officer wrote who proposed to refuse; beside unmet criteria it explains a refusal.

    Raises:
        ReasonMissing: another outcome or amount without a reason, or a refusal nobody explained.
        ReasonTooShort, ReasonTooLong: a reason the letter cannot give.
        AmountInvalid: an approval without a possible amount, or one outside the range.
    """
    proposed_outcome, proposed_amount, per = before
    chosen = Outcome(outcome or proposed_outcome)
    reason = _reasons.fitting(reason)
    if chosen is Outcome.APPROVED:
        per = per or evaluation.per
        granted = check_amount(proposed_amount if outcome is None and amount is None else amount, per, evaluation)
    else:
        granted, per = None, ""
    overrides = chosen != proposed_outcome or granted != (proposed_amount if chosen is Outcome.APPROVED else None)
    refused = chosen is Outcome.REFUSED
    if not reason and (overrides or (refused and not (argued or unmet(evaluation)))):
        raise ReasonMissing
    if refused:
        _reasons.check_refusal(evaluation, reason, argued)
    return Choice(chosen, granted, per, reason, overrides)


def unmet(evaluation: Evaluation) -> list[dict]:
    """The criteria that were not met, as found."""
    return [finding for finding in evaluation.findings_in("zh-hans") if finding["result"] == "not_met"]


def record_decision(
    actor: "Actor",
    claim: Claim,
    evaluation: Evaluation,
    choice: Choice,
    stage: str,
    supersedes: Decision | None = None,
    **remote: str,
) -> Decision:
    """The decision as a row that is never edited; ``remote`` is ``made_by`` and ``letter_reference`` where the agency's
    own system decided."""
    return Decision.objects.create(
        claim=claim, evaluation=evaluation, stage=stage, outcome=choice.outcome, amount=choice.amount, per=choice.per,
        reason=choice.reason, officer=actor.user, decided_at=clock.now(), overrides=choice.overrides,
        supersedes=supersedes, **remote,
    )  # fmt: skip


def letter_kind(choice: Choice) -> str:
    """``approval`` or ``refusal``."""
    return "approval" if choice.outcome == Outcome.APPROVED else "refusal"


def finish(actor: "Actor", claim: Claim, decision: Decision, number: str) -> None:
    """Everything a final decision brings: the benefit, the letter, the SMS, the news (R8.3, R8.4, R6.9).

    Args:
        number: the letter's number, taken before anything was written to the audit trail.
    """
    approved = decision.outcome == Outcome.APPROVED
    _handoff.end(claim, Handoff.State.ENDED)
    kind = "approval" if approved else "refusal"
    store.issue(
        kind=kind,
        number=number,
        data=texts.decision(claim, decision, number),
        application=claim.application,
        claim=claim,
    )
    if approved:
        today = clock.today()
        grant_benefit(
            actor=actor, household=claim.application.household, scheme_key=claim.scheme_key, amount=decision.amount,
            per=decision.per, since=today, until=today if decision.per in ("once", SERVICE) else None,
            source_ref=f"claim:{claim.pk}",
        )  # fmt: skip
    data = for_history(claim, decision.amount, decision.per) if approved else {}
    _steps.happened(claim, ClaimEvent.Kind.APPROVED if approved else ClaimEvent.Kind.REFUSED, actor, data=data)
    notify.decided(claim)
    messages.enqueue("cases.reassess", {"claim": str(claim.pk)}, key=f"reassess:{decision.pk}", eager=True)
    signals.decision_final.send(sender=Claim, claim=claim, decision=decision)


def take_number(choice: Choice) -> str:
    """The number of the letter this choice needs."""
    return numbers.take_number(letter_kind(choice))
