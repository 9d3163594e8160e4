"""Months since a day, for how long a scheme has been received, and how well a fact must be proven."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.api import (
    FactDefinition,
    FactError,
    Facts,
    LoadError,
    Provenance,
    any_member,
    household,
    member,
    months_since,
    named,
    parameter,
    received,
)
from plugins.api.check import check_scheme
from plugins.api.evaluation import demanded
from plugins.api.numbers import full_months, full_years, months_received
from plugins.api.parameters import ParameterBook

from .world import BOOK, ON, VOCABULARY, a_parameter, evaluator, scheme

SIX = parameter("t.six")


def evaluate(condition, given=None, on=ON, provenance=None, **options):
    return evaluator(condition, **options).evaluate(Facts.from_mapping(given or {}, provenance), on)


def house(**facts):
    return {"household": facts}


# Months


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        ("2026-03-17", "2026-09-16", 5),
        ("2026-03-17", "2026-09-17", 6),
        ("2026-03-17", "2026-09-18", 6),
        ("2025-12-31", "2026-01-30", 0),
        ("2025-12-31", "2026-01-31", 1),
        # A month without the day is full on the first of the next.
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-01", 1),
        ("2026-01-31", "2026-03-30", 1),
        ("2026-01-31", "2026-03-31", 2),
        ("2026-01-29", "2026-02-28", 0),
        ("2026-01-28", "2026-02-28", 1),
        ("2024-01-30", "2024-02-29", 0),
        ("2024-01-29", "2024-02-29", 1),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2024-02-29", "2028-02-29", 48),
        ("2026-09-17", "2026-09-17", 0),
        ("2026-12-17", "2026-09-17", 0),
    ],
)
def test_full_months_between_two_days(since, on, months):
    start, end = date.fromisoformat(since), date.fromisoformat(on)
    assert full_months(start.toordinal(), end) == months
    book = ParameterBook([a_parameter("n", "month", months)])
    exactly = months_since(household.day) == parameter("t.n")
    assert evaluate(exactly, house(day=since), on=end, book=book).verdict == "met"


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS, DAYS)
def test_twelve_months_are_a_year_and_one_more_day_never_takes_a_month_away(since, on):
    start = since.toordinal()
    months = full_months(start, on)
    assert months // 12 == full_years(start, on)
    assert 0 <= full_months(start, on + timedelta(days=1)) - months <= 1
    assert 0 <= months - full_months(start + 1, on) <= 1


@given(DAYS, st.integers(0, 600))
def test_a_month_is_full_on_the_same_day_or_the_first_of_the_next(since, months):
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    try:
        day = date(year, month + 1, since.day)
    except ValueError:
        day = date(year + month // 11, (month + 1) % 12 + 1, 1)
    assert full_months(since.toordinal(), day) == months
    if months:
        assert full_months(since.toordinal(), day - timedelta(days=1)) == months - 1


def test_months_since_an_unknown_day_are_bounded_by_what_the_day_can_be():
    since = months_since(household.day)
    assert evaluate(since >= SIX).verdict == "unknown"
    assert evaluate(since >= SIX).ask == ("household.day",)
    # The day lies between 2000 and 2030: 320 months are the most, 0 the least.
    book = ParameterBook([a_parameter("most", "month", "320"), a_parameter("more", "month", "321")])
    assert evaluate(since >= 0).verdict == "met"
    assert evaluate(since <= parameter("t.most"), book=book).verdict == "met"
    assert evaluate(since >= parameter("t.most"), book=book).verdict == "unknown"
    assert evaluate(since >= parameter("t.more"), book=book).verdict == "not_met"


def test_months_of_a_member_and_of_a_date_that_is_derived():
    young = any_member(months_since(member.born) < SIX)
    people = {"members": [{"born": "1990-01-01"}, {"born": "2026-03-18"}]}
    assert evaluate(young, people).verdict == "met"
    assert evaluate(young, {"members": [{"born": "2026-03-17"}]}).verdict == "not_met"
    assert evaluate(young, {"members": [{}]}).ask == ("members.0.born",)
    moved = FactDefinition(
        "moved", "household", "date", "moved", range=(date(2000, 1, 1), date(2030, 1, 1)), derived=household.day
    )
    vocabulary = VOCABULARY.extended([moved])
    rule = months_since(household.moved) >= SIX
    assert evaluate(rule, house(day="2026-03-17"), vocabulary=vocabulary).verdict == "met"
    assert evaluate(rule, house(day="2026-03-18"), vocabulary=vocabulary).verdict == "not_met"
    assert evaluate(rule, house(day="2026-03-18", moved="2020-01-01"), vocabulary=vocabulary).verdict == "met"
    assert evaluate(rule, vocabulary=vocabulary).ask == ("household.day",)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (lambda: months_since(household.money) > SIX, "needs a date"),
        (lambda: months_since(household.day) > 6, "6 has no unit but meets month: make it a parameter"),
        (lambda: months_since(household.day) > parameter("t.eighteen"), "month cannot be compared or added with age"),
        (lambda: household.day + household.day > household.day, "or months_since"),
        (lambda: received("x", months=6), "6 has no unit but meets month: make it a parameter"),
        (lambda: received("x", months=parameter("t.five")), "month cannot be compared or added with yuan"),
        (lambda: received("x", months=months_since(member.born)), "belongs to one person"),
        (lambda: received("x", months=1.5), "never float"),
    ],
)
def test_months_have_a_unit_of_their_own(rule, says):
    with pytest.raises(LoadError, match=says):
        check_scheme(scheme(rule()), VOCABULARY, BOOK)


def test_months_can_be_multiplied_into_an_amount():
    book = ParameterBook([a_parameter("rate", "yuan/month", "3")])
    pay = months_since(household.day) * parameter("t.rate")
    evaluation = evaluate(household.flag, house(flag=True, day="2026-06-18"), amount=pay, book=book)
    assert evaluation.amount == Decimal("6.00")


# Received for so many months


@pytest.mark.parametrize(
    ("receives", "verdict", "ask"),
    [
        ({"x": "2026-03-17"}, "met", ()),
        ({"x": "2026-03-18"}, "not_met", ()),
        ({"x": date(2026, 3, 17)}, "met", ()),
        ({"x": date(2026, 3, 18), "y": date(2020, 1, 1)}, "not_met", ()),
        ({"x": date(2027, 1, 1)}, "not_met", ()),
        ({"y": "2020-01-01"}, "not_met", ()),
        ({}, "not_met", ()),
        ([], "not_met", ()),
        (["y"], "not_met", ()),
        (["x"], "unknown", ("household.receives",)),
        (("x", "y"), "unknown", ("household.receives",)),
        ({"x": None}, "unknown", ("household.receives",)),
        (None, "unknown", ("household.receives",)),
    ],
)
def test_received_for_at_least_six_months(receives, verdict, ask):
    evaluation = evaluate(received("x", months=SIX), house(receives=receives))
    assert (evaluation.verdict, evaluation.ask) == (verdict, ask)
    denied = evaluate(~received("x", months=SIX), house(receives=receives))
    assert denied.verdict == {"met": "not_met", "not_met": "met"}.get(verdict, "unknown")


def test_received_at_all_needs_no_day():
    for receives in (["x"], {"x": None}, {"x": "2026-09-17"}, ("x",), {"x"}):
        assert evaluate(received("x"), house(receives=receives)).verdict == "met"
        assert evaluate(received("x", months=0), house(receives=receives)).verdict == "met"
    assert evaluate(received("x", months=0), house(receives=["y"])).verdict == "not_met"
    assert evaluate(received("x", months=0)).verdict == "unknown"


def test_received_for_as_long_as_another_day_says():
    rule = received("x", months=months_since(household.day))
    since = {"x": "2026-01-01"}
    assert evaluate(rule, house(receives=since, day="2026-01-01")).verdict == "met"
    assert evaluate(rule, house(receives=since, day="2025-12-17")).verdict == "not_met"
    assert evaluate(rule, house(receives=since)).ask == ("household.day",)
    assert evaluate(rule, house(receives=["x"])).ask == ("household.receives", "household.day")
    assert evaluate(rule).ask == ("household.receives", "household.day")
    assert evaluate(rule, house(receives=["y"])).verdict == "not_met"
    inside = any_member(received("x", months=months_since(member.born)))
    young = {**house(receives=since), "members": [{"born": "1999-01-01"}, {"born": "2026-02-01"}]}
    assert evaluate(inside, young).verdict == "met"


def test_the_months_a_scheme_can_have_been_received():
    assert months_received({"x": date(2026, 3, 17).toordinal()}, "x", ON) == (6, 6)
    everything = (0, 2025 * 12 + 8)
    assert months_received({"x": None}, "x", ON) == everything
    assert months_received(None, "x", ON) == everything


@pytest.mark.parametrize(
    "value", ["x", 3, True, [1], [["x"]], {1: "2026-01-01"}, {"x": 20260101}, {"x": "soon"}, {"x": True}]
)
def test_schemes_received_are_a_list_or_a_mapping_to_days(value):
    with pytest.raises(FactError) as caught:
        VOCABULARY.check(house(receives=value))
    assert caught.value.path == "household.receives"
    with pytest.raises(FactError):
        evaluate(received("x"), house(receives=value))


def test_both_forms_pass_through_facts_unchanged_and_cannot_be_changed():
    given_days = {"x": date(2026, 1, 1), "y": None}
    facts = Facts.from_mapping(house(receives=given_days))
    given_days["x"] = None
    assert facts.get("household.receives")["x"] == date(2026, 1, 1)
    with pytest.raises(TypeError):
        facts.household["receives"]["x"] = None
    plain = facts.to_mapping()
    assert type(plain["household"]["receives"]) is dict
    assert Facts.from_mapping(plain) == facts
    assert facts.with_fact("household.flag", True).get("household.receives") == facts.get("household.receives")
    listed = Facts.from_mapping(house(receives=["x"]))
    assert Facts.from_mapping(listed.to_mapping()) == listed
    VOCABULARY.check(house(receives={"x": "2026-01-01", "y": None}))


# Words


@pytest.mark.parametrize(
    ("receives", "english", "chinese"),
    [
        ({"x": "2026-03-17"}, "has received x for 6 months, not less than 6 months", "享受x已 6 个月，不少于 6 个月"),
        ({"x": "2026-08-17"}, "has received x for 1 months, less than 6 months", "享受x 1 个月，少于 6 个月"),
        ([], "does not receive x", "没有享受x"),
        (
            ["x"],
            "receives x, not known yet since when; it must be for at least 6 months",
            "已享受x，还不知道从什么时候开始；要求满 6 个月",
        ),
        (None, "not known yet whether the household receives x", "还不知道是否享受x"),
    ],
)  # fmt: skip
def test_how_long_a_scheme_is_received_is_told(receives, english, chinese):
    finding = evaluate(received("x", months=SIX), house(receives=receives)).criteria[0]
    assert finding.because_in("en") == english
    assert finding.because_in("zh-hans") == chinese
    if receives is not None:
        assert finding.facts_used() == ("household.receives",)


def test_months_are_told():
    rule = months_since(household.day) >= SIX
    finding = evaluate(rule, house(day="2026-06-17")).criteria[0]
    assert finding.because_in("en") == "months since: day 3 months, less than 6 months"
    assert finding.because_in("zh-hans") == "自day起的月数 3 个月，少于 6 个月"
    open_limit = received("x", months=months_since(household.day))
    finding = evaluate(open_limit, house(receives={"x": "2026-06-17"})).criteria[0]
    assert finding.because_in("en").startswith("has received x for 3 months; not known yet whether")
    some = any_member(received("x", months=SIX) & member.flag)
    people = {**house(receives=[]), "members": [{"flag": True}]}
    told = evaluate(some, people).criteria[0].because_in("zh-hans")
    assert told == "家里没有人享受x满 6 个月，并且own flag"


# Evidence


DECLARED, MATCHED, VERIFIED = (Provenance(kind) for kind in ("declared", "matched", "verified"))


@pytest.mark.parametrize(
    ("asked", "source", "verdict"),
    [
        ("matched", DECLARED, "unknown"),
        ("matched", MATCHED, "met"),
        ("matched", VERIFIED, "met"),
        ("verified", DECLARED, "unknown"),
        ("verified", MATCHED, "unknown"),
        ("verified", VERIFIED, "met"),
        ("declared", DECLARED, "met"),
        ("matched", None, "met"),
        ("verified", None, "met"),
    ],
)
def test_a_fact_counts_only_if_it_is_proven_well_enough(asked, source, verdict):
    evaluation = evaluate(household.flag, house(flag=True), provenance=source, evidence={"household.flag": asked})
    assert evaluation.verdict == verdict
    assert evaluation.ask == (("household.flag",) if verdict == "unknown" else ())
    assert evaluation.evidence == ({"household.flag": asked} if verdict == "unknown" else {})


def test_what_is_declared_is_neither_yes_nor_no():
    for flag in (True, False):
        answer = evaluate(household.flag, house(flag=flag), provenance=DECLARED, evidence={"household.flag": "matched"})
        assert answer.verdict == "unknown"
        assert answer.to_json()["evidence"] == {"household.flag": "matched"}
        assert answer.criteria[0].because_in("en") == "declared, but not confirmed yet: flag"
        assert answer.criteria[0].because_in("zh-hans") == "已经填报，但还没有核实：flag"
        assert "flag (declared, to be confirmed by another register) [household.flag]" in answer.explain("en")
    choice = evaluate(
        any_member(member.letter == "a"),
        {"members": [{"letter": "a"}]},
        provenance=DECLARED,
        evidence={"member.letter": "verified"},
    )
    assert "declared, but not confirmed yet: own letter" in choice.criteria[0].because_in("en")
    assert "the applicant: own letter (to be confirmed by a check) [members.0.letter]" in choice.explain("en")


def test_only_the_facts_named_and_only_weak_ones_are_left_out():
    sources = {"household.flag": DECLARED, "household.flag2": DECLARED, "members.0.money": MATCHED}
    given_facts = {"household": {"flag": True, "flag2": True}, "members": [{"money": 3}, {"money": 4}]}
    facts = Facts.from_mapping(given_facts, sources)
    demands = {"household.flag": "matched", "member.money": "verified"}
    proven, weak = facts.proven(demands)
    assert weak == {"household.flag": "matched", "members.0.money": "verified"}
    assert proven.to_mapping()["household"] == {"flag2": True}
    assert [dict(m) for m in proven.members] == [{}, {"money": 4}]
    assert proven.complete is facts.complete
    assert facts.proven({"household.flag2": "declared"}) == (facts, {})
    absent = Facts.from_mapping({}, {"household.flag": DECLARED})
    assert absent.proven(demands) == (absent, {})


def test_evidence_reaches_what_a_fact_is_derived_from_and_what_is_derived_from_it():
    assert demanded({"member.money": "matched"}, VOCABULARY) == {
        "member.money": "matched",
        "household.total": "matched",
        "household.share": "matched",
    }
    both = demanded({"household.share": "matched", "member.money": "verified"}, VOCABULARY)
    assert both["member.money"] == both["household.share"] == both["household.total"] == "verified"
    assert both["household.size"] == "matched"
    assert demanded({"member.money": "verified", "household.share": "matched"}, VOCABULARY) == both
    rule = household.total < parameter("t.five")
    people = {"members": [{"money": 1}, {"money": 2}]}
    wanted = {"household.total": "matched"}
    assert evaluate(rule, people, provenance=DECLARED, evidence=wanted).ask == ("members.0.money", "members.1.money")
    assert evaluate(rule, people, provenance=MATCHED, evidence=wanted).verdict == "met"
    summed = {**house(total=3), **people}
    parts_only = evaluate(
        rule & (household.members.sum(member.money) < parameter("t.five")),
        summed,
        provenance={"household.total": DECLARED, "members.0.money": MATCHED, "members.1.money": MATCHED},
        evidence={"member.money": "matched"},
    )
    assert parts_only.verdict == "met", "the declared sum is left out, and follows from the matched parts"


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ({"household.flg": "matched"}, "evidence for an unknown fact household.flg; did you mean household.flag"),
        ({"household.flag": "sworn"}, "one of declared, matched, verified, not 'sworn'"),
        ({"household.letter": "matched"}, "evidence for household.letter, which it never reads"),
    ],
)
def test_mistakes_in_evidence_speak_when_the_scheme_is_loaded(evidence, says):
    with pytest.raises(LoadError, match=says):
        evaluator(household.flag, evidence=evidence)


@given(st.sampled_from([DECLARED, MATCHED, VERIFIED]), st.sampled_from(["matched", "verified"]), st.booleans())
def test_asking_for_evidence_only_ever_opens_what_was_decided(source, kind, flag):
    rule = household.flag & (household.money < parameter("t.five"))
    facts = house(flag=flag, money=3)
    plain = evaluate(rule, facts, provenance=source)
    asked = evaluate(rule, facts, provenance=source, evidence={"household.flag": kind, "household.money": kind})
    assert asked.verdict in (plain.verdict, "unknown")


def test_a_plugins_own_logic_does_not_see_what_is_not_proven():
    ev = evaluator(household.flag, evidence={"household.money": "matched"}, needs=("household.money",))
    facts = Facts.from_mapping(house(flag=True, money=3), DECLARED)
    evaluation = ev.evaluate(facts, ON)
    assert evaluation.verdict == "met"
    assert evaluation.basis.facts.get("household.money") is None
    assert evaluation.evidence == {}, "it changes nothing, so nothing is asked"


def test_names_of_numbers_made_of_months():
    rule = named("waiting time", months_since(household.day)) < SIX
    assert evaluate(rule, house(day="2026-09-01")).criteria[0].because_in("en") == (
        "waiting time 0 months, less than 6 months"
    )
