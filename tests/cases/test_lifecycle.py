"""The transition table: complete, reachable, and closed to everybody it does not name."""

import pytest

from portal.accounts.actors import Actor
from portal.cases import actions, lifecycle
from portal.cases.errors import NotAllowed, WrongState
from portal.cases.lifecycle import FINAL_STATES, OPEN_STATES, TABLE, State, Verb
from portal.cases.models import Claim
from tests.cases.builders import claim_of, file, staff


def test_every_state_can_be_reached_and_left_unless_final():
    reached = {State.SUBMITTED}
    while True:
        more = {row.to for row in TABLE if row.source in reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(State)
    assert {State.APPROVED, State.REFUSED, State.WITHDRAWN} == FINAL_STATES
    assert not OPEN_STATES & FINAL_STATES


def test_no_row_stands_twice_and_every_row_has_somebody():
    keys = [(row.source, row.verb, row.to) for row in TABLE]
    assert len(keys) == len(set(keys))
    assert all(row.roles or row.system or row.applicant or row.visitor or row.agency for row in TABLE)


def test_every_verb_has_a_module():
    for verb in Verb:
        assert hasattr(actions, verb.value)


@pytest.mark.parametrize("state", sorted(FINAL_STATES))
@pytest.mark.parametrize("verb", list(Verb))
def test_a_decided_claim_does_not_move(state, verb):
    with pytest.raises(WrongState):
        lifecycle.transition(state, verb)


def test_final_rows_stop_the_clocks():
    assert {row.to for row in TABLE if row.ends} == FINAL_STATES


@pytest.mark.parametrize(
    ("verb", "state", "wrong"),
    [
        (actions.confirm, State.PROPOSED, "officer"),
        (actions.confirm, State.PROPOSED, "edu-approver"),
        (actions.confirm, State.PROPOSED, "other-approver"),
        (actions.decide_final, State.PUBLICITY_DONE, "supervisor"),
        (actions.propose, State.VERIFIED, "approver"),
        (actions.finish_publicity, State.PUBLICITY, "approver"),
        (actions.withdraw, State.VERIFIED, "verifier"),
    ],
)
def test_a_verb_refuses_who_is_not_named_for_it(town, verb, state, wrong):
    claim = claim_of(file())
    Claim.objects.filter(pk=claim.pk).update(state=state)
    with pytest.raises(NotAllowed) as refusal:
        verb(actor=staff(wrong), claim=claim_of(claim.application))
    assert claim.office.label in str(refusal.value) or "河东" in str(refusal.value)
    assert claim_of(claim.application).state == state


def test_the_portal_itself_may_not_approve(town):
    claim = claim_of(file())
    Claim.objects.filter(pk=claim.pk).update(state=State.PROPOSED)
    with pytest.raises(NotAllowed):
        actions.confirm(actor=Actor.system("anything"), claim=claim_of(claim.application))


def test_a_refusal_speaks_chinese_and_english(town):
    from django.utils import translation

    claim = claim_of(file())
    with pytest.raises(WrongState) as refusal:
        actions.propose(actor=staff("officer"), claim=claim)
    with translation.override("zh-hans"):
        assert (
            str(refusal.value)
            == "现在不能“审核并提出意见”。这一项目前的状态是“已受理”。请重新打开页面，上面会写明下一步。"
        )
    with translation.override("en"):
        assert str(refusal.value).startswith("“Assess and propose” is not possible now. The claim is at “Submitted”.")
