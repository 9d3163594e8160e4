"""Rules propose, officers decide (R5.1, R6.9, R8.1; faults 6 and 7)."""

from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.cases import actions, errors, rules
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Decision, Evaluation, Letter
from portal.messages import outbox
from portal.publicity.models import Posting
from portal.registry import benefits_of
from portal.registry.models import Benefit
from tests.cases.builders import ALLOWANCE, EDUCATION, claim_of, file, proposed, staff, verify


def run_jobs() -> None:
    while outbox.run_due("test"):
        pass


def test_the_evaluation_keeps_what_was_known(town):
    claim = proposed()
    kept = Evaluation.objects.get(claim=claim)
    assert kept.verdict == "met"
    assert kept.facts["household"]["savings"] == "6200"
    assert kept.facts["provenance"]["household.savings"]["kind"] == "declared"
    assert kept.parameters["civil-affairs.standard_rural"]["source"].startswith("清民发")
    assert kept.plugin_version == claim.plugin_version
    criteria = {"local", "income", "savings", "property", "exclusive"}
    assert {finding["id"] for finding in kept.findings_in("en")} == criteria
    assert kept.findings_in("zh-hans")[0]["cite"]


def test_a_decision_carries_that_evaluation(town):
    claim = proposed()
    decision = actions.confirm(actor=staff("approver"), claim=claim)
    assert decision.evaluation == claim.latest_evaluation
    assert (decision.outcome, decision.amount, decision.per, decision.overrides) == (
        "approved",
        Decimal(735),
        "month",
        False,
    )
    assert AuditEntry.objects.filter(action="cases.confirm").count() == 1


def test_another_amount_needs_a_reason_and_keeps_it(town):
    claim = proposed()
    with pytest.raises(errors.ReasonMissing):
        actions.confirm(actor=staff("approver"), claim=claim, amount=Decimal(800))
    decision = actions.confirm(actor=staff("approver"), claim=claim, amount=Decimal(800), reason="核实有额外支出")
    assert decision.overrides
    assert Decision.objects.get().reason == "核实有额外支出"
    assert Posting.objects.get().amount == Decimal(800)


@pytest.mark.parametrize("amount", ["0", "-5", "10.001", "99999999", "NaN", "Infinity"])
def test_an_impossible_amount_is_refused(town, amount):
    claim = proposed()
    with pytest.raises(errors.AmountInvalid):
        actions.confirm(actor=staff("approver"), claim=claim, amount=Decimal(amount), reason="x")
    assert claim_of(claim.application).state == State.PROPOSED


def test_refusing_what_was_proposed_needs_a_reason(town):
    claim = proposed()
    with pytest.raises(errors.ReasonMissing):
        actions.confirm(actor=staff("approver"), claim=claim, outcome="refused")
    decision = actions.confirm(actor=staff("approver"), claim=claim, outcome="refused", reason="该户已经在外县享受低保")
    assert (decision.stage, decision.overrides, claim.state) == ("final", True, State.REFUSED)
    assert not Posting.objects.exists()
    assert not benefits_of(claim.application.household, claim.application.submitted_at.date())
    assert Letter.objects.get(claim=claim).kind == "refusal"


def test_whoever_meets_every_condition_is_refused_in_a_sentence(town):
    claim = proposed()
    with pytest.raises(errors.ReasonTooShort, match="至少写 10 个字"):
        actions.confirm(actor=staff("approver"), claim=claim, outcome="refused", reason="不")
    with pytest.raises(errors.ReasonTooLong, match="2,000 个字以内"):
        actions.confirm(actor=staff("approver"), claim=claim, reason="好" * 2001)
    assert not Decision.objects.exists()
    actions.confirm(actor=staff("approver"), claim=claim, reason="好" * 2000)
    assert Decision.objects.get().reason == "好" * 2000


def test_an_approval_chosen_without_its_amount_is_not_the_proposed_one(town):
    claim = proposed()
    with pytest.raises(errors.AmountMissing, match="请填写金额"):
        actions.confirm(actor=staff("approver"), claim=claim, outcome="approved")
    assert not Decision.objects.exists()


def test_not_met_is_a_proposal_to_refuse_with_its_clauses(town):
    claim = proposed(household={"savings": "900000"}, scheme_keys=(ALLOWANCE,))
    assert claim.proposed_outcome == "refused"
    actions.confirm(actor=staff("approver"), claim=claim)
    letter = Letter.objects.get(claim=claim)
    reasons = letter.data["sections"][0]["items"]
    assert len(reasons) == 1
    assert "第五条第一项" in reasons[0]["cite"]


def test_an_unknown_is_never_a_refusal(town):
    claim = claim_of(verify(file(household={"savings": None})))
    evaluation = actions.propose(actor=staff("officer"), claim=claim)
    assert evaluation.verdict == "unknown"
    assert evaluation.ask == ["household.savings"]
    assert (claim.state, claim.needs_officer, claim.trouble) == (State.VERIFIED, True, "unknown")
    assert claim.due_on
    assert not Decision.objects.exists()
    assert not Letter.objects.filter(claim=claim).exists()


def test_a_hand_made_proposal_needs_words_and_reaches_the_approver(town):
    claim = claim_of(verify(file(household={"savings": None})))
    with pytest.raises(errors.WrongState):
        actions.propose_by_hand(actor=staff("officer"), claim=claim, outcome="refused", reason="x")
    actions.propose(actor=staff("officer"), claim=claim)
    with pytest.raises(errors.ReasonMissing):
        actions.propose_by_hand(
            actor=staff("officer"), claim=claim, outcome="approved", amount=Decimal(500), reason="  "
        )
    actions.propose_by_hand(
        actor=staff("officer"), claim=claim, outcome="approved", amount=Decimal(500), reason="入户未见存款"
    )
    assert (claim.state, claim.needs_officer, claim.proposed_per) == (State.PROPOSED, False, "month")
    decision = actions.confirm(actor=staff("approver"), claim=claim_of(claim.application))
    assert (decision.amount, decision.overrides) == (Decimal(500), False)


@pytest.fixture
def broken_rules(monkeypatch):
    """The allowance's rules raise, as a plugin with a bug would: through the manager's own guard."""
    from plugins.manager import get_manager

    evaluator = get_manager()._evaluators[ALLOWANCE]

    def explode(*args, **kwargs):
        raise ZeroDivisionError("plugin bug")

    monkeypatch.setattr(evaluator, "evaluate", explode)


def test_a_plugin_that_raises_leaves_the_case_intact_for_an_officer(town, broken_rules, settings):
    settings.CASES_MAX_EVALUATIONS = 3
    claim = claim_of(verify(file()))
    for _attempt in range(3):
        evaluation = actions.propose(actor=staff("officer"), claim=claim)
        assert evaluation.verdict == "unknown"
    assert "ZeroDivisionError" in evaluation.fault
    assert (claim.state, claim.trouble, claim.needs_officer) == (State.VERIFIED, "fault", True)
    with pytest.raises(errors.RetriesExhausted, match="人工"):
        actions.propose(actor=staff("officer"), claim=claim)
    assert not Decision.objects.exists()
    actions.propose_by_hand(
        actor=staff("officer"), claim=claim, outcome="approved", amount=Decimal(400), reason="按政策计算"
    )
    actions.confirm(actor=staff("approver"), claim=claim_of(claim.application))


def test_after_a_repair_the_rules_speak_again(town, monkeypatch):
    claim = claim_of(verify(file()))
    with monkeypatch.context() as patch:
        patch.setattr(rules.get_manager()._evaluators[ALLOWANCE], "evaluate", lambda *a, **k: 1 / 0)
        actions.propose(actor=staff("officer"), claim=claim)
    actions.propose(actor=staff("officer"), claim=claim)
    assert (claim.state, claim.trouble, claim.evaluation_attempts) == (State.PROPOSED, "", 0)


def test_nobody_approves_their_own_work(town):
    from portal.accounts.models import Assignment, Office, User
    from portal.common import clock

    busy = User.objects.get(username="verifier")
    Assignment.objects.create(user=busy, role="approver", office=Office.objects.get(code="liuhe"), since=clock.today())
    claim = proposed()
    with pytest.raises(errors.OwnWork, match="自己办的不能自己批"):
        actions.confirm(actor=staff("verifier"), claim=claim)
    # Not even when the work was done on the other claim of the same application.
    helper = User.objects.get(username="edu-officer")
    Assignment.objects.create(
        user=helper, role="approver", office=Office.objects.get(code="liuhe"), since=clock.today()
    )
    actions.propose(actor=staff("edu-officer"), claim=claim_of(claim.application, EDUCATION))
    with pytest.raises(errors.OwnWork):
        actions.confirm(actor=staff("edu-officer"), claim=claim_of(claim.application))
    actions.confirm(actor=staff("approver"), claim=claim_of(claim.application))


def test_a_page_that_is_out_of_date_is_told(town):
    claim = proposed()
    seen = claim.version
    actions.propose(actor=staff("officer"), claim=claim)
    with pytest.raises(errors.ConcurrentChange):
        actions.confirm(actor=staff("approver"), claim=claim_of(claim.application), version=seen)


# R6.9: one decision moves another.


@pytest.fixture
def waiting(town, monkeypatch):
    """An education claim that only the allowance can open, beside an allowance claim that is not decided yet."""
    from plugins.manager import get_manager

    application = verify(file())
    education = claim_of(application, EDUCATION)
    manager, real = get_manager(), get_manager().evaluate

    def strict(key, facts, **kwargs):
        # The income limit of education aid set to nothing: only the recognition counts.
        if key == EDUCATION:
            facts = facts.with_fact("household.income_monthly", "900000")
        return real(key, facts, **kwargs)

    monkeypatch.setattr(manager, "evaluate", strict)
    actions.propose(actor=staff("edu-officer"), claim=education)
    return application


def test_a_claim_waits_for_the_one_it_builds_on(waiting):
    education = claim_of(waiting, EDUCATION)
    assert (education.state, education.trouble, education.trouble_detail) == (State.VERIFIED, "waiting", ALLOWANCE)
    assert education.events.last().data["scheme_zh"] == "最低生活保障"


def test_the_decision_arrives_and_the_other_claim_is_assessed_again(waiting):
    allowance = claim_of(waiting)
    actions.propose(actor=staff("officer"), claim=allowance)
    actions.confirm(actor=staff("approver"), claim=allowance)
    Claim.objects.filter(pk=allowance.pk).update(state=State.PUBLICITY_DONE)
    actions.decide_final(actor=staff("approver"), claim=claim_of(waiting))
    run_jobs()
    education = claim_of(waiting, EDUCATION)
    assert (education.state, education.proposed_outcome, education.trouble) == (State.PROPOSED, "approved", "")
    assert education.events.last().kind == "reassessed"
    # The job once more changes nothing.
    from portal.cases.actions.reassess import reassess_household

    assert reassess_household(str(allowance.pk)) == []


@pytest.mark.parametrize("end", ["refused", "withdrawn"])
def test_the_other_claim_need_not_wait_for_ever(waiting, end):
    allowance = claim_of(waiting)
    if end == "refused":
        actions.propose(actor=staff("officer"), claim=allowance)
        actions.confirm(actor=staff("approver"), claim=allowance, outcome="refused", reason="全家已经迁出本县落户")
    else:
        actions.withdraw(actor=staff("clerk"), claim=allowance)
    run_jobs()
    education = claim_of(waiting, EDUCATION)
    assert (education.state, education.proposed_outcome) == (State.PROPOSED, "refused")


def test_a_benefit_is_granted_once(town):
    claim = proposed(EDUCATION)
    actions.confirm(actor=staff("edu-approver"), claim=claim)
    run_jobs()
    benefit = Benefit.objects.get()
    assert (benefit.scheme_key, benefit.per, benefit.source_ref) == (EDUCATION, "term", f"claim:{claim.pk}")


def test_deciding_otherwise_after_the_notice_makes_a_linked_decision(town):
    claim = proposed()
    first = actions.confirm(actor=staff("approver"), claim=claim)
    Claim.objects.filter(pk=claim.pk).update(state=State.PUBLICITY_DONE)
    claim = claim_of(claim.application)
    with pytest.raises(errors.ReasonMissing):
        actions.decide_final(actor=staff("approver"), claim=claim, outcome="refused")
    final = actions.decide_final(
        actor=staff("approver2"), claim=claim, outcome="refused", reason="公示期间发现在外县领取"
    )
    assert final.supersedes == first
    assert final.evaluation == first.evaluation
    assert Decision.objects.get(pk=first.pk).outcome == "approved"


def test_a_notice_cannot_be_ended_early(town):
    from portal.accounts.actors import Actor

    claim = proposed()
    actions.confirm(actor=staff("approver"), claim=claim)
    with pytest.raises(errors.NoticeStillRuns):
        actions.finish_publicity(actor=Actor.system("publicity"), claim=claim)


@pytest.mark.parametrize("by", ["applicant", "clerk"])
def test_withdrawing_ends_a_claim_and_its_notice(town, by):
    from portal.accounts.actors import Actor

    claim = proposed()
    actions.confirm(actor=staff("approver"), claim=claim)
    actor = Actor.applicant(claim.application.receipt) if by == "applicant" else staff("clerk")
    actions.withdraw(actor=actor, claim=claim)
    assert claim_of(claim.application).state == State.WITHDRAWN
    assert not Posting.objects.on_show().exists()
    assert not claim.clocks.filter(stopped_on=None).exists()
    assert claim_of(claim.application, EDUCATION).is_open
    run_jobs()
    assert claim_of(claim.application).state == State.WITHDRAWN
