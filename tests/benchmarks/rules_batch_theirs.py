"""The rules of `rules-batch` in OpenFisca, and once more by hand in numpy for orientation.

OpenFisca has no unknown: both take data in which everything is known. Money is whole yuan here, so that its 32-bit
floats hold every sum exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from plugins.api import COMMON

from .rules_batch_data import CHOICES, ON, Arrays

MONTH = "2026-09"
Person = build_entity("person", "persons", "A person", is_person=True)
Family = build_entity(
    "family", "families", "A household", roles=[{"key": "member", "plural": "members", "label": "Member"}]
)


def _enum(path: str) -> type[Enum]:
    return Enum(path, {value: value for value in COMMON[path].values})  # type: ignore[return-value]


ENUMS = {key: _enum(f"{'household' if key == 'residence' else 'member'}.{key}") for key in CHOICES}
INPUTS: dict[str, tuple[Any, type]] = {
    "birth_date": (Person, date),
    "registered_here": (Family, bool),
    "lives_here": (Family, bool),
    "maintenance_monthly": (Family, float),
    "savings": (Family, float),
    "vehicles": (Family, int),
    "homes": (Family, int),
    "floor_area": (Family, float),
    "allowance": (Family, bool),
    "income_monthly": (Person, float),
    "seriously_ill": (Person, bool),
    "insured": (Person, bool),
    "medical_costs": (Person, float),
    "wants_work": (Person, bool),
}
PUPILS = ("primary", "junior", "senior", "vocational")
WORKING = ("employed", "casual", "farming", "self_employed")


def _one_of(values: Any, key: str, *names: str) -> Any:
    found = values == ENUMS[key][names[0]]
    for name in names[1:]:
        found = found | (values == ENUMS[key][name])
    return found


FORMULAS: dict[str, tuple[Any, type, Callable[[Any, Any], Any]]] = {
    "age": (Person, int, lambda p, t: _age(p("birth_date", t), t)),
    "pupil_person": (Person, bool, lambda p, t: _one_of(p("in_school", t), "in_school", *PUPILS)),
    "graded_person": (Person, bool, lambda p, t: _one_of(p("disability", t), "disability", "grade1", "grade2")),
    "standard": (Family, float, lambda f, t: numpy.where(f("residence", t) == ENUMS["residence"]["urban"], 735, 590)),
    "income": (Family, float, lambda f, t: f.sum(f.members("income_monthly", t))),
    "counted": (Family, float, lambda f, t: f("income", t) + f("maintenance_monthly", t)),
    "costs": (Family, float, lambda f, t: f.sum(f.members("medical_costs", t))),
    "allowance/local": (Family, bool, lambda f, t: f("registered_here", t) | f("lives_here", t)),
    "allowance/income": (Family, bool, lambda f, t: f("counted", t) < f("standard", t) * f.nb_persons()),
    "allowance/savings": (Family, bool, lambda f, t: f("savings", t) <= f("standard", t) * 24 * f.nb_persons()),
    "allowance/property": (Family, bool, lambda f, t: (f("homes", t) <= 1) & (f("vehicles", t) <= 0)),
    "elderly/old": (Family, bool, lambda f, t: f.any(f.members("age", t) >= 80)),
    "elderly/poor": (Family, bool, lambda f, t: f("counted", t) < f("standard", t) * 1.5 * f.nb_persons()),
    "education/pupil": (Family, bool, lambda f, t: f.any(f.members("pupil_person", t))),
    "education/poor": (Family, bool, lambda f, t: f("allowance", t) | (f("income", t) < 1500 * f.nb_persons())),
    "medical/ill": (Family, bool, lambda f, t: f.any(f.members("seriously_ill", t) & f.members("insured", t))),
    "medical/costs": (Family, bool, lambda f, t: f("costs", t) >= 5000),
    "medical/poor": (Family, bool, lambda f, t: f("income", t) < 1500 * f.nb_persons()),
    "disability/graded": (Family, bool, lambda f, t: f.any(f.members("graded_person", t))),
    "disability/insured": (Family, bool, lambda f, t: f.all(f.members("insured", t))),
    "employment/able": (Family, bool, lambda f, t: f.sum(_able(f.members, t)) >= 1),
    "employment/idle": (Family, bool, lambda f, t: ~f.any(_one_of(f.members("work", t), "work", *WORKING))),
    "employment/wants": (
        Family,
        bool,
        lambda f, t: f.any(f.members("wants_work", t) & _one_of(f.members("work", t), "work", "unemployed")),
    ),
    "children/child": (Family, bool, lambda f, t: f.any(f.members("age", t) < 18)),
    "children/alone": (
        Family,
        bool,
        lambda f, t: ~f.any((f.members("age", t) >= 18) & _one_of(f.members("self_care", t), "self_care", "full")),
    ),
    "children/young": (Family, bool, lambda f, t: f.min(f.members("age", t)) < 16),
    "housing/town": (Family, bool, lambda f, t: f("residence", t) == ENUMS["residence"]["urban"]),
    "housing/none": (Family, bool, lambda f, t: f("homes", t) <= 0),
    "housing/crowded": (Family, bool, lambda f, t: f("floor_area", t) < 15 * f.nb_persons()),
    "housing/poor": (Family, bool, lambda f, t: f("counted", t) < f("standard", t) * 1.5 * f.nb_persons()),
}
CRITERIA = tuple(name for name in FORMULAS if "/" in name)


def _age(births: Any, period: Any) -> Any:
    """As OpenFisca's own template counts it, on the day itself instead of the first of the month."""
    years = births.astype("datetime64[Y]").astype(int) + 1970
    months = births.astype("datetime64[M]").astype(int) % 12 + 1
    days = (births - births.astype("datetime64[M]") + 1).astype(int)
    past = (months < ON.month) + (months == ON.month) * (days <= ON.day)
    return numpy.where(past, ON.year - years, ON.year - years - 1)


def _able(members: Any, t: Any) -> Any:
    age = members("age", t)
    return (age >= 16) & (age <= 59) & ~_one_of(members("work", t), "work", "unable", "minor")


def _verdict(key: str) -> Callable[[Any, Any], Any]:
    parts = [name for name in CRITERIA if name.startswith(key + "/")]
    return lambda f, t: numpy.logical_and.reduce([f(name, t) for name in parts])


AMOUNTS: dict[str, Callable[[Any, Any], Any]] = {
    "allowance": lambda f, t: numpy.ceil(numpy.maximum(f("standard", t) * f.nb_persons() - f("counted", t), 0)),
    "education": lambda f, t: 1250 * f.sum(f.members("pupil_person", t)),
    "medical": lambda f, t: numpy.floor(f("costs", t) * 0.7),
    "disability": lambda f, t: 120 * f.sum(f.members("graded_person", t)),
}
SCHEMES = tuple(dict.fromkeys(name.partition("/")[0] for name in CRITERIA))


def system() -> TaxBenefitSystem:
    """All rules as variables: a verdict for each scheme, amounts where it is met."""
    made = TaxBenefitSystem([Person, Family])
    for key, enum in ENUMS.items():
        entity = Family if key == "residence" else Person
        first = next(iter(enum))
        made.add_variable(_variable(key, entity, Enum, possible_values=enum, default_value=first))
    for key, (entity, kind) in INPUTS.items():
        made.add_variable(_variable(key, entity, kind))
    for name, (entity, kind, formula) in FORMULAS.items():
        made.add_variable(_variable(name, entity, kind, formula=formula))
    for key in SCHEMES:
        made.add_variable(_variable(f"{key}/verdict", Family, bool, formula=_verdict(key)))
    for key, amount in AMOUNTS.items():
        made.add_variable(_variable(f"{key}/amount", Family, float, formula=_paid(key, amount)))
    return made


def _paid(key: str, amount: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda f, t: numpy.where(f(f"{key}/verdict", t), amount(f, t), 0)


def _variable(name: str, entity: Any, kind: type, **more: Any) -> type:
    return type(name, (Variable,), {"value_type": kind, "entity": entity, "definition_period": DateUnit.MONTH} | more)


_DTYPES = {float: numpy.float32, int: numpy.int32, bool: bool, date: "datetime64[D]"}


def inputs(households: Arrays, members: Arrays) -> dict[str, Any]:
    """What OpenFisca takes in, in its own types; made before the clock starts."""
    found = {}
    for key, (entity, kind) in INPUTS.items():
        found[key] = (households if entity is Family else members)[key].astype(_DTYPES[kind])
    for key, enum in ENUMS.items():
        codes = (households if key == "residence" else members)[key]
        found[key] = EnumArray(codes.astype(numpy.uint8), enum)
    return found


def assembled(made: TaxBenefitSystem, households: Any, persons: Any, owners: Any) -> Simulation:
    """People put into their households from the ids of both, the way OpenFisca documents for data in arrays."""
    builder = SimulationBuilder()
    builder.create_entities(made)
    builder.declare_person_entity("person", persons)
    family = builder.declare_entity("family", households)
    builder.join_with_persons(family, owners, numpy.full(len(owners), "member"))
    return builder.build(made)


def calculate(simulation: Simulation, given: dict[str, Any]) -> dict[str, Any]:
    """From arrays to the verdict, the criteria and the amount of every scheme."""
    for key, values in given.items():
        simulation.set_input(key, MONTH, values)
    names = [f"{key}/verdict" for key in SCHEMES] + list(CRITERIA) + [f"{key}/amount" for key in AMOUNTS]
    return {name: simulation.calculate(name, MONTH) for name in names}
