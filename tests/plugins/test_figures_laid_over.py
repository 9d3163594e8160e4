"""A county's figure finer than a rule rounds, or zero below the line: a fault for an officer, never another amount."""

from datetime import date
from decimal import Decimal

import pytest

from plugins.api import Facts, LoadError, amount_range, clause, household, lookup, parameter
from plugins.api.check import check_numbers, check_scheme
from plugins.api.errors import FractionError
from plugins.api.numbers import exact, whole
from plugins.api.parameters import ParameterBook, ParameterValue
from plugins.batch import Programs
from plugins.loading import built_in_sources
from plugins.manager import PluginManager

from .batch_world import run
from .world import BOOK, ON, VOCABULARY, a_parameter, evaluator, scheme
from .writing import RECKONING, written

SHIPPED = ParameterBook([*BOOK.values(), a_parameter("odd", "yuan", "100.55"), a_parameter("times", "times", "2")])
AMOUNT = parameter("t.odd") * parameter("t.times")
RANGE = amount_range(parameter("t.odd"), AMOUNT, cite=clause("演示", "一"))
FAMILY = {"household": {"flag": True, "money": 3}, "members": [{}]}


def laid_over(value: str) -> ParameterBook:
    one = ParameterValue(Decimal(value), date(2026, 1, 1), None, None, "县里的文件")
    return SHIPPED.overlaid({"t.times": [one]})


def screened(made, book, given=FAMILY):
    """The only row of a batch, and what could not be used."""
    program = Programs().get([(made, check_scheme(made, VOCABULARY, SHIPPED))], VOCABULARY, book, ON)
    return run(program, [given])[0]


@pytest.mark.parametrize("options", [{"amount": AMOUNT}, {"amount_range": RANGE}], ids=["amount", "range"])
def test_a_fraction_of_a_fen_is_a_fault_in_both_evaluators(options):
    one = evaluator(household.flag, book=SHIPPED, **options)
    facts = Facts.from_mapping(FAMILY)
    assert one.evaluate(facts, ON).verdict == "met"
    with pytest.raises(FractionError, match=r"rounded\("):
        one.with_book(laid_over("1.337")).evaluate(facts, ON)
    row = screened(scheme(household.flag, **options), laid_over("1.337"))
    assert (row["test/verdict"], row["test/amount_low"], row["problems"]) == ("unknown", None, 1)
    assert screened(scheme(household.flag, **options), laid_over("3"))["test/verdict"] == "met"


def test_what_comes_out_whole_is_paid_whatever_the_figure():
    one = evaluator(household.flag, amount=AMOUNT, book=SHIPPED).with_book(laid_over("0.2"))
    assert one.evaluate(Facts.from_mapping(FAMILY), ON).amount == Decimal("20.11")
    row = screened(scheme(household.flag, amount=AMOUNT), laid_over("0.2"))
    assert (row["test/amount_low"], row["problems"]) == (2011, 0)


def test_only_the_families_whose_amount_it_touches_go_to_an_officer():
    table = lookup(household.letter, {"a": AMOUNT, "b": parameter("t.five"), "c": parameter("t.five")})
    one = evaluator(household.flag, amount=table, book=SHIPPED).with_book(laid_over("1.337"))
    other = {**FAMILY, "household": {"flag": True, "letter": "b"}}
    assert one.evaluate(Facts.from_mapping(other), ON).amount == 5
    assert screened(scheme(household.flag, amount=table), laid_over("1.337"), other)["test/amount_high"] == 500


def test_the_check_of_loading_finds_both_before_anybody_reckons():
    fraction = scheme(household.flag, amount=AMOUNT)
    divided = scheme(household.money / parameter("t.times") > parameter("t.five"))
    for made in (fraction, divided):
        check_numbers(made, VOCABULARY, SHIPPED)
        check_numbers(made, VOCABULARY, laid_over("3"))
    with pytest.raises(LoadError, match="fraction of a 分"):
        check_numbers(fraction, VOCABULARY, laid_over("1.337"))
    with pytest.raises(LoadError, match="divisor may be zero"):
        check_numbers(divided, VOCABULARY, laid_over("0"))


def test_a_fault_of_the_manager_says_why_and_how_to_mend(tmp_path):
    manager = PluginManager([*built_in_sources(), written(tmp_path, **RECKONING)])
    finer = ParameterValue(Decimal("1.337"), date(2026, 1, 1), None, None, "县里的文件")
    here = manager.with_parameters({"mine.times": [finer]})
    poor = manager.facts({"members": [{"income_monthly": "100"}]})
    found = here.evaluate("mine-aid", poor, on=date(2026, 9, 17))
    assert (found.verdict, found.amount) == ("unknown", None)
    assert found.fault.plugin == "mine" and "set a whole number" in found.fault.error


def test_whole_numbers():
    assert [whole(exact(Decimal("3"))), whole(7)] == [3, 7]
    assert whole(exact(Decimal("0.5")) * 2) == 1
    with pytest.raises(FractionError):
        whole(exact(Decimal("0.5")))
