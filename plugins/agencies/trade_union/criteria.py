"""Who gets the union's grant for workers in difficulty, and how much (困难职工帮扶, R6.7).

Unions help families of members in work or laid off, in two grades: those whose income is below a multiple of the
standard, and those above it whom a grave illness or the costs of schooling press. A household on the minimum living
allowance may get it on top: the grant is a gift of the union's own funds, paid once, and replaces no allowance.
People in destitution are kept by the state altogether, and a family with a second home or a second car is not in
difficulty.
"""

from plugins.api import (
    any_member,
    applicant,
    at_most,
    clause,
    criterion,
    eligible,
    household,
    lookup,
    member,
    named,
    parameter,
    received,
)

from .facts import MEMBER

DOCUMENT = "清工发〔2026〕5号"
STANDARD = lookup(
    household.residence,
    {"urban": parameter("civil-affairs.standard_urban"), "rural": parameter("civil-affairs.standard_rural")},
)
WORKER = member[MEMBER] & member.work.is_in("employed", "casual", "unemployed")
# Pupils beyond the years of compulsory schooling: what their school costs, the family pays.
PUPIL = member.in_school.is_in("senior", "vocational", "college")
COSTS = named("Costs of illness and schooling", household.members.sum(member.medical_costs + member.school_costs))

RECOGNISED = received("minimum-living-allowance") | received("single-person-allowance")
POOR = household.income_per_head < STANDARD * parameter("trade-union.income_times")
PRESSED = (household.income_per_head < STANDARD * parameter("trade-union.pressed_times")) & (
    any_member(member.seriously_ill) | (COSTS >= parameter("trade-union.costs_from"))
)

ELIGIBLE = eligible(
    criterion(
        "worker",
        any_member(WORKER),
        says="A member of the union in the family is in work or has lost it",
        cite=clause(DOCUMENT, "第三条"),
    ),
    criterion(
        "hardship",
        RECOGNISED | POOR | PRESSED,
        says="The income per head is low, or illness or schooling presses the family",
        cite=clause(DOCUMENT, "第四条"),
    ),
    criterion(
        "property",
        (household.homes <= parameter("trade-union.homes_limit"))
        & (household.vehicles <= parameter("trade-union.vehicles_limit")),
        says="Homes and motor vehicles are within the limit",
        cite=clause(DOCUMENT, "第五条"),
    ),
    criterion(
        "not-destitute",
        ~received("destitute-support"),
        says="The household is not supported as destitute",
        cite=clause(DOCUMENT, "第六条"),
    ),
)
_HEAVY, _MIDDLE, _LIGHT = (parameter(f"trade-union.grant_{grade}") for grade in ("heavy", "middle", "light"))
GRANT = lookup(
    applicant.cause,
    {
        "illness": _HEAVY,
        "disability": _HEAVY,
        "accident": _HEAVY,
        "schooling": _MIDDLE,
        "unemployment": _MIDDLE,
        "age": _LIGHT,
        "other": _LIGHT,
    },
)
AMOUNT = at_most(
    GRANT + parameter("trade-union.per_pupil") * household.members.count(PUPIL),
    parameter("trade-union.largest_grant"),
)
