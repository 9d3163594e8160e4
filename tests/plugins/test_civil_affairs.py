"""What civil affairs' schemes do beyond their cases: ranges in words and data, floors, letters, what they ask."""

from datetime import date
from decimal import Decimal

import pytest

from plugins.agencies.civil_affairs import notes
from plugins.api import (
    LetterContext,
    LoadError,
    Scheme,
    amount_range,
    clause,
    criterion,
    eligible,
    household,
    parameter,
)
from plugins.api.check import check_scheme
from plugins.api.parameters import ParameterBook, ParameterValue
from plugins.manager import get_manager
from tests.plugins.world import BOOK, VOCABULARY

ON = date(2026, 9, 17)
CITE = clause("演示〔2026〕1号", "第六条")
ELIGIBLE = eligible(criterion("flag", household.flag, says="flag", cite=CITE))
PATIENT = {
    "household": {
        "receives": [], "residence": "urban", "registered_here": True, "income_monthly": "1000",
        "maintenance_monthly": "0", "savings": "0",
    },
    "applicant": {"civil-affairs.helped_before": False},
    "members": [{"relation": "self", "seriously_ill": True, "medical_costs": "9000", "in_school": "none"}],
}  # fmt: skip


def expense(manager=None, **household):
    manager = manager or get_manager()
    given = {**PATIENT, "household": {**PATIENT["household"], **household}}
    return manager.evaluate("temporary-assistance-expense", manager.facts(given), on=ON)


def test_a_range_reads_as_a_sentence_with_its_clause():
    evaluation = expense()
    assert evaluation.limits == (Decimal("2205.00"), Decimal("8820.00"))
    assert (
        "金额：2,205 元至 8,820 元，由经办人员在这个范围内确定并说明理由（清民发〔2026〕20号 第六条）"
        in evaluation.explain()
    )
    assert "Amount: from 2,205 yuan to 8,820 yuan; an officer chooses" in evaluation.explain("en")


def test_a_range_that_begins_above_its_end_goes_to_an_officer(caplog):
    least = ParameterValue(Decimal(13), date(2026, 1, 1), None, None, "县里的文件")
    here = get_manager().with_parameters({"civil-affairs.illness_least": [least]})
    found = expense(here)
    assert (found.verdict, found.amount, found.limits) == ("unknown", None, None)
    assert (found.fault.plugin, found.fault.stage) == ("civil-affairs", "evaluate")
    assert "range of temporary-assistance-expense (清民发〔2026〕20号 第六条)" in found.fault.error
    assert found.fault.error in caplog.text and found.fault.error in found.explain("en")
    assert "amount_range" not in found.to_json()
    refused = expense(here, savings="900000")
    assert (refused.verdict, refused.limits, refused.fault) == ("not_met", None, None)


def test_a_range_is_data_too_whatever_the_verdict():
    wanted = {"low": "2205.00", "high": "8820.00", "cite": "清民发〔2026〕20号 第六条"}
    assert expense().to_json()["amount_range"] == wanted
    refused = expense(savings="900000")
    assert (refused.verdict, refused.amount, refused.to_json()["amount_range"]) == ("not_met", None, wanted)
    assert "2,205" not in refused.explain("en")
    assert "amount_range" not in get_manager().evaluate("elderly-subsidy", get_manager().facts({}), on=ON).to_json()


def a_range(low, high, **options):
    return Scheme(
        key="t", name="t", agency="t", eligible=ELIGIBLE, process="p", amount_range=amount_range(low, high, cite=CITE),
        **{"per": "once", **options},
    )  # fmt: skip


def test_a_range_is_checked_like_an_amount():
    five, ten = parameter("t.five"), parameter("t.ten_fifty")
    assert check_scheme(a_range(five, ten), VOCABULARY, BOOK).parameters
    with pytest.raises(LoadError, match="must be in yuan/month"):
        check_scheme(a_range(five, ten, per="month"), VOCABULARY, BOOK)
    with pytest.raises(LoadError, match="may have a fraction of a 分"):
        check_scheme(a_range(five, ten * parameter("t.third_more")), VOCABULARY, BOOK)
    with pytest.raises(LoadError, match="nothing else sets it"):
        a_range(five, ten, amount=five)
    with pytest.raises(LoadError, match="nothing else sets it"):
        a_range(five, ten, propose=lambda context: None)
    with pytest.raises(LoadError, match="a service has no amount"):
        a_range(five, ten, per="service")


def test_what_the_range_still_needs_is_asked_once_all_is_met():
    manager = get_manager()
    pupil = {"relation": "child", "seriously_ill": False, "in_school": "college", "school_costs": "9000"}
    mother = {"relation": "parent", "medical_costs": "1", "in_school": "none"}
    facts = manager.facts({**PATIENT, "members": [pupil, mother]})
    evaluation = manager.evaluate("temporary-assistance-expense", facts, on=ON)
    assert (evaluation.verdict, evaluation.limits, evaluation.ask) == ("met", None, ("members.1.seriously_ill",))


@pytest.mark.parametrize(
    ("key", "least"),
    [
        ("destitute_urban", "955.50"),
        ("destitute_rural", "767.00"),
        ("care_full", "190.00"),
        ("care_half", "316.67"),
        ("care_none", "633.34"),
    ],
)
def test_the_floors_of_destitution_hold_in_principle(key, least):
    """R6.1: 1.3 times the allowance; a tenth, a sixth and a third of last year's minimum wage."""
    book = ParameterBook(get_manager().book.values())
    key = f"civil-affairs.{key}"

    def with_value(value: Decimal, reason: str = "") -> list[Decimal]:
        lower = ParameterValue(value, date(2026, 9, 1), None, None, "演示〔2026〕2号", below_floor=reason)
        return [breach.least for breach in book.overlaid({key: [lower]}).breaches() if breach.key == key]

    assert with_value(Decimal(least)) == []
    assert with_value(Decimal(least) - Decimal("0.01")) == [Decimal(least)]
    assert with_value(Decimal(least) - Decimal("0.01"), "省里批准试点") == []


def test_last_years_minimum_wage_is_the_one_of_31_december():
    wage = get_manager().book["civil-affairs.minimum_wage_last_year"]
    assert all((value.since.month, value.since.day) == (1, 1) for value in wage.values)
    assert all("12月31日" in value.source for value in wage.values)


def test_local_amounts_say_that_they_are_demo_values():
    local = ("subsidy", "child_", "care_", "emergency_most", "low_income", "average_income", "savings_months", "limit")
    for key, definition in get_manager().book.items():
        if key.startswith("civil-affairs.") and any(part in key for part in local):
            assert all("演示数值" in value.source for value in definition.values), key


def test_nobody_is_asked_for_papers_that_offices_hold():
    """R2.4: no disability certificate, school record, vehicle or property paper."""
    for scheme in get_manager().plugins()["civil-affairs"].schemes:
        needed = {material.key for material in scheme.materials if material.required}
        assert needed <= {"id-card", "household-book"}
    emergency = get_manager().scheme("temporary-assistance-emergency").scheme
    assert not any(material.required for material in emergency.materials)


@pytest.mark.parametrize(
    ("scheme", "kind", "words"),
    [
        ("minimum-living-allowance", "refusal", "单人保"),
        ("temporary-assistance-emergency", "approval", "不影响这次救助"),
        ("temporary-assistance-expense", "refusal", "最低生活保障"),
        ("elderly-subsidy", "refusal", ""),
        ("minimum-living-allowance", "approval", ""),
    ],
)
def test_letters_tell_where_to_turn_next(scheme, kind, words):
    found = notes.of_letter(kind, LetterContext(scheme, ON, "liuhe", "zh-hans"))
    texts = get_manager().plugins()["civil-affairs"].texts
    said = [texts(note.text, "zh-hans") for note in found]
    assert all(words in text and text.isascii() is False for text in said)
    assert bool(said) == bool(words)


def test_the_schemes_exclude_each_other_both_ways_and_temporary_assistance_nobody():
    manager = get_manager()
    built_on = {key: set(info.depends_on) for key, info in manager.schemes().items() if info.plugin == "civil-affairs"}
    for one, other in (
        ("minimum-living-allowance", "destitute-support"),
        ("minimum-living-allowance", "single-person-allowance"),
        ("single-person-allowance", "destitute-support"),
        ("destitute-support", "child-welfare"),
    ):
        assert other in built_on[one] and one in built_on[other]
    assert built_on["temporary-assistance-expense"] == built_on["temporary-assistance-emergency"] == set()
