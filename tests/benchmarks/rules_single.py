"""One household, one evaluation with reasons: this project's rules against the same rules in OpenFisca.

OpenFisca answers through the very functions of its web API: `trace`, which builds a simulation of the household with
a `SimulationBuilder`, calculates what is asked (the amount and one variable for each criterion) and tells the reasons
as a tree of variables with their values. Ours answers with the result, clause and undecided facts of each criterion,
and writes sentences when somebody reads them. Three other pairs are printed beside the ratio, because each would be a
fair question too: OpenFisca's bare calculation without reasons, and ours with every sentence written.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from openfisca_web_api import handlers

from plugins.api import Evaluation, Facts
from plugins.manager import get_manager

ON = date(2026, 9, 17)
MONTH = "2026-09"
CHAIN = ("hedong", "liuhe", "qingxi")
HOUSEHOLD = {
    "residence": "urban",
    "registered_here": True,
    "lives_here": True,
    "maintenance_monthly": 0,
    "savings": 8000,
    "homes": 1,
    "vehicles": 0,
    "receives": [],
}
MEMBERS = [
    {"relation": "self", "income_monthly": 1000, "in_school": "none"},
    {"relation": "child", "income_monthly": 335, "in_school": "senior"},
    {"relation": "child", "income_monthly": 0, "in_school": "primary"},
]
CRITERIA = ("local", "income_met", "savings_met", "property_met")

Person = build_entity("person", "persons", "A person", is_person=True)
Family = build_entity(
    "family", "families", "A household", roles=[{"key": "member", "plural": "members", "label": "Member"}]
)


def _input(name: str, entity: object, kind: type) -> type:
    settings = {"value_type": kind, "entity": entity, "definition_period": DateUnit.MONTH}
    return type(name, (Variable,), settings)


def _formula(name: str, kind: type, formula: Callable[..., object]) -> type:
    settings = {"value_type": kind, "entity": Family, "definition_period": DateUnit.MONTH, "formula": formula}
    return type(name, (Variable,), settings)


def _standard(family: object, period: object) -> object:
    return numpy.where(family("urban", period), 735, 590)


def _amount(family: object, period: object) -> object:
    short = (
        family("standard", period) * family.nb_persons() - family("income_monthly", period) - family("support", period)
    )
    met = numpy.logical_and.reduce([family(name, period) for name in CRITERIA])
    return numpy.where(met, numpy.ceil(numpy.maximum(short, 0)), 0)


def their_system() -> TaxBenefitSystem:
    """The minimum living allowance written for OpenFisca."""
    system = TaxBenefitSystem([Person, Family])
    for name, entity, kind in [
        ("income", Person, float),
        ("urban", Family, bool),
        ("registered", Family, bool),
        ("resident", Family, bool),
        ("support", Family, float),
        ("savings", Family, float),
        ("homes", Family, int),
        ("vehicles", Family, int),
    ]:
        system.add_variable(_input(name, entity, kind))
    for name, kind, formula in [
        ("income_monthly", float, lambda f, p: f.sum(f.members("income", p))),
        ("standard", float, _standard),
        ("local", bool, lambda f, p: f("registered", p) + f("resident", p)),
        ("income_met", bool, lambda f, p: f("income_monthly", p) + f("support", p) < f("standard", p) * f.nb_persons()),
        ("savings_met", bool, lambda f, p: f("savings", p) <= 24 * f("standard", p) * f.nb_persons()),
        ("property_met", bool, lambda f, p: (f("homes", p) <= 1) * (f("vehicles", p) <= 0)),
        ("amount", float, _amount),
    ]:
        system.add_variable(_formula(name, kind, formula))
    return system


def their_situation() -> dict[str, Any]:
    """The same household as OpenFisca's web API takes it."""
    family: dict[str, Any] = {
        "members": [f"p{i}" for i in range(len(MEMBERS))],
        "urban": {MONTH: True},
        "registered": {MONTH: True},
        "resident": {MONTH: True},
        "support": {MONTH: 0},
        "savings": {MONTH: 8000},
        "homes": {MONTH: 1},
        "vehicles": {MONTH: 0},
    }
    persons = {f"p{i}": {"income": {MONTH: m["income_monthly"]}} for i, m in enumerate(MEMBERS)}
    family |= {name: {MONTH: None} for name in ("amount", *CRITERIA)}  # None asks for it
    return {"persons": persons, "families": {"f": family}}


def median_us(call: Callable[[], object], rounds: int) -> float:
    """The median time of a call in microseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        call()
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / 1000


def run() -> None:
    """Measure the sides in turn, in short rounds in one process, and print how many times faster ours is."""
    manager = get_manager()
    system, situation = their_system(), their_situation()
    bare = {plural: {key: _given(values) for key, values in part.items()} for plural, part in situation.items()}

    def ours() -> Evaluation:
        facts = Facts.from_mapping({"household": HOUSEHOLD, "members": MEMBERS})
        return manager.evaluate("minimum-living-allowance", facts, on=ON, office_chain=CHAIN)

    def theirs() -> dict[str, Any]:
        return handlers.trace(system, situation)

    def calculated() -> list[Any]:
        simulation = SimulationBuilder().build_from_entities(system, bare)
        return [simulation.calculate(name, MONTH)[0] for name in ("amount", *CRITERIA)]

    _must_agree(ours(), theirs()["trace"], calculated())
    sides = {"ours": (ours, 300), "theirs": (theirs, 12), "calculated": (calculated, 12)}
    sides["words"] = (lambda: ours().to_json(), 20)
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(25):
        for name, (call, rounds) in sides.items():
            times[name].append(median_us(call, rounds))
    median = {name: statistics.median(found) for name, found in times.items()}
    a, b = median["ours"], median["theirs"]
    print(
        f"rules-single: a household of {len(MEMBERS)}, {len(CRITERIA)} criteria and the amount; facts built each time"
    )
    print(
        f"rules-single: OpenFisca without reasons {median['calculated']:.1f} µs, {median['calculated'] / a:.1f} × ours"
    )
    print(
        f"rules-single: ours with every sentence written {median['words']:.1f} µs, "
        f"OpenFisca {b / median['words']:.1f} × that"
    )
    print(f"ratio rules-single {b / a:.2f} (ours {a:.1f}, theirs {b:.1f}, µs)")


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """The situation without the questions."""
    return {name: value for name, value in values.items() if value != {MONTH: None}}


def _must_agree(evaluation: Evaluation, trace: dict[str, Any], calculated: list[Any]) -> None:
    """A comparison of speed is worth nothing if the answers differ."""
    assert evaluation.verdict == "met" and all(calculated[1:])
    assert evaluation.amount == Decimal(str(calculated[0])) == Decimal(str(trace[f"amount<{MONTH}>"]["value"][0]))


if __name__ == "__main__":
    run()
