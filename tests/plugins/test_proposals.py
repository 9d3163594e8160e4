"""What the portal accepts of a plugin's own logic (faults 7, 9, 10): each limit from both sides, never a refusal."""

import logging
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from plugins.api import Evaluation, Facts, LoadError, PluginFault, Proposal, household, parameter
from plugins.api.texts import COMMON_TEXTS
from plugins.loading import LoadedPlugin
from plugins.proposals import LARGEST_AMOUNT, amount_problem, with_proposal

from .world import ON, evaluator

ASKED = Facts.from_mapping({"household": {"flag": True, "money": 7}})


def evaluated(amount=None) -> Evaluation:
    """A scheme whose only condition is met; its rules give ``amount``."""
    return evaluator(household.flag, amount=amount).evaluate(ASKED, ON)


def proposed(propose, amount=None, facts=("household.flag",)) -> Evaluation:
    """The evaluation after the plugin's own logic was asked as well."""
    evaluation = evaluated(amount)
    plugin = LoadedPlugin(
        "own-logic", "1.0", Path(), None, (), (), (), (), COMMON_TEXTS, functions={"propose:test": propose}
    )
    return with_proposal(replace(evaluation.basis.scheme, propose=propose), plugin, facts, evaluation)


def test_it_sees_the_facts_it_declared_the_day_the_amount_and_the_parameters():
    seen = []
    proposed(lambda context: seen.append(context) or Proposal(), amount=parameter("t.five"))
    [context] = seen
    assert dict(context.facts.household) == {"flag": True}
    assert context.on == ON
    assert context.amount == Decimal("5.00")
    assert dict(context.parameters) == {"t.five": Decimal(5)}
    with pytest.raises(TypeError):
        context.parameters["t.five"] = Decimal(6)


def test_a_parameter_no_criterion_reads_is_there_when_the_scheme_needs_it():
    found = evaluator(household.flag, needs=("household.money", "t.six"), propose=Proposal).evaluate(ASKED, ON)
    assert {key: value.value for key, value in found.parameters.items()} == {"t.six": Decimal(6)}
    with pytest.raises(LoadError, match=r"needs t\.sixx, which is neither a fact nor a parameter; did you mean t\.six"):
        evaluator(household.flag, needs=("t.sixx",))


@pytest.mark.parametrize("amount", ["0", "4.99", "10000000"])
def test_its_amount_replaces_that_of_the_rules(amount):
    found = proposed(lambda context: Proposal(Decimal(amount)), amount=parameter("t.five"))
    assert (found.verdict, found.amount, found.refer, found.fault) == ("met", Decimal(amount), "", None)


def test_without_an_amount_an_officer_sets_it():
    found = proposed(lambda context: Proposal(), amount=parameter("t.five"))
    assert (found.verdict, found.amount, found.fault) == ("met", None, None)


def test_what_it_refers_is_open_and_has_no_amount():
    found = proposed(lambda context: Proposal(Decimal(3), refer="Two of that name"), amount=parameter("t.five"))
    assert (found.verdict, found.amount, found.refer, found.fault) == ("unknown", None, "Two of that name", None)


def stumble(context):
    raise LookupError("nobody of that name; it must not stand in the log")


@pytest.mark.parametrize(
    ("propose", "error"),
    [
        (stumble, f"{__file__}:{stumble.__code__.co_firstlineno + 1}: LookupError"),
        (lambda context: None, "propose must return a Proposal, not NoneType"),
        (lambda context: Decimal(5), "propose must return a Proposal, not Decimal"),
        (lambda context: Proposal(refer=True), "refer must be text"),
        (lambda context: Proposal(refer=None), "refer must be text"),
        (lambda context: Proposal(Decimal(-1)), "an amount must not be negative"),
        (lambda context: Proposal(5), "an amount must be a Decimal, not int"),
    ],
)
def test_its_mistake_is_a_fault_and_no_refusal(propose, error, caplog):
    with caplog.at_level(logging.ERROR):
        found = proposed(propose, amount=parameter("t.five"))
    assert (found.verdict, found.amount, found.refer) == ("unknown", None, "")
    assert (found.fault.plugin, found.fault.stage) == ("own-logic", "propose")
    assert found.fault.error == error
    assert f"plugin own-logic failed in propose:test: {error}" in caplog.text
    assert [finding.result for finding in found.criteria] == ["met"]


@pytest.mark.parametrize("amount", ["0", "0.01", "10000000"])
def test_what_the_rules_calculate_stands(amount):
    evaluation = evaluated()._replace(amount=Decimal(amount))
    assert with_proposal(evaluation.basis.scheme, None, (), evaluation) is evaluation


def test_no_amount_of_the_rules_stands():
    evaluation = evaluated()
    assert with_proposal(evaluation.basis.scheme, None, (), evaluation) is evaluation


@pytest.mark.parametrize("amount", ["-0.01", "10000000.01"])
def test_what_the_rules_cannot_mean_is_a_fault(amount):
    plugin = LoadedPlugin("own-logic", "1.0", Path(), None, (), (), (), (), COMMON_TEXTS)
    evaluation = evaluated()._replace(amount=Decimal(amount))
    found = with_proposal(evaluation.basis.scheme, plugin, (), evaluation)
    assert (found.verdict, found.amount) == ("unknown", None)
    assert found.fault == PluginFault("own-logic", "propose", amount_problem(Decimal(amount)))


def test_nothing_is_asked_where_the_rules_themselves_broke():
    evaluation = evaluated()._replace(basis=None)
    scheme = replace(evaluated().basis.scheme, propose=stumble)
    assert with_proposal(scheme, None, (), evaluation) is evaluation


@pytest.mark.parametrize("amount", [None, *map(Decimal, ("0", "0.01", "5000.00", "5000.01", "1E+3", "10000000"))])
def test_possible_amounts(amount):
    assert amount_problem(amount) == ""


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal("-0.01"), "an amount must not be negative"),
        (Decimal("10000000.01"), "an amount above 10000000 cannot be meant"),
        (Decimal("0.001"), "an amount has at most two decimals"),
        (Decimal("5000.005"), "an amount has at most two decimals"),
        (Decimal("NaN"), "an amount must be a finite number"),
        (Decimal("sNaN"), "an amount must be a finite number"),
        (Decimal("Infinity"), "an amount must be a finite number"),
        (1, "an amount must be a Decimal, not int"),
        (True, "an amount must be a Decimal, not bool"),
        (1.5, "an amount must be a Decimal, not float"),
        ("1.50", "an amount must be a Decimal, not str"),
    ],
)
def test_impossible_amounts(amount, words):
    assert amount_problem(amount) == words


def test_the_largest():
    assert Decimal(10_000_000) == LARGEST_AMOUNT
