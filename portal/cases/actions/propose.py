"""Let the scheme's rules speak and make their result the proposal (R5.1, R6.9)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from plugins.api import Facts
from plugins.api.scheme import SERVICE
from portal import audit
from portal.cases import rules, signals
from portal.cases.actions import _amounts, _steps, _transfers
from portal.cases.errors import RetriesExhausted
from portal.cases.facts import build_facts, snapshot
from portal.cases.lifecycle import OPEN_STATES, State, Verb
from portal.cases.models import Claim, ClaimEvent, Evaluation
from portal.cases.models.claim import Outcome
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor

Trouble = Claim.Trouble


def propose(*, actor: "Actor", claim: Claim, version: int | None = None, reassessing: bool = False) -> Evaluation:
    """Evaluate the claim on what is known today and keep the result for ever.

    Met or not met → ``proposed``. A plugin's failure or an unknown is never a refusal (fault 7): the claim stays
    ``verified`` with ``needs_officer`` and the trouble named, to be tried again, settled by another check, or
    proposed by
    hand. Not met only because a scheme this one builds on is still being decided → it waits for that decision (R6.9).

    Where the proposed amount is more than the office may decide, the claim moves to the one that may (R5.3).

    Args:
        version: the claim's version the officer saw.
        reassessing: another decision of the household is the cause; changes the words of the history.

    Raises:
        RetriesExhausted: the rules failed ``settings.CASES_MAX_EVALUATIONS`` times and an officer has to
        propose by hand.
        WrongState, NotAllowed, RelatedParty, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    _steps.prepare(actor, claim, Verb.PROPOSE, version=version)
    if claim.evaluation_attempts >= settings.CASES_MAX_EVALUATIONS:
        raise RetriesExhausted(limit=settings.CASES_MAX_EVALUATIONS)
    # Outside the transaction: a plugin may take its time, the database must not wait for it.
    facts = build_facts(claim.application)
    result = rules.evaluate(claim, facts)
    outcome = _judge(claim, facts, result)
    with transaction.atomic():
        return _store(actor, claim, facts, result, outcome, reassessing)


@dataclass(frozen=True)
class _Judgement:
    """What follows from an evaluation: a proposal, or a trouble with its detail for the officer."""

    outcome: str = ""
    trouble: str = ""
    detail: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def _judge(claim: Claim, facts: Facts, result: rules.Result) -> _Judgement:
    if result.fault:
        return _Judgement(trouble=Trouble.FAULT, detail=result.fault, data={"trouble": Trouble.FAULT})
    if result.verdict == Evaluation.Verdict.MET and result.amount_range:
        # All conditions are met, and the officer chooses within the range (R6.10).
        return _Judgement(trouble=Trouble.AMOUNT, data={"trouble": Trouble.AMOUNT, **result.amount_range})
    if result.verdict == Evaluation.Verdict.UNKNOWN or (
        result.verdict == Evaluation.Verdict.MET and result.amount is None and result.per != SERVICE
    ):
        # Met without an amount is not finished either: a fact is missing, or the plugin leaves it to the officer.
        detail = result.referred or "\n".join(result.ask)
        return _Judgement(trouble=Trouble.UNKNOWN, detail=detail, data={"trouble": Trouble.UNKNOWN})
    if result.verdict == Evaluation.Verdict.MET:
        return _Judgement(outcome=Outcome.APPROVED)
    other = _waits_for(claim, facts)
    if other:
        data = {"trouble": Trouble.WAITING, "scheme_zh": other.scheme_name, "scheme_en": other.name_in("en")}
        return _Judgement(trouble=Trouble.WAITING, detail=other.scheme_key, data=data)
    return _Judgement(outcome=Outcome.REFUSED)


def _waits_for(claim: Claim, facts: Facts) -> Claim | None:
    """The open claim of the household whose approval would change this verdict, if there is one."""
    pending = Claim.objects.filter(application__household=claim.application.household, state__in=OPEN_STATES)
    needed = rules.builds_on(claim.scheme_key)
    candidates = [other for other in pending.exclude(pk=claim.pk) if other.scheme_key in needed]
    for other in candidates:
        # Approved, it would be received from today on; a rule that asks for months of it is not met by that.
        receives = {other.scheme_key: clock.today().isoformat(), **(facts.get("household.receives") or {})}
        hopeful = rules.evaluate(claim, facts.with_fact("household.receives", receives))
        if not hopeful.fault and hopeful.verdict != Evaluation.Verdict.NOT_MET:
            return other
    return None


def _store(
    actor: "Actor", claim: Claim, facts: Facts, result: rules.Result, judged: _Judgement, reassessing: bool
) -> Evaluation:
    before = (claim.proposed_outcome, claim.proposed_amount, claim.trouble)
    # A trouble keeps the claim where an officer can act; one already proposed goes back to that place.
    to = State.PROPOSED if judged.outcome else State.VERIFIED
    row = _steps.prepare(actor, claim, Verb.PROPOSE, to)
    _steps.move(
        claim, row,
        needs_officer=not judged.outcome,
        trouble=judged.trouble,
        evaluation_attempts=claim.evaluation_attempts + 1 if result.fault else 0,
        proposed_outcome=judged.outcome,
        proposed_amount=result.amount if judged.outcome == Outcome.APPROVED else None,
        proposed_per=result.per if judged.outcome == Outcome.APPROVED else "",
        plugin_version=result.plugin_version or claim.plugin_version,
    )  # fmt: skip
    claim.trouble_detail, claim.proposal_reason = judged.detail, ""
    claim.save(update_fields=["trouble_detail", "proposal_reason"])
    evaluation = Evaluation.objects.create(
        claim=claim, on=clock.today(), facts=snapshot(facts), findings=result.findings, verdict=result.verdict,
        amount=result.amount, amount_range=result.amount_range, per=result.per, ask=list(result.ask),
        parameters=result.parameters, plugin_version=claim.plugin_version, fault=result.fault, officer=actor.user,
        created_at=clock.now(),
    )  # fmt: skip
    unchanged = before == (claim.proposed_outcome, claim.proposed_amount, claim.trouble)
    if not (reassessing and unchanged):
        _steps.happened(claim, _event_kind(judged, reassessing), actor, data=_event_data(claim, judged, result))
    if reassessing and not unchanged:
        signals.claim_reassessed.send(sender=Claim, claim=claim)
    moved = _transfers.place(actor, claim, claim.proposed_amount)
    audit.record(
        "cases.propose", actor=actor, subject=claim, office=claim.office,
        detail={
            "verdict": result.verdict, "trouble": judged.trouble, "evaluation": str(evaluation.pk),
            **_transfers.for_audit(moved),
        },
    )  # fmt: skip
    return evaluation


def _event_kind(judged: _Judgement, reassessing: bool) -> ClaimEvent.Kind:
    if not judged.outcome:
        return ClaimEvent.Kind.OFFICER_NEEDED
    return ClaimEvent.Kind.REASSESSED if reassessing else ClaimEvent.Kind.PROPOSED


def _event_data(claim: Claim, judged: _Judgement, result: rules.Result) -> dict[str, Any]:
    if not judged.outcome:
        return judged.data
    granted = _amounts.for_history(claim, claim.proposed_amount, claim.proposed_per)
    return {"outcome": judged.outcome, "criteria": len(result.findings.get("zh-hans", [])), **granted}
