"""What would change a refusal: the limit that was missed, by how much, in both languages; and facts in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.api import (
    Condition,
    Facts,
    Provenance,
    all_members,
    any_member,
    at_least,
    household,
    lookup,
    member,
    months_since,
    named,
    parameter,
    received,
)
from plugins.api import tree as t

from .random_rules import condition, partial_facts
from .test_properties import MANY
from .world import ON, evaluator

FIVE, TEN_FIFTY, SIX = parameter("t.five"), parameter("t.ten_fifty"), parameter("t.six")
EIGHTEEN, TWO, HALF = parameter("t.eighteen"), parameter("t.two"), parameter("t.half")

BETWEEN = household.money.between(FIVE, TEN_FIFTY)


def finding(condition, house=None, members=None, **options):
    facts = Facts.from_mapping({"household": house, "members": members})
    return evaluator(condition, **options).evaluate(facts, ON).criteria[0]


def changes(condition, house=None, members=None, language="en"):
    return [tuple(change) for change in finding(condition, house, members).would_change_in(language)]


def says(condition, house=None, members=None, language="en"):
    return [(depth, text) for depth, text, _, _ in changes(condition, house, members, language)]


@pytest.mark.parametrize(
    ("rule", "value", "sentence", "gap"),
    [
        (household.money < FIVE, "5.01", "money would have to be below 5 yuan; it is over by 0.01 yuan", "0.01"),
        (household.money < FIVE, "5", "money would have to be below 5 yuan, and is exactly that", "0"),
        (household.money <= FIVE, "7", "money would have to be at most 5 yuan; it is over by 2 yuan", "2.00"),
        (household.money > TEN_FIFTY, "10.50", "money would have to be above 10.50 yuan, and is exactly that", "0"),
        (household.money > TEN_FIFTY, "9", "money would have to be above 10.50 yuan; it is short by 1.50 yuan", "1.50"),
        (household.other >= FIVE, "4", "other money would have to be at least 5 yuan; it is short by 1 yuan", "1"),
        (household.money == FIVE, "4", "money would have to be equal to 5 yuan; it is short by 1 yuan", "1"),
        (household.money == FIVE, "8", "money would have to be equal to 5 yuan; it is over by 3 yuan", "3"),
        (household.money != FIVE, "5", "money would have to be different from 5 yuan", None),
        (~(household.money < FIVE), "4", "money would have to be at least 5 yuan; it is short by 1 yuan", "1"),
        (~(household.money >= FIVE), "6", "money would have to be below 5 yuan; it is over by 1 yuan", "1"),
        (BETWEEN, "4", "money would have to be at least 5 yuan; it is short by 1 yuan", "1"),
        (BETWEEN, "11", "money would have to be at most 10.50 yuan; it is over by 0.50 yuan", "0.5"),
    ],
)  # fmt: skip
def test_which_limit_was_missed_and_by_how_much(rule, value, sentence, gap):
    found = changes(rule, {"money": Decimal(value), "other": Decimal(value)})
    unit = "" if gap is None else "yuan"
    assert found == [(0, sentence, None if gap is None else Decimal(gap), unit)]


@pytest.mark.parametrize(
    ("op", "value", "change", "because"),
    [
        ("<=", "4", "money would have to be at least 5 yuan; it is short by 1 yuan", "below"),
        ("<", "4", "money would have to be above 5 yuan; it is short by 1 yuan", "at most"),
        (">=", "6", "money would have to be at most 5 yuan; it is over by 1 yuan", "above"),
        (">", "6", "money would have to be below 5 yuan; it is over by 1 yuan", "at least"),
    ],
)
@pytest.mark.parametrize("limit", [t.Parameter("t.five"), (FIVE * TWO / TWO).node], ids=["figure", "calculated"])
def test_a_limit_written_first_is_told_as_what_the_family_lacks(op, value, change, because, limit):
    rule = Condition(t.Compare(op, limit, household.money.node))
    house = {"money": Decimal(value)}
    assert says(rule, house) == [(0, change)]
    assert finding(rule, house).because_in("en") == f"money {value} yuan, {because} 5 yuan"


def test_a_table_of_limits_written_first_is_turned_round_too():
    table = lookup(household.letter, {"a": FIVE, "b": TEN_FIFTY, "c": FIVE})
    rule = Condition(t.Compare("<=", table.node, household.money.node))
    assert says(rule, {"letter": "a", "money": 4}) == [
        (0, "money would have to be at least 5 yuan; it is short by 1 yuan")
    ]


def test_a_fraction_of_a_fen_is_never_said_as_less_than_it_is():
    share = named("share", household.total / household.size)
    found = changes(share < FIVE, {"total": Decimal("15.01")}, [{}, {}, {}])
    assert found[0][1:3] == ("share would have to be below 5 yuan; it is over by 0.01 yuan", Decimal("0.01"))
    short = changes(share > FIVE, {"total": Decimal("14.99")}, [{}, {}, {}])
    assert short[0][1:3] == ("share would have to be above 5 yuan; it is short by 0.01 yuan", Decimal("0.01"))


def test_what_is_known_so_far_is_enough_to_miss_a_limit():
    found = changes(household.total < FIVE, None, [{"money": 6}, {}])
    assert found == [(0, "total would have to be below 5 yuan; it is over by 1 yuan", Decimal("1"), "yuan")]


def test_units_of_their_own():
    assert changes(any_member(member.years >= EIGHTEEN), None, [{"years": 3}]) == [
        (0, "there would have to be a member for whom: years not less than 18 years", None, "")
    ]
    assert changes(all_members(member.years >= EIGHTEEN), None, [{"years": 40}, {"years": 3}]) == [
        (0, "member 2:", None, ""),
        (1, "years would have to be not less than 18 years; it is short by 15 years", Decimal(15), "age"),
    ]
    assert changes(household.count >= TWO, {"count": 1})[0][2:] == (Decimal(1), "")
    since = changes(months_since(household.day) >= SIX, {"day": "2026-07-17"})
    assert since[0][1:] == (
        "months since: day would have to be not less than 6 months; it is short by 4 months", Decimal(4), "month"
    )  # fmt: skip


def test_days_are_told_in_days():
    before = household.day < household["other_day"]
    from plugins.api import FactDefinition

    from .world import VOCABULARY

    other = FactDefinition("other_day", "household", "date", "other day", range=VOCABULARY["household.day"].range)
    vocabulary = VOCABULARY.extended([other])
    house = {"day": "2026-09-17", "other_day": "2026-09-10"}
    found = finding(before, house, vocabulary=vocabulary).would_change_in("en")
    assert found[0].says == "day would have to be less than 2026-09-10; it is over by 7 days"
    assert found[0][2:] == (Decimal(7), "day")


def test_yes_and_no_and_choices_and_schemes():
    assert says(household.flag, {"flag": False}) == [(0, "this would have to be so: flag")]
    assert says(~household.flag, {"flag": True}) == [(0, "this would have to be otherwise: flag")]
    assert says(household.letter.is_in("a", "b"), {"letter": "c"}) == [
        (0, "letter would have to be: letter a or letter b")
    ]
    assert says(household.letter != "a", {"letter": "a"}) == [
        (0, "letter would have to be something else than: letter a")
    ]
    assert says(received("x"), {"receives": []}) == [(0, "the household would have to receive x")]
    assert says(~received("x"), {"receives": ["x"]}) == [(0, "the household may not receive x at the same time")]
    assert changes(received("x", months=SIX), {"receives": {"x": "2026-07-01"}}) == [
        (0, "the household would have to receive x for at least 6 months; it is short by 4 months", Decimal(4), "month")
    ]
    assert says(received("x", months=SIX), {"receives": []}) == [(0, "the household would have to receive x")]
    long = ~received("x", months=SIX)
    assert says(long, {"receives": {"x": "2020-01-01"}}) == [(0, "the household may not receive x at the same time")]
    assert says(~household.money.between(FIVE, TEN_FIFTY), {"money": 6}) == [
        (0, "this would have to be otherwise: money between 5 yuan and 10.50 yuan")
    ]


def test_all_that_is_missing_is_told_and_where_one_is_enough_that_too():
    both = (household.money < FIVE) & household.flag & household.flag2
    assert says(both, {"money": 6, "flag": False, "flag2": True}) == [
        (0, "money would have to be below 5 yuan; it is over by 1 yuan"),
        (0, "this would have to be so: flag"),
    ]
    either = (household.money < FIVE) | household.flag
    assert says(either, {"money": 6, "flag": False}) == [
        (0, "one of these would be enough:"),
        (1, "money would have to be below 5 yuan; it is over by 1 yuan"),
        (1, "this would have to be so: flag"),
    ]
    neither = ~either
    assert says(neither, {"money": 4, "flag": True}) == [
        (0, "money would have to be at least 5 yuan; it is short by 1 yuan"),
        (0, "this would have to be otherwise: flag"),
    ]
    not_both = ~(household.flag & household.flag2)
    assert says(not_both, {"flag": True, "flag2": True})[0] == (0, "one of these would be enough:")


def test_what_is_needed_together_does_not_read_as_several_ways():
    pressed = (household.money < FIVE) & (household.flag | household.flag2)
    facts = {"money": 6, "other": 4, "flag": False, "flag2": False}
    assert says((household.other >= FIVE) | pressed, facts) == [
        (0, "one of these would be enough:"),
        (1, "other money would have to be at least 5 yuan; it is short by 1 yuan"),
        (1, "all of these together would be enough:"),
        (2, "money would have to be below 5 yuan; it is over by 1 yuan"),
        (2, "one of these would be enough:"),
        (3, "this would have to be so: flag"),
        (3, "this would have to be so: second flag"),
    ]
    # Where one part of it is missing, that part is the way.
    assert (1, "money would have to be below 5 yuan; it is over by 1 yuan") in says(
        (household.other >= FIVE) | pressed, facts | {"flag": True}
    )
    all_or = household.flag | all_members(member.flag)
    assert says(all_or, {"flag": False}, [{"flag": False}, {"flag": False}]) == [
        (0, "one of these would be enough:"),
        (1, "this would have to be so: flag"),
        (1, "all of these together would be enough:"),
        (2, "the applicant:"),
        (3, "this would have to be so: own flag"),
        (2, "member 2:"),
        (3, "this would have to be so: own flag"),
    ]


def test_nobody_of_the_family_and_everybody():
    nobody = ~any_member(member.flag)
    assert says(nobody, None, [{"flag": False}, {"flag": True, "relation": "child"}]) == [
        (0, "member 2 (child):"),
        (1, "this would have to be otherwise: own flag"),
    ]
    not_all = ~all_members(member.flag)
    assert says(not_all, None, [{"flag": True}]) == [(0, "there would have to be a member for whom: not: own flag")]


def test_only_a_refusal_can_be_changed():
    assert changes(household.flag, {"flag": True}) == []
    assert changes(household.flag) == []
    broken = evaluator(household.flag)
    from plugins.api import PluginFault

    fault = broken.broken(Facts(), ON, (), PluginFault("p", "evaluate", "boom"))
    assert fault.criteria[0].would_change_in("en") == ()
    assert fault.criteria[0].facts_in("en") == ()


def test_in_chinese():
    assert says(household.money < FIVE, {"money": 7}, language="zh-hans") == [(0, "money要低于 5 元，现在多 2 元")]
    assert says(household.money > TEN_FIFTY, {"money": 9}, language="zh-hans") == [
        (0, "money要高于 10.50 元，现在差 1.50 元")
    ]
    assert says(household.money < FIVE, {"money": 5}, language="zh-hans") == [(0, "money要低于 5 元，现在正好相等")]


@MANY
@given(condition(3), partial_facts())
def test_every_refusal_and_nothing_else_says_what_would_change_it(node, facts):
    found = evaluator(Condition(node)).evaluate(Facts.from_mapping(facts), ON).criteria[0]
    for language in ("zh-hans", "en"):
        told = found.would_change_in(language)
        assert bool(told) == (found.result == "not_met")
        assert all(change.says and (change.gap is None or change.gap >= 0) for change in told)
        assert all(fact.label and fact.value for fact in found.facts_in(language))


@MANY
@given(st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 2000))
def test_making_up_for_the_gap_is_enough(op, fen):
    money = Decimal(fen) / 100
    rule = Condition(t.Compare(op, household.money.node, TEN_FIFTY.node))
    for change in finding(rule, {"money": money}).would_change_in("en"):
        beyond = Decimal("0.01") if op in ("<", ">") else Decimal(0)
        mended = money - change.gap - beyond if op in ("<", "<=") else money + change.gap + beyond
        assert finding(rule, {"money": mended}).result == "met"


# Facts in words


def test_facts_behind_a_reason_are_told_with_whose_they_are():
    rule = (household.share < FIVE) & any_member(member.years >= EIGHTEEN) & household.flag & (household.letter == "a")
    house = {"flag": True, "letter": "a"}
    people = [{"money": 3, "born": "1990-01-01", "relation": "self"}, {"money": Decimal("0.5"), "relation": "child"}]
    told = {f.path: (f.label, f.value) for f in finding(rule, house, people).facts_in("en")}
    assert told == {
        "members.0.money": ("the applicant: own money", "3 yuan"),
        "members.1.money": ("member 2 (child): own money", "0.50 yuan"),
        "members.0.born": ("the applicant: born", "1990-01-01"),
        "household.flag": ("flag", "yes"),
        "household.letter": ("letter", "letter a"),
    }


@pytest.mark.parametrize(
    ("receives", "english", "chinese"),
    [
        ({"x": "2026-03-01", "y": None}, "x since 2026-03-01, y", "x（2026-03-01 起）、y"),
        (["x"], "x", "x"),
        ([], "nothing", "没有"),
    ],
)
def test_schemes_received_are_told_with_their_day(receives, english, chinese):
    found = finding(received("x"), {"receives": receives})
    assert [f.value for f in found.facts_in("en")] == [english]
    assert [f.value for f in found.facts_in("zh-hans")] == [chinese]


def test_what_is_not_proven_is_not_among_the_facts_told():
    facts = Facts.from_mapping({"household": {"flag": True, "flag2": False}}, Provenance("declared"))
    ev = evaluator(household.flag | household.flag2, evidence={"household.flag": "matched"})
    told = ev.evaluate(facts, ON).criteria[0].facts_in("en")
    assert [(f.path, f.value) for f in told] == [("household.flag2", "no")]


# Parameters that counted


def test_of_a_table_only_the_row_that_was_looked_up_counted():
    table = lookup(household.letter, {"a": FIVE, "b": TEN_FIFTY, "c": 0})
    rule = (household.money < table) & household.flag
    ev = evaluator(rule, amount=at_least(FIVE, 0))

    def counted(house, rules=ev):
        return rules.evaluate(Facts.from_mapping({"household": house}), ON).parameters_counted()

    assert counted({"letter": "b"}) == {"t.ten_fifty", "t.five"}, "the amount has one of its own"
    assert counted({}) == {"t.ten_fifty", "t.five"}
    plain = evaluator(household.money < table)
    assert counted({"letter": "a"}, plain) == {"t.five"}
    assert counted({"letter": "b"}, plain) == {"t.ten_fifty"}
    assert counted({"letter": "c"}, plain) == frozenset()
    assert counted({}, plain) == {"t.five", "t.ten_fifty"}
    by_person = evaluator(household.members.sum(lookup(member.letter, {"a": FIVE, "b": TEN_FIFTY, "c": 0})) > FIVE)
    people = Facts.from_mapping({"members": [{"letter": "b"}]})
    assert by_person.evaluate(people, ON).parameters_counted() == {"t.five", "t.ten_fifty"}


def test_parameters_behind_derived_facts_count_and_those_of_broken_rules_do_not():
    from plugins.api import FactDefinition, PluginFault

    from .world import VOCABULARY

    half = FactDefinition("half", "household", "money", "half", range=(0, 9), derived=household.money * HALF)
    ev = evaluator(household.half < FIVE, vocabulary=VOCABULARY.extended([half]))
    assert ev.evaluate(Facts(), ON).parameters_counted() == {"t.half", "t.five"}
    assert ev.broken(Facts(), ON, (), PluginFault("p", "evaluate", "x")).parameters_counted() == frozenset()
