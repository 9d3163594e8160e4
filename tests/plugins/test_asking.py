"""What is asked is enough and no more, also where a rule reads one fact at several places."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.api import Condition, Facts, Term, all_members, any_member, household, lookup, member, parameter
from plugins.api import tree as t
from plugins.api.asking import MOST_ASKED, MOST_TOGETHER, MOST_TRIALS, fewest, with_answers

from .test_properties import MANY, SMALL, verdict_of
from .world import ON, VOCABULARY, evaluator

FIVE, TEN_FIFTY = parameter("t.five"), parameter("t.ten_fifty")


def asked(condition, given=None, amount=None):
    return evaluator(condition, amount=amount).evaluate(Facts.from_mapping(given or {}), ON).ask


def test_a_fact_that_another_answer_settles_is_not_asked():
    assert asked(household.flag & (household.flag | household.flag2)) == ("household.flag",)
    assert asked(household.flag | (household.flag & household.flag2)) == ("household.flag",)
    assert asked(household.flag & (~household.flag | household.flag2)) == ("household.flag", "household.flag2")
    assert asked((household.letter == "a") & ((household.letter == "b") | household.flag)) == (
        "household.letter",
        "household.flag",
    )
    assert asked((household.letter == "a") & ((household.letter != "b") | household.flag)) == ("household.letter",)


def test_an_amount_is_left_out_where_a_yes_or_no_settles_it():
    rich = household.money > FIVE
    assert asked(household.flag & (household.flag | rich)) == ("household.flag",)
    assert asked(household.flag & (household.flag2 | rich), {"household": {"flag": True}}) == (
        "household.flag2",
        "household.money",
    )


def test_a_fact_of_one_person_that_settles_another():
    either = any_member(member.flag) & all_members(member.flag | (member.letter == "a"))
    # Whoever says yes needs no letter; who says no does, as long as somebody else says yes.
    people = {"members": [{"flag": True}, {"flag": False}]}
    assert asked(either, people) == ("members.1.letter",)
    alone = {"members": [{}]}
    assert asked(either, alone) == ("members.0.flag",)


def test_what_the_amount_hangs_on():
    free = lookup(household.letter, {"a": FIVE, "b": TEN_FIFTY, "c": TEN_FIFTY})
    capped = Term(t.Pick("smallest", (free.node, FIVE.node)))
    facts = {"household": {"flag": True}}
    assert asked(household.flag, facts, amount=capped) == ()
    assert asked(household.flag, facts, amount=free) == ("household.letter",)
    by_flag = Term(t.Lookup(t.Fact("household", "letter"), (("a", FIVE.node), ("b", free.node), ("c", TEN_FIFTY.node))))
    assert asked(household.flag, facts, amount=by_flag) == ("household.letter",)


def test_an_impossible_value_nobody_had_to_read_does_no_harm():
    rule = household.flag & (household.flag | (household.flag2 & (household.letter == "a")))
    assert asked(rule, {"household": {"letter": "z", "flag2": False}}) == ("household.flag",)
    assert asked(rule, {"household": {"letter": "a"}}) == ("household.flag",)


def test_numbers_with_gaps_ask_for_nothing_they_skip():
    """The table says 0 or 10.50, never what lies between; so once the letter is known the money settles nothing."""
    table = lookup(household.letter, {"a": 0, "b": TEN_FIFTY, "c": TEN_FIFTY})
    gap = {"household": {"count": 2}}
    assert asked(household.count * FIVE < table) == ("household.count", "household.letter")
    assert asked(household.count * FIVE < table, gap) == ("household.letter",)
    smallest = household.members.min(member.count, where=member.flag, otherwise=4)
    assert asked(smallest <= household.count, {"household": {"count": 3}, "members": [{}]}) == ("members.0.flag",)


def test_answers_are_put_where_they_belong():
    facts = Facts.from_mapping({"household": {"flag": True}, "members": [{"flag": False}, {}]})
    known = with_answers(facts, {"household.flag2": False, "members.1.flag": True, "applicant.flag": True})
    assert known.household == {"flag": True, "flag2": False}
    assert [dict(m) for m in known.members] == [{"flag": False}, {"flag": True}]
    assert known.applicant == {"flag": True}
    assert known.complete
    assert facts.to_mapping()["members"] == [{"flag": False}, {}]


def letters(count):
    return [f"members.{i}.letter" for i in range(count)]


def test_answers_are_tried_together_as_far_as_that_is_affordable():
    tried = []

    def still(answers):
        tried.append(answers)
        return letters(8)

    assert fewest(letters(8), VOCABULARY, still) == tuple(letters(8))
    # 3 × 3 × 3 combinations may be tried, 3⁴ are more than the limit; each first one asks for everything already.
    assert 3**3 <= MOST_TOGETHER < 3**4
    assert [len(answers) for answers in tried] == [3, 2, 2, 2]


def test_what_no_answer_makes_necessary_is_left_out_one_after_the_other():
    first, second, third = letters(3)
    tried = []

    def still(answers):
        """The third matters once the first is "c"; the second and the money never do."""
        tried.append(answers)
        if first not in answers:
            return [first, third]
        return [third] if answers[first] == "c" and third not in answers else []

    assert fewest([first, second, third, "household.money"], VOCABULARY, still) == (first, third)
    assert [len(answers) for answers in tried[: 3**3]] == [3] * 3**3, "the money is tried against all answers"
    # The first is asked again at once, the second after none of nine, the third after the first "c" of three.
    assert [len(answers) for answers in tried[3**3 :]] == [2] + [2] * 9 + [1] * 3


def test_trials_end_at_their_limit_and_what_was_found_by_then_counts():
    flags = [f"members.{i}.flag" for i in range(6)]
    last = flags[-1]
    tried = []

    def still(answers):
        """Only the last flag matters."""
        tried.append(answers)
        return [] if last in answers else [last]

    assert fewest([*flags, "household.money"], VOCABULARY, still) == (last,)
    # 64 combinations for the money, 32 for the first flag, 16 for the next, … and at once a no for the last.
    assert len(tried) == 64 + 32 + 16 + 8 + 4 + 2 + 1
    assert MOST_TOGETHER == 64 < len(tried) <= MOST_TRIALS

    many = flags + [f"members.{i}.flag" for i in range(6, 11)]
    spent = []

    def slow(answers):
        """The money matters after the very last combination alone; each flag shows at the end that it does."""
        spent.append(answers)
        return ["household.money", *many] if not any(answers.values()) else []

    assert fewest([*many, "household.money"], VOCABULARY, slow) == (*many, "household.money")
    assert len(spent) == MOST_TRIALS


def test_long_lists_and_lists_without_answers_are_left_as_they_are():
    def never(answers):
        raise AssertionError

    assert fewest(letters(1), VOCABULARY, never) == tuple(letters(1))
    assert fewest(["household.money", "household.other"], VOCABULARY, never) == ("household.money", "household.other")
    assert fewest(letters(MOST_ASKED + 1), VOCABULARY, never) == tuple(letters(MOST_ASKED + 1))
    assert fewest([], VOCABULARY, never) == ()
    assert fewest(letters(MOST_ASKED), VOCABULARY, lambda answers: letters(MOST_ASKED)) == tuple(letters(MOST_ASKED))


@st.composite
def read_often(draw):
    """A rule over a few facts, each of which may stand at several places."""
    tests = [
        st.just(t.Holds(t.Fact("household", "flag"))),
        st.just(t.Holds(t.Fact("household", "flag2"))),
        st.builds(t.IsIn, st.just(t.Fact("household", "letter")), st.sampled_from([("a",), ("b", "c")])),
        st.builds(
            t.Compare,
            st.sampled_from(["<", ">=", "=="]),
            st.just(t.Fact("household", "count")),
            st.just(t.Parameter("t.two")),
        ),
        st.just(t.AnyMember(t.Holds(t.Fact("member", "flag")))),
        st.just(t.AllMembers(t.Holds(t.Fact("member", "flag")))),
    ]
    parts = draw(st.lists(st.one_of(tests), min_size=2, max_size=6))
    while len(parts) > 1:
        a, b = parts.pop(), parts.pop(draw(st.integers(0, len(parts) - 1)))
        made = draw(st.sampled_from([t.AllOf, t.AnyOf]))((a, b))
        parts.append(t.Not(made) if draw(st.booleans()) else made)
    return parts[0]


WHOLE = st.fixed_dictionaries({path: st.sampled_from(values) for path, values in SMALL.items()})


@MANY
@given(read_often(), WHOLE, st.lists(st.sampled_from(list(SMALL)), min_size=2, max_size=5, unique=True))
def test_what_is_asked_is_enough_and_nothing_of_it_can_be_left_out(node, family, unknown):
    ev = evaluator(Condition(node))
    known = {p: v for p, v in family.items() if p not in unknown}
    ask = verdict_of(ev, known).ask

    def open_without(path):
        """Somewhere the others are answered and the rules still cannot tell."""
        others = [p for p in ask if p != path]
        return any(
            verdict_of(ev, {**known, **dict(zip(others, values, strict=True))}).verdict == "unknown"
            for values in itertools.product(*(SMALL[p] for p in others))
        )

    assert not ask or not open_without(None)
    assert [path for path in ask if not open_without(path)] == []


@pytest.mark.parametrize("count", [2, 4])
def test_a_long_list_of_people_is_asked_in_their_order(count):
    both = any_member(member.flag) & any_member(member.flag & (member.letter == "a"))
    people = [{} for _ in range(count)]
    found = asked(both, {"members": people})
    assert found == tuple(sorted(found, key=found.index))
    assert {p for p in found if p.endswith("flag")} == {f"members.{i}.flag" for i in range(count)}
