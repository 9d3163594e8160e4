"""Each kind of expression: its value, its bounds while something is unknown, and what is asked."""

from datetime import date
from decimal import Decimal
from unittest import mock

import pytest

from plugins.api import (
    Facts,
    LoadError,
    age,
    all_members,
    all_of,
    any_member,
    any_of,
    applicant,
    at_least,
    at_most,
    household,
    lookup,
    member,
    named,
    parameter,
    received,
    rounded,
)

from .world import ON, evaluator

FIVE, TEN_FIFTY, HALF = parameter("t.five"), parameter("t.ten_fifty"), parameter("t.half")
TWO, EIGHTEEN = parameter("t.two"), parameter("t.eighteen")


def result(condition, household=None, members=None, applicant=None, on=ON):
    """Verdict and asked facts of one condition."""
    facts = Facts.from_mapping({"household": household, "members": members, "applicant": applicant})
    evaluation = evaluator(condition).evaluate(facts, on)
    return evaluation.verdict, list(evaluation.ask)


def amount(term, household=None, members=None):
    """Amount and asked facts of a term paid to everybody."""
    facts = Facts.from_mapping({"household": {"flag": True, **(household or {})}, "members": members})
    evaluation = evaluator(_always(), amount=term).evaluate(facts, ON)
    assert evaluation.verdict == "met"
    return evaluation.amount, list(evaluation.ask)


def _always():
    from plugins.api import household

    return household.flag


@pytest.mark.parametrize(
    ("condition", "value", "verdict"),
    [
        (household.money < FIVE, "4.99", "met"),
        (household.money < FIVE, "5", "not_met"),
        (household.money <= FIVE, "5.00", "met"),
        (household.money > FIVE, "5", "not_met"),
        (household.money >= FIVE, "5", "met"),
        (household.money == FIVE, "5", "met"),
        (household.money != FIVE, "5", "not_met"),
        (household.money.between(FIVE, TEN_FIFTY), "5", "met"),
        (household.money.between(FIVE, TEN_FIFTY), "10.50", "met"),
        (household.money.between(FIVE, TEN_FIFTY), "10.51", "not_met"),
        (household.money > 0, "0", "not_met"),
    ],
)
def test_comparisons_at_their_boundary(condition, value, verdict):
    assert result(condition, {"money": Decimal(value)})[0] == verdict
    assert result(condition) == ("unknown", ["household.money"])


def test_choices_and_yes_no_facts():
    assert result(household.letter == "a", {"letter": "a"})[0] == "met"
    assert result(household.letter != "a", {"letter": "a"})[0] == "not_met"
    assert result(household.letter.is_in("a", "b"), {"letter": "c"})[0] == "not_met"
    assert result(household.letter.is_in("a", "b", "c"))[0] == "met", "whatever it is, it is one of these"
    assert result(household.flag == False, {"flag": False})[0] == "met"  # noqa: E712 - this is how a rule reads
    assert result(~household.flag) == ("unknown", ["household.flag"])
    assert result(applicant.flag & household.flag, {"flag": True}, applicant={"flag": True})[0] == "met"


def test_one_part_that_decides_silences_the_others():
    assert result(household.flag | household.flag2, {"flag": True}) == ("met", [])
    assert result(household.flag & household.flag2, {"flag": False}) == ("not_met", [])
    assert result(all_of(household.flag, household.flag2)) == ("unknown", ["household.flag", "household.flag2"])
    assert result(any_of(household.flag, ~household.flag2), {"flag2": True}) == ("unknown", ["household.flag"])


def test_schemes_received():
    assert result(received("x"), {"receives": ["x", "y"]})[0] == "met"
    assert result(received("x"), {"receives": []})[0] == "not_met"
    assert result(received("x")) == ("unknown", ["household.receives"])


def test_a_number_is_exact_until_it_is_rounded():
    third = {"total": Decimal("10")}
    members = [{}, {}, {}]
    assert amount(rounded(household.share, to="fen", how="down"), third, members) == (Decimal("3.33"), [])
    assert amount(rounded(household.share, to="fen", how="up"), third, members) == (Decimal("3.34"), [])
    assert amount(rounded(household.share, to="yuan", how="half_up"), third, members) == (Decimal("3.00"), [])
    assert amount(rounded(household.share * household.size, to="fen"), third, members) == (Decimal("10.00"), [])
    half = rounded(household.money * HALF, to="jiao", how="up")
    assert amount(half, {"money": Decimal("0.01")}) == (Decimal("0.10"), [])


def test_floors_caps_and_tables():
    assert amount(at_least(household.money - FIVE, 0), {"money": 3}) == (Decimal("0.00"), [])
    assert amount(at_most(household.money, FIVE), {"money": 7}) == (Decimal("5.00"), [])
    table = lookup(household.letter, {"a": FIVE, "b": TEN_FIFTY, "c": TEN_FIFTY})
    assert amount(table, {"letter": "b"}) == (Decimal("10.50"), [])
    assert amount(table) == (None, ["household.letter"])
    assert amount(lookup(household.letter, {"a": FIVE, "b": FIVE, "c": FIVE})) == (Decimal("5.00"), [])
    assert result(table > 0) == ("met", []), "every row is above zero, so the letter cannot matter"


def test_a_cap_that_is_reached_asks_nothing():
    assert amount(at_most(household.money + household.other, FIVE), {"money": 6}) == (Decimal("5.00"), [])
    assert amount(at_most(household.money, household.other), {"money": 6}) == (None, ["household.other"])


def test_counting_people():
    grown = member.years >= EIGHTEEN
    people = [{"years": 40}, {"years": 18}, {"years": 17}]
    assert result(household.members.count(grown) == TWO, members=people)[0] == "met"
    assert result(household.members.count() >= 3, members=people)[0] == "met"
    assert result(any_member(grown), members=[{"years": 40}, {}]) == ("met", [])
    assert result(all_members(grown), members=[{"years": 40}, {}]) == ("unknown", ["members.1.born"])
    assert result(all_members(grown), members=[{"years": 4}, {}]) == ("not_met", [])


def test_a_list_that_may_grow_is_never_no():
    open_list = {"members_complete": False}
    assert result(any_member(member.flag), open_list, [{"flag": False}]) == ("unknown", ["members"])
    assert result(any_member(member.flag), open_list, [{"flag": True}]) == ("met", [])
    assert result(all_members(member.flag), open_list, [{"flag": True}]) == ("unknown", ["members"])
    assert result(all_members(member.flag), open_list, [{"flag": False}]) == ("not_met", [])
    assert result(any_member(member.flag), members=[]) == ("unknown", ["members"])
    assert result(household.members.count() > 1, open_list, [{}, {}]) == ("met", [])
    assert result(household.members.count() > TWO, open_list, [{}, {}]) == ("unknown", ["members"])
    assert result(household.total >= FIVE, open_list, [{"money": 5}]) == ("met", [])
    assert result(household.total >= TEN_FIFTY, open_list, [{"money": 5}]) == ("unknown", ["members"])


def test_sums_carry_bounds():
    people = [{"money": 6}, {}]
    assert result(household.total > FIVE, members=people) == ("met", [])
    assert result(household.total > TEN_FIFTY, members=people) == ("unknown", ["members.1.money"])
    total = household.members.sum(member.money, where=member.flag)
    assert result(total > FIVE, members=[{"money": 6, "flag": True}, {}]) == ("met", [])
    assert result(total > FIVE, members=[{"money": 6}]) == ("unknown", ["members.0.flag"])
    assert result(total > FIVE, members=[{"money": 0}, {"money": 3, "flag": True}]) == ("not_met", [])


def test_the_smallest_and_the_largest():
    youngest = household.members.min(member.years)
    assert result(youngest < EIGHTEEN, members=[{"years": 40}, {"years": 3}])[0] == "met"
    assert result(youngest < EIGHTEEN, members=[{"years": 3}, {}]) == ("met", [])
    assert result(youngest < EIGHTEEN, members=[{"years": 40}, {}]) == ("unknown", ["members.1.born"])
    largest = household.members.max(member.money, where=member.flag, otherwise=0)
    assert result(largest > 0, members=[{"money": 5, "flag": False}])[0] == "not_met"
    assert result(largest >= FIVE, members=[{"money": 5, "flag": True}, {"money": 4}])[0] == "met"
    assert result(largest >= FIVE, members=[{"money": 5}, {"money": 4}]) == ("unknown", ["members.0.flag"])


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2008, 9, 17), date(2026, 9, 16), 17),
        (date(2008, 9, 17), date(2026, 9, 17), 18),
        (date(2004, 2, 29), date(2025, 2, 28), 20),
        (date(2004, 2, 29), date(2025, 3, 1), 21),
        (date(2026, 9, 17), date(2020, 1, 1), 0),
        ("2008-09-17", date(2026, 9, 17), 18),
    ],
)
def test_age_on_the_day(born, on, years):
    exactly = any_member((age(member.born) >= parameter("t.y")) & (age(member.born) <= parameter("t.y")))
    from plugins.api.parameters import ParameterBook

    from .world import a_parameter

    book = ParameterBook([a_parameter("y", "age", years)])
    facts = Facts.from_mapping({"members": [{"born": born}]})
    assert evaluator(exactly, book=book).evaluate(facts, on).verdict == "met"


def test_what_is_given_wins_over_what_is_derived():
    people = [{"money": 9}, {"money": 9}]
    assert result(household.total < FIVE, {"total": 3}, people)[0] == "met"
    assert result(household.share < FIVE, {"size": 6}, people)[0] == "met"


def test_a_derived_fact_that_loops_may_stand_inside_a_loop():
    above = any_member(member.money > household.share)
    assert result(above, members=[{"money": 1}, {"money": 3}])[0] == "met"
    assert result(above, members=[{"money": 2}, {"money": 2}])[0] == "not_met"


def test_values_are_checked_when_they_are_read():
    from plugins.api import FactError

    message = "household.money: must be an amount in yuan between 0 and 20"
    for bad in (-1, 21, Decimal("0.001"), Decimal("NaN"), 1.5, True, "much", "1e99", []):
        with pytest.raises(FactError) as caught:
            result(household.money < FIVE, {"money": bad})
        assert "household.money" in str(caught.value)
        assert str(bad) not in str(caught.value).removeprefix(message)


def test_the_same_rule_with_another_parameter_value_is_compiled_once_more():
    from plugins.api.parameters import ParameterBook, ParameterDefinition, ParameterValue

    values = tuple(
        ParameterValue(Decimal(v), since, None, office, "演示")
        for v, since, office in [
            (5, date(2025, 1, 1), None),
            (8, date(2026, 1, 1), None),
            (9, date(2026, 1, 1), "liuhe"),
        ]
    )
    book = ParameterBook([ParameterDefinition("t.limit", "yuan", "limit", values)])
    ev = evaluator(household.money < parameter("t.limit"), book=book)
    facts = Facts.from_mapping({"household": {"money": 6}})
    assert ev.evaluate(facts, date(2025, 12, 31)).verdict == "not_met"
    assert ev.evaluate(facts, date(2026, 1, 1)).verdict == "met"
    nine = Facts.from_mapping({"household": {"money": Decimal("8.50")}})
    assert ev.evaluate(nine, date(2026, 1, 1), ("shiqiao", "qingxi")).verdict == "not_met"
    evaluation = ev.evaluate(nine, date(2026, 1, 1), ("hedong", "liuhe", "qingxi"))
    assert (evaluation.verdict, evaluation.office, evaluation.parameters["t.limit"].value) == ("met", "hedong", 9)


def test_python_words_are_refused_in_rules():
    with pytest.raises(LoadError, match=r"write & \| ~"):
        bool(household.flag and household.flag2)
    with pytest.raises(LoadError, match="between"):
        bool(FIVE < household.money < TEN_FIFTY)
    with pytest.raises(LoadError, match="never float"):
        household.money < 1.5  # noqa: B015
    with pytest.raises(LoadError, match="a number is not a condition"):
        ~named("n", household.money + FIVE)


@pytest.mark.parametrize("share", [household.money / household.size, named("a head", household.money / household.size)])
@pytest.mark.parametrize(("money", "verdict"), [(14, "met"), (15, "not_met"), (16, "not_met")])
def test_a_known_quotient_meets_its_limit_without_a_fraction(share, money, verdict):
    """5 元 a head for three: 14 元 are 4⅔ each. A fraction costs as much as all other criteria of a scheme."""
    facts = Facts.from_mapping({"household": {"money": money, "size": 3}})
    with mock.patch.dict("plugins.api.compiler.base._HELPERS", divide=None, divide_bounds=None):
        assert evaluator(share < FIVE).evaluate(facts, ON).verdict == verdict
