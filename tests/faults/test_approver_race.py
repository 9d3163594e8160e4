"""Fault 5: four approvers press the button at once; exactly one wins, the others are told. Real threads and commits."""

from decimal import Decimal

import pytest

from portal.cases import actions, errors
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Decision, Letter
from portal.messages.models import OutboxItem
from portal.publicity.models import Posting
from portal.registry.models import Benefit
from tests.cases.builders import EDUCATION, claim_of, make_county, proposed, staff
from tests.together import together

NAMES = ("approver", "approver2", "approver3", "approver4")


@pytest.fixture
def real_town(transactional_db):
    make_county()


def race(act, claim) -> tuple[list[Decision], list[Exception]]:
    """Every approver reads the claim, then all act together."""

    def press(name: str):
        mine, actor = claim_of(claim.application, claim.scheme_key), staff(name)
        return lambda: act(actor, mine, name)

    done = together(*map(press, NAMES))
    told = [result for result in done if isinstance(result, errors.CaseError)]
    return [result for result in done if result not in told], told


def test_of_four_who_confirm_one_wins(real_town):
    claim = proposed()
    won, told = race(lambda actor, mine, name: actions.confirm(actor=actor, claim=mine), claim)
    assert len(won) == 1
    assert [type(refusal) for refusal in told] == [errors.ConcurrentChange] * 3
    assert (Decision.objects.count(), Posting.objects.count()) == (1, 1)
    assert claim_of(claim.application).state == State.PUBLICITY


def test_of_four_who_decide_differently_one_wins_and_all_effects_are_theirs(real_town):
    claim = proposed()
    actions.confirm(actor=staff("approver"), claim=claim)
    Claim.objects.filter(pk=claim.pk).update(state=State.PUBLICITY_DONE)

    def decide(actor, mine, name):
        if name in ("approver", "approver3"):
            return actions.decide_final(actor=actor, claim=mine)
        return actions.decide_final(actor=actor, claim=mine, outcome="refused", reason="公示期间有异议，查证属实")

    won, told = race(decide, claim)
    assert len(won) == 1
    assert {type(refusal) for refusal in told} == {errors.ConcurrentChange}
    outcome = won[0].outcome
    assert claim_of(claim.application).state == outcome
    assert Benefit.objects.count() == (1 if outcome == "approved" else 0)
    assert Letter.objects.get(claim=claim).kind == {"approved": "approval", "refused": "refusal"}[outcome]
    assert OutboxItem.objects.filter(key=f"sms:decided:{claim.pk}").count() == 1


def test_an_officer_who_assesses_again_and_an_approver_do_not_overwrite_each_other(real_town):
    claim = proposed(EDUCATION)
    mine, theirs = (claim_of(claim.application, EDUCATION) for _officer in range(2))
    officer, approver = staff("edu-officer"), staff("edu-approver")
    done = together(
        lambda: actions.propose(actor=officer, claim=mine),
        lambda: actions.confirm(actor=approver, claim=theirs, amount=Decimal(99), reason="x"),
    )
    refusals = [item for item in done if isinstance(item, errors.CaseError)]
    assert len(refusals) == 1
    assert isinstance(refusals[0], errors.ConcurrentChange | errors.WrongState)
