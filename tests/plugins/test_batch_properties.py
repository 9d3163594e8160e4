"""Both evaluators say the same: about every criterion, verdict and amount, whatever is unknown."""

import os
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.api import (
    Condition,
    Facts,
    Term,
    all_members,
    amount_range,
    any_member,
    at_least,
    clause,
    household,
    member,
    parameter,
    rounded,
)
from plugins.api import tree as t
from plugins.batch import frames_from_facts
from plugins.manager import get_manager

from . import batch_world
from .batch_world import assert_same
from .families import ON as TODAY
from .families import families
from .random_rules import completed, condition, money, partial_facts
from .world import ON, evaluator

MANY = settings(max_examples=int(os.environ.get("RULE_EXAMPLES", "40")), deadline=None)
NODES = st.lists(condition(3), min_size=1, max_size=3)
AMOUNT = money(3).map(lambda n: t.Rounded(n, 1, "down"))
CHAIN = ("hedong", "liuhe", "qingxi")


def both(nodes, amount, givens):
    """(row of the batch, evaluation) for each household."""
    conditions = [Condition(n) for n in nodes]
    single = evaluator(*conditions, amount=Term(amount))
    rows = batch_world.run(batch_world.program(*conditions, amount=Term(amount)), givens)
    return [(row, single.evaluate(Facts.from_mapping(g), ON)) for row, g in zip(rows, givens, strict=True)]


@MANY
@given(NODES, AMOUNT, st.lists(partial_facts(), min_size=1, max_size=6))
def test_the_batch_says_what_the_single_evaluator_says(nodes, amount, givens):
    for row, evaluation in both(nodes, amount, givens):
        assert_same(row, "test", evaluation)
        assert row["problems"] == 0


@MANY
@given(NODES, AMOUNT, st.data())
def test_where_everything_is_known_too(nodes, amount, data):
    givens = data.draw(st.lists(partial_facts().flatmap(completed), min_size=1, max_size=4))
    for row, evaluation in both(nodes, amount, givens):
        assert_same(row, "test", evaluation)
        assert row["test/verdict"] != "unknown"


@MANY
@given(NODES, AMOUNT, st.lists(partial_facts(), min_size=1, max_size=4))
def test_the_first_pass_is_right_wherever_it_decides(nodes, amount, givens):
    made = batch_world.program(*(Condition(n) for n in nodes), amount=Term(amount))
    frames = frames_from_facts([Facts.from_mapping(g) for g in givens], batch_world.VOCABULARY)
    first, results = made.first_pass(*frames), made.run(*frames)
    for name in first.columns:
        for early, final in zip(first[name], results[name], strict=True):
            assert early is None or early == final


@MANY
@given(NODES, AMOUNT, AMOUNT, st.lists(partial_facts(), min_size=1, max_size=6))
def test_a_range_that_begins_above_its_end_is_a_fault_in_both(nodes, low, high, givens):
    conditions = [Condition(n) for n in nodes]
    limits = amount_range(Term(low), Term(high), cite=clause("演示", "一"))
    single = evaluator(*conditions, amount_range=limits)
    rows = batch_world.run(batch_world.program(*conditions, amount_range=limits), givens)
    for row, given_ in zip(rows, givens, strict=True):
        evaluation = single.evaluate(Facts.from_mapping(given_), ON)
        assert_same(row, "test", evaluation)
        assert row["problems"] == (evaluation.fault is not None)
        assert evaluation.limits is None or evaluation.limits[0] <= evaluation.limits[1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_scheme_on_made_up_families(seed):
    manager = get_manager()
    keys = list(manager.schemes())
    given_families = [Facts.from_mapping(g) for g in families(250, manager.vocabulary, keys, seed)]
    program = manager.batch(keys, on=TODAY, office_chain=CHAIN)
    rows = program.run(*frames_from_facts(given_families, manager.vocabulary)).to_dicts()
    seen = set()
    for facts, row in zip(given_families, rows, strict=True):
        for key in keys:
            evaluation = manager.evaluate(key, facts, on=TODAY, office_chain=CHAIN)
            assert evaluation.fault is None
            assert_same(row, key, evaluation)
            seen.add((key, evaluation.verdict))
    assert {key for key, _ in seen} == set(keys)
    assert not program.faults


MONEY = {"household": {"money": 3, "size": 2}, "members": [{"money": 4, "count": 1}, {"money": 5, "count": 2}]}


def same_as_single(*conditions, amount=None, givens, vocabulary=batch_world.VOCABULARY):
    single = evaluator(*conditions, amount=amount, vocabulary=vocabulary)
    made = batch_world.program(*conditions, amount=amount, vocabulary=vocabulary)
    rows = batch_world.run(made, givens, vocabulary)
    for row, given_ in zip(rows, givens, strict=True):
        assert_same(row, "test", single.evaluate(Facts.from_mapping(given_), ON))
    return made, rows


def test_a_roster_too_long_for_columns_is_evaluated_by_itself():
    people = [{"money": 20, "flag": True}] * 150
    conditions = (household.total > parameter("t.five"), all_members(member.flag), any_member(~member.flag))
    amount = rounded(household.total / household.members.count(), to="yuan")
    givens = [
        {"members": people},
        MONEY,
        {"members": people[:101]},
        {"household": {"members_complete": False}, **MONEY},
    ]
    _, rows = same_as_single(*conditions, amount=amount, givens=givens)
    assert (rows[0]["test/c0"], rows[0]["test/c1"], rows[0]["test/c2"]) == (True, True, False)


def wide_vocabulary(*extra):
    """Facts so large that their products leave 64 bits, then 128 bits."""
    from plugins.api import FactDefinition

    huge = [FactDefinition(f"huge{i}", "household", "count", "huge", range=(-(10**12), 10**12)) for i in range(4)]
    share = FactDefinition("parts", "member", "count", "parts", range=(1, 9))
    return batch_world.VOCABULARY.extended([*huge, share])


@pytest.mark.parametrize("people", [1, 150])
def test_a_turned_range_is_told_with_its_scheme_and_clause(people):
    limits = amount_range(parameter("t.ten_fifty"), household.money, cite=clause("演示", "第六条"))
    single, made = (
        evaluator(household.flag, amount_range=limits),
        batch_world.program(household.flag, amount_range=limits),
    )
    houses = [{"flag": True, "money": 10}, {"flag": True, "money": 11}, {"flag": False, "money": 10}, {"flag": True}]
    givens = [{"household": house, "members": [{}] * people} for house in houses]
    found = [single.evaluate(Facts.from_mapping(given_), ON) for given_ in givens]
    assert [e.verdict for e in found] == ["unknown", "met", "not_met", "met"]
    assert [e.limits is not None for e in found] == [False, True, False, False]
    assert [finding.result for finding in found[0].criteria] == ["met"]
    assert found[0].ask == () and found[3].ask == ("household.money",)
    fault = found[0].fault.error
    assert fault.startswith("the range of test (演示 第六条) begins above its end")
    outcome = made.screen(*frames_from_facts([Facts.from_mapping(given_) for given_ in givens], batch_world.VOCABULARY))
    assert outcome.problems.rows() == [("0", "test", f"cannot be evaluated: {fault}")]
    assert outcome.results["test/verdict"].to_list() == [e.verdict for e in found]


def test_numbers_beyond_64_bits_are_exact():
    product = household.huge0 * household.huge1
    conditions = (product > household.huge2 * household.huge3, product == household.huge3 * household.huge2)
    base = {"huge0": 10**12, "huge1": 10**12, "huge2": 10**12, "huge3": 10**12}
    givens = [
        {"household": base | change} for change in ({}, {"huge2": 10**12 - 1}, {"huge3": -(10**12)}, {"huge0": 5})
    ]
    givens += [{"household": {"huge0": 10**12, "huge1": 10**12, "huge2": 3}}, {"household": {"huge0": 2, "huge3": 1}}]
    made, rows = same_as_single(*conditions, givens=givens, vocabulary=wide_vocabulary())
    assert not any(plan.apart for plan in made._plans.values())
    assert [row["test/c1"] for row in rows[:2]] == [True, False]


def test_numbers_beyond_128_bits_are_left_to_the_single_evaluator():
    product = household.huge0 * household.huge1 * household.huge2 * household.huge3
    square = product * household.huge0
    givens = [{"household": dict.fromkeys(["huge0", "huge1", "huge2", "huge3"], 10**12)}, {"household": {"huge0": 0}}]
    made, _ = same_as_single(square > household.huge0, household.flag | ~household.flag, givens=[*givens, MONEY],
                             vocabulary=wide_vocabulary())  # fmt: skip
    assert any(plan.apart == ("test",) for plan in made._plans.values())


def test_parts_of_each_members_own_size_have_no_common_denominator():
    total = household.members.sum(member.money / member.parts)
    givens = [{"members": [{"money": 1, "parts": 3}, {"money": 1, "parts": 7}]}, {"members": [{"money": 1}]}, MONEY]
    same_as_single(total < household.money, household.members.max(member.money / member.parts) > parameter("t.five"),
                   givens=givens, vocabulary=wide_vocabulary())  # fmt: skip


def test_an_amount_of_very_large_numbers():
    from plugins.api import FactDefinition

    vocabulary = batch_world.VOCABULARY.extended(
        [FactDefinition("fortune", "household", "money", "fortune", range=(0, 10**20))]
    )
    amount = rounded(at_least(household.fortune * parameter("t.two"), 0), to="yuan")
    givens = [{"household": {"fortune": 10**20}}, {"household": {"fortune": 7}}, {"household": {}}]
    _, rows = same_as_single(household.fortune >= 0, amount=amount, givens=givens, vocabulary=vocabulary)
    assert rows[0]["test/amount_low"] == 2 * 10**22


def test_a_program_can_be_sent_elsewhere():
    made = batch_world.program(household.money > parameter("t.five"))
    there = pickle.loads(pickle.dumps(made))
    assert batch_world.run(there, [MONEY]) == batch_world.run(made, [MONEY])
