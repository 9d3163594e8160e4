"""A number that is a part of another one: where it is given as more, it counts as unknown, however it is reckoned."""

import itertools
from decimal import Decimal

import pytest

from plugins.api import FactDefinition, FactError, Facts, LoadError, any_member, household, member, parameter
from plugins.api.common import COMMON
from plugins.batch import frames_from_facts
from plugins.manager import get_manager

from .batch_world import assert_same, program
from .test_medical_and_housing import ON as TODAY
from .test_medical_and_housing import PATIENT
from .world import ON, VOCABULARY, evaluator

WITH_PARTS = VOCABULARY.extended(
    [
        FactDefinition("part", "household", "money", "part", range=(0, 20), at_most="money"),
        FactDefinition("crumb", "household", "money", "crumb", range=(0, 20), at_most="part"),
        FactDefinition("first", "household", "date", "first", range=VOCABULARY["household.day"].range, at_most="day"),
        FactDefinition("part", "member", "money", "own part", range=(0, 20), at_most="money"),
        FactDefinition("part", "applicant", "money", "applicant's part", range=(0, 20), at_most="money"),
    ]
)
RULES = (household.part >= parameter("t.five"), household.crumb >= parameter("t.five"))
OF_MEMBERS = any_member(member.part >= parameter("t.five"))


def families():
    sums = (None, 0, "5.01", "5.02")
    for whole, part, crumb in itertools.product(sums, repeat=3):
        yield {"household": {"money": whole, "part": part, "crumb": crumb}}
    for first, second in itertools.product(itertools.product(sums, repeat=2), repeat=2):
        yield {"members": [{"money": money, "part": part} for money, part in (first, second)]}


def test_one_by_one_and_many_at_once_say_the_same():
    facts = [Facts.from_mapping(given) for given in families()]
    for rule in (*RULES, OF_MEMBERS):
        single, batch = evaluator(rule, vocabulary=WITH_PARTS), program(rule, vocabulary=WITH_PARTS)
        rows = batch.run(*frames_from_facts(facts, WITH_PARTS)).to_dicts()
        for household_, row in zip(facts, rows, strict=True):
            assert_same(row, "test", single.evaluate(household_, ON))


def test_what_is_too_much_is_unknown_asked_for_and_reported():
    facts = Facts.from_mapping({"members": [{"money": 6, "part": 6}, {"money": 6, "part": 7}]})
    assert evaluator(OF_MEMBERS, vocabulary=WITH_PARTS).evaluate(facts, ON).verdict == "met", "the first is in order"
    wrong = Facts.from_mapping({"members": [{"money": 6, "part": 7}]})
    evaluation = evaluator(OF_MEMBERS, vocabulary=WITH_PARTS).evaluate(wrong, ON)
    assert (evaluation.verdict, evaluation.ask) == ("unknown", ("members.0.part",))
    outcome = program(OF_MEMBERS, vocabulary=WITH_PARTS).screen(*frames_from_facts([facts, wrong], WITH_PARTS))
    assert outcome.problems.rows() == [
        ("0", "members.1.part", "must not be more than money"),
        ("1", "members.0.part", "must not be more than money"),
    ]


def test_a_scheme_reads_what_its_facts_are_part_of():
    """Else a batch, which brings what is read, could not see the contradiction."""
    assert set(evaluator(RULES[1], vocabulary=WITH_PARTS).used.facts) == {
        "household.crumb", "household.part", "household.money",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"household": {"money": 5, "part": "5.01"}}, "household.part"),
        ({"household": {"day": "2026-01-01", "first": "2026-01-02"}}, "household.first"),
        ({"members": [{}, {"money": 5, "part": 6}]}, "members.1.part"),
        ({"applicant": {"part": 6, "money": 5}}, "applicant.part"),
    ],
)
def test_whoever_hands_over_such_a_pair_is_told_where(given, path):
    with pytest.raises(FactError, match="must not be more than") as caught:
        WITH_PARTS.check(given)
    assert caught.value.path == path


def test_equal_less_or_half_known_is_no_mistake():
    for money, part in ((5, 5), (5, "4.99"), (None, 5), (5, None)):
        WITH_PARTS.check({"household": {"money": money, "part": part}})


@pytest.mark.parametrize(
    ("scope", "kind", "at_most", "words"),
    [
        ("member", "money", "medical_cost", "not defined before it; did you mean member.medical_costs"),
        ("household", "money", "medical_costs", "not defined before it"),
        ("household", "money", "income_per_head", "which is derived: name one that is given"),
        ("household", "count", "savings", "not of the same type and unit"),
        ("household", "money", "maintenance_monthly", "not of the same type and unit"),
        ("household", "boolean", "vehicles", 'at_most="medical_costs"'),
        ("household", "money", 5, 'at_most="medical_costs"'),
    ],
)
def test_a_part_names_a_number_it_can_be_held_against(scope, kind, at_most, words):
    numbers = {} if kind == "boolean" else {"range": (0, 9)}
    with pytest.raises(LoadError, match=words) as caught:
        COMMON.extended([FactDefinition("test.part", scope, kind, "Part", at_most=at_most, **numbers)])
    assert str(caught.value.where).startswith(__file__)


def test_more_medical_assistance_than_costs_is_looked_at_before_money_is_paid():
    given = {**PATIENT, "members": [{**PATIENT["members"][0], "medical.aid_paid": Decimal("4000.01")}]}
    manager, key = get_manager(), "medical-aid-inpatient"
    facts = Facts.from_mapping(given)
    evaluation = manager.evaluate(key, facts, on=TODAY)
    assert (evaluation.verdict, evaluation.ask) == ("unknown", ("members.0.medical.aid_paid",))
    (row,) = manager.batch([key], on=TODAY).run(*frames_from_facts([facts], manager.vocabulary)).to_dicts()
    assert (row[f"{key}/verdict"], row["problems"]) == ("unknown", 1)
