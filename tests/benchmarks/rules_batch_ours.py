"""The rules of `rules-batch` in this project's language: eight schemes, 23 criteria, most of them about members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from plugins.api import (
    COMMON,
    Condition,
    Scheme,
    Term,
    all_members,
    any_member,
    at_least,
    clause,
    criterion,
    eligible,
    household,
    lookup,
    member,
    parameter,
    received,
    rounded,
)
from plugins.api.check import check_scheme
from plugins.api.parameters import ParameterBook, ParameterDefinition, ParameterValue
from plugins.batch import BatchProgram, Programs

from .rules_batch_data import ON

VALUES = {
    "urban": ("yuan/month", "735"),
    "rural": ("yuan/month", "590"),
    "months": ("month", "24"),
    "limit": ("count", "1"),
    "none": ("count", "0"),
    "margin": ("times", "1.5"),
    "old": ("age", "80"),
    "adult": ("age", "18"),
    "from": ("age", "16"),
    "to": ("age", "59"),
    "low": ("yuan/month", "1500"),
    "aid": ("yuan/term", "1250"),
    "threshold": ("yuan/year", "5000"),
    "share": ("times", "0.7"),
    "area": ("m2", "15"),
    "subsidy": ("yuan/month", "120"),
}
# The same rules once more with every number one higher: more criteria for the table of costs.
VARIANTS = (0, 1)


def _parameter(key: str, unit: str, value: Decimal) -> ParameterDefinition:
    values = (ParameterValue(value, date(2000, 1, 1), None, None, "made up"),)
    return ParameterDefinition(key, unit, key, values)


BOOK = ParameterBook(
    [
        _parameter(f"bench{variant}.{key}", unit, Decimal(value) + variant)
        for variant in VARIANTS
        for key, (unit, value) in VALUES.items()
    ]
)
INCOME = household.income_monthly + household.maintenance_monthly
PER_HEAD = INCOME / household.size
PUPIL = member.in_school.is_in("primary", "junior", "senior", "vocational")
COSTS = household.members.sum(member.medical_costs)
GRADED = member.disability.is_in("grade1", "grade2")
WORKING = member.work.is_in("employed", "casual", "farming", "self_employed")


def _rules(variant: int) -> tuple[dict[str, dict[str, Condition]], dict[str, tuple[Term, str]]]:
    """(criteria by scheme, amounts and how often they are paid)."""
    p = {key: parameter(f"bench{variant}.{key}") for key in VALUES}
    standard = lookup(household.residence, {"urban": p["urban"], "rural": p["rural"]})
    able = member.age.between(p["from"], p["to"]) & ~member.work.is_in("unable", "minor")
    criteria = {
        "allowance": {
            "local": household.registered_here | household.lives_here,
            "income": standard > PER_HEAD,
            "savings": household.savings / household.size <= standard * p["months"],
            "property": (household.homes <= p["limit"]) & (household.vehicles <= p["none"]),
        },
        "elderly": {"old": any_member(member.age >= p["old"]), "poor": standard * p["margin"] > PER_HEAD},
        "education": {
            "pupil": any_member(PUPIL),
            "poor": received("allowance") | (household.income_per_head < p["low"]),
        },
        "medical": {
            "ill": any_member(member.seriously_ill & member.insured),
            "costs": p["threshold"] <= COSTS,
            "poor": household.income_per_head < p["low"],
        },
        "disability": {"graded": any_member(GRADED), "insured": all_members(member.insured)},
        "employment": {
            "able": household.members.count(able) >= p["limit"],
            "idle": ~any_member(WORKING),
            "wants": any_member(member.wants_work & member.work.is_in("unemployed")),
        },
        "children": {
            "child": any_member(member.age < p["adult"]),
            "alone": ~any_member((member.age >= p["adult"]) & member.self_care.is_in("full")),
            "young": household.members.min(member.age) < p["from"],
        },
        "housing": {
            "town": household.residence == "urban",
            "none": household.homes <= p["none"],
            "crowded": household.floor_area / household.size < p["area"],
            "poor": standard * p["margin"] > PER_HEAD,
        },
    }
    amounts = {
        "allowance": (rounded(at_least(standard * household.size - INCOME, 0), to="yuan", how="up"), "month"),
        "education": (p["aid"] * household.members.count(PUPIL), "term"),
        "medical": (rounded(COSTS * p["share"], to="yuan", how="down"), "year"),
        "disability": (p["subsidy"] * household.members.count(GRADED), "month"),
    }
    return criteria, amounts


def _scheme(key: str, tests: dict[str, Condition], amount: tuple[Term, str] | None) -> Scheme:
    items = [criterion(i, c, says=i, cite=clause("made up", "1")) for i, c in tests.items()]
    term, per = amount or (None, "once")
    return Scheme(key, key, "bench", eligible(*items), per, "agency-15", amount=term)


def schemes() -> list[Scheme]:
    """The eight schemes."""
    criteria, amounts = _rules(0)
    return [_scheme(key, tests, amounts.get(key)) for key, tests in criteria.items()]


def some_criteria(count: int) -> list[Scheme]:
    """So many criteria and no amounts, taken in turn from all schemes, so that every count holds every kind."""
    found: list[dict[str, Condition]] = []
    for variant in VARIANTS:
        groups = _rules(variant)[0]
        longest = max(map(len, groups.values()))
        for position in range(longest):
            for key, tests in groups.items():
                for name, test in list(tests.items())[position : position + 1]:
                    found.append({f"{key}-{name}-{variant}": test})
    chosen = {name: test for tests in found[:count] for name, test in tests.items()}
    return [_scheme("all", chosen, None)]


def program(of: Sequence[Scheme] | None = None) -> BatchProgram:
    """The schemes compiled for the day."""
    chosen = schemes() if of is None else of
    return Programs().get([(s, check_scheme(s, COMMON, BOOK)) for s in chosen], COMMON, BOOK, ON)
