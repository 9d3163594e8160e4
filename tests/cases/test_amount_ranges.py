"""Amounts an officer chooses within a range, with a reason (R6.10)."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from portal.cases import actions, errors, queries
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Decision, Transfer
from tests.cases.builders import CHILD, MOTHER, claim_of, file, staff, verify

EXPENSE = "temporary-assistance-expense"
PATIENT = (*MOTHER[:4], {**MOTHER[4], "seriously_ill": True, "medical_costs": "9000"})
# The standard in town is 735 yuan: three to twelve months of it.
LEAST, MOST = Decimal("2205.00"), Decimal("8820.00")


@pytest.fixture
def assessed(town):
    """A claim whose conditions the rules found met."""
    application = file(
        scheme_keys=(EXPENSE,), people=(PATIENT,), household={"savings": "0"},
        applicant={"civil-affairs.helped_before": False},
    )  # fmt: skip
    claim = claim_of(verify(application), EXPENSE)
    actions.propose(actor=staff("officer"), claim=claim)
    return claim_of(application, EXPENSE)


def by_hand(claim: Claim, amount: Decimal, **changes):
    given = {"outcome": "approved", "reason": "住院自付九千元，家中无存款", "amount": amount, **changes}
    return actions.propose_by_hand(actor=staff("officer"), claim=claim, **given)


def test_met_with_a_range_waits_for_the_officers_amount(assessed):
    evaluation = assessed.latest_evaluation
    assert (assessed.state, assessed.needs_officer, assessed.trouble) == (State.VERIFIED, True, "amount")
    assert (evaluation.verdict, evaluation.amount) == ("met", None)
    assert evaluation.amount_range == {"low": "2205.00", "high": "8820.00", "cite": "清民发〔2026〕20号 第六条"}


def test_the_applicant_reads_the_range(assessed):
    for language, text in (
        ("zh-hans", "符合条件，由经办人员在 2,205 元至 8,820 元之间确定金额"),
        ("en", "The conditions are met; an officer sets the amount, from 2,205 to 8,820 yuan"),
    ):
        events = queries.timeline(assessed.application, language).claims[0].events
        assert text in [event.text for event in events]


@pytest.mark.parametrize("amount", [LEAST, MOST])
def test_both_ends_may_be_proposed(assessed, amount):
    by_hand(assessed, amount)
    assert (assessed.state, assessed.proposed_amount, assessed.proposed_per) == (State.PROPOSED, amount, "once")


@pytest.mark.parametrize("amount", [LEAST - Decimal("0.01"), MOST + Decimal("0.01")])
def test_a_fen_outside_is_refused_with_range_and_clause(assessed, amount):
    with pytest.raises(errors.AmountOutOfRange) as refusal:
        by_hand(assessed, amount)
    assert "2,205 元至 8,820 元" in str(refusal.value)
    assert "清民发〔2026〕20号 第六条" in str(refusal.value)
    with translation.override("en"):
        assert "from 2,205 to 8,820 yuan" in str(refusal.value)
    assert claim_of(assessed.application, EXPENSE).state == State.VERIFIED


def test_the_amount_needs_a_reason(assessed):
    with pytest.raises(errors.ReasonMissing):
        by_hand(assessed, LEAST, reason=" ")


def test_a_sum_paid_once_does_not_become_monthly(assessed):
    by_hand(assessed, LEAST, per="month")
    assert assessed.proposed_per == "once"


def test_the_approver_is_bound_by_the_range_too(assessed):
    by_hand(assessed, Decimal(3000))
    claim = claim_of(assessed.application, EXPENSE)
    for amount in (LEAST - Decimal("0.01"), MOST + Decimal("0.01")):
        with pytest.raises(errors.AmountOutOfRange):
            actions.confirm(actor=staff("approver"), claim=claim, amount=amount, reason="核实")
    made = actions.confirm(actor=staff("approver"), claim=claim, amount=LEAST, reason="核实后调整")
    Claim.objects.filter(pk=claim.pk).update(state=State.PUBLICITY_DONE)
    claim = claim_of(claim.application, EXPENSE)
    with pytest.raises(errors.AmountOutOfRange):
        actions.decide_final(actor=staff("approver"), claim=claim, amount=MOST + 1, reason="公示后调整")
    final = actions.decide_final(actor=staff("approver"), claim=claim)
    assert (made.amount, final.amount, final.per) == (LEAST, LEAST, "once")


def test_a_refusal_has_no_range_and_tells_why(assessed):
    with pytest.raises(errors.ReasonTooShort, match="至少写 10 个字"):
        by_hand(assessed, None, outcome="refused", reason="不够紧急")
    by_hand(assessed, None, outcome="refused")
    assert actions.confirm(actor=staff("approver"), claim=claim_of(assessed.application, EXPENSE)).amount is None


def test_above_the_townships_limit_the_bureau_decides_within_the_same_range(assessed):
    by_hand(assessed, Decimal("5000.01"))
    claim = claim_of(assessed.application, EXPENSE)
    assert (claim.office.code, Transfer.objects.count()) == ("qingxi-civil-affairs", 1)
    with pytest.raises(errors.AboveAuthority):
        actions.confirm(actor=staff("approver"), claim=claim)
    assert not Decision.objects.exists()


def test_against_the_rules_an_approval_still_stays_within_the_range(town):
    # Nobody has paid anything, so the rules say no; the officer sees a reason, and the range of schooling.
    application = file(
        scheme_keys=(EXPENSE,), people=(MOTHER, CHILD), household={"savings": "0"},
        applicant={"civil-affairs.helped_before": False},
    )  # fmt: skip
    facts = {"members.0.seriously_ill": False, "members.1.seriously_ill": False, "members.1.school_costs": "0"}
    claim = claim_of(verify(application, facts), EXPENSE)
    evaluation = actions.propose(actor=staff("officer"), claim=claim)
    assert (evaluation.verdict, evaluation.amount_range["high"]) == ("not_met", "4410.00")
    with pytest.raises(errors.AmountOutOfRange, match="4,410"):
        actions.confirm(actor=staff("approver"), claim=claim, outcome="approved", amount=Decimal("4410.01"), reason="x")


def test_the_page_shows_the_range_and_keeps_what_was_typed(assessed, client):
    client.force_login(staff("officer").user)
    page = reverse("workbench:by_hand", args=[assessed.application_id, assessed.pk])
    shown = client.get(page).content.decode()
    assert "2,205 元至 8,820 元，含两端（清民发〔2026〕20号 第六条）。" in shown
    assert 'name="per"' not in shown
    typed = {"outcome": "approved", "amount": "9000", "reason": "医疗费很高", "version": assessed.version}
    answer = client.post(page, typed)
    assert answer.status_code == 422
    assert "2,205 元至 8,820 元之间确定" in answer.content.decode()
    assert 'value="9000"' in answer.content.decode() and "医疗费很高" in answer.content.decode()
    assert client.post(page, {**typed, "amount": "6000"}).status_code == 302
    assert claim_of(assessed.application, EXPENSE).proposed_amount == 6000
