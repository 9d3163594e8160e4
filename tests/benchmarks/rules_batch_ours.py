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


def _parameter(key: str, unit: str, value: str) -> ParameterDefinition:
    values = (ParameterValue(Decimal(value), date(2000, 1, 1), None, None, "made up"),)
    return ParameterDefinition(f"bench.{key}", unit, key, values)


BOOK = ParameterBook([_parameter(key, unit, value) for key, (unit, value) in VALUES.items()])
P = {key: parameter(f"bench.{key}") for key in VALUES}

STANDARD = lookup(household.residence, {"urban": P["urban"], "rural": P["rural"]})
INCOME = household.income_monthly + household.maintenance_monthly
PER_HEAD = INCOME / household.size
PUPIL = member.in_school.is_in("primary", "junior", "senior", "vocational")
COSTS = household.members.sum(member.medical_costs)
GRADED = member.disability.is_in("grade1", "grade2")
ABLE = member.age.between(P["from"], P["to"]) & ~member.work.is_in("unable", "minor")
WORKING = member.work.is_in("employed", "casual", "farming", "self_employed")

CRITERIA: dict[str, dict[str, Condition]] = {
    "allowance": {
        "local": household.registered_here | household.lives_here,
        "income": PER_HEAD < STANDARD,
        "savings": household.savings / household.size <= STANDARD * P["months"],
        "property": (household.homes <= P["limit"]) & (household.vehicles <= P["none"]),
    },
    "elderly": {"old": any_member(member.age >= P["old"]), "poor": PER_HEAD < STANDARD * P["margin"]},
    "education": {
        "pupil": any_member(PUPIL),
        "poor": received("allowance") | (household.income_per_head < P["low"]),
    },
    "medical": {
        "ill": any_member(member.seriously_ill & member.insured),
        "costs": COSTS >= P["threshold"],
        "poor": household.income_per_head < P["low"],
    },
    "disability": {"graded": any_member(GRADED), "insured": all_members(member.insured)},
    "employment": {
        "able": household.members.count(ABLE) >= P["limit"],
        "idle": ~any_member(WORKING),
        "wants": any_member(member.wants_work & member.work.is_in("unemployed")),
    },
    "children": {
        "child": any_member(member.age < P["adult"]),
        "alone": ~any_member((member.age >= P["adult"]) & member.self_care.is_in("full")),
        "young": household.members.min(member.age) < P["from"],
    },
    "housing": {
        "town": household.residence == "urban",
        "none": household.homes <= P["none"],
        "crowded": household.floor_area / household.size < P["area"],
        "poor": PER_HEAD < STANDARD * P["margin"],
    },
}
AMOUNTS: dict[str, tuple[Term, str]] = {
    "allowance": (rounded(at_least(STANDARD * household.size - INCOME, 0), to="yuan", how="up"), "month"),
    "education": (P["aid"] * household.members.count(PUPIL), "term"),
    "medical": (rounded(COSTS * P["share"], to="yuan", how="down"), "year"),
    "disability": (P["subsidy"] * household.members.count(GRADED), "month"),
}


def schemes(limit: int | None = None) -> list[Scheme]:
    """The schemes; with a limit only so many criteria, repeated with another number where there are not enough."""
    found = []
    left = limit if limit is not None else sum(map(len, CRITERIA.values()))
    for key, tests in CRITERIA.items():
        chosen = dict(list(tests.items())[:left])
        if chosen:
            amount, per = AMOUNTS.get(key, (None, "once"))
            items = [criterion(i, c, says=i, cite=clause("made up", "1")) for i, c in chosen.items()]
            found.append(Scheme(key, key, "bench", eligible(*items), per, "agency-15", amount=amount))
        left -= len(chosen)
    return found


def program(of: Sequence[Scheme] | None = None) -> BatchProgram:
    """The schemes compiled for the day."""
    chosen = schemes() if of is None else of
    return Programs().get([(s, check_scheme(s, COMMON, BOOK)) for s in chosen], COMMON, BOOK, ON)
