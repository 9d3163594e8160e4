"""What several schemes of civil affairs measure a family by: the standard, income, property, kinds of people.

The standard differs between town and country. Support that relatives outside the household owe by law counts as
income whether or not it is paid, so it is added before the income is shared by heads.
"""

from plugins.agencies.civil_affairs.facts import DISABILITY_KIND
from plugins.api import Criterion, clause, criterion, household, lookup, member, named, parameter, received

# 社会救助暂行办法: the State Council's regulation behind all of these schemes.
REGULATION = "《社会救助暂行办法》（国务院令第649号）"

STANDARD = named(
    "standard",
    lookup(
        household.residence,
        {"urban": parameter("civil-affairs.standard_urban"), "rural": parameter("civil-affairs.standard_rural")},
    ),
)
INCOME = household.income_monthly + household.maintenance_monthly
PER_HEAD = named("Monthly income per head", INCOME / household.size)
# Nobody defines a family of low income (低收入家庭) for all counties, so it is a parameter: below so many standards.
LOW_INCOME_LIMIT = named("low-income limit", STANDARD * parameter("civil-affairs.low_income_times"))
LOW_INCOME = PER_HEAD < LOW_INCOME_LIMIT

LOCAL = household.registered_here | household.lives_here
SAVINGS_PER_HEAD = named("Savings per head", household.savings / household.size)
SAVINGS_LIMIT = STANDARD * parameter("civil-affairs.savings_months")
PROPERTY = (household.homes <= parameter("civil-affairs.homes_limit")) & (
    household.vehicles <= parameter("civil-affairs.vehicles_limit")
)

# A grade 3 of these two kinds is severe as well.
SEVERELY_DISABLED = member.disability.is_in("grade1", "grade2") | (
    (member.disability == "grade3") & member[DISABILITY_KIND].is_in("intellectual", "mental")
)
MINOR = member.age < parameter("civil-affairs.adult_age")
ELDERLY = member.age >= parameter("civil-affairs.elderly_age")

ON_ALLOWANCE = received("minimum-living-allowance") | received("single-person-allowance")


def is_local(document: str, part: str) -> Criterion:
    """The criterion of every scheme that belongs to those who are registered or live here."""
    return criterion(
        "local",
        LOCAL,
        says="The household is registered in this county or has lived here for half a year",
        cite=clause(document, part),
    )


def has_little_property(document: str, savings: str, property: str) -> tuple[Criterion, Criterion]:
    """The two criteria on what a family owns; the clauses as `第五条第一项`."""
    return (
        criterion(
            "savings",
            SAVINGS_PER_HEAD <= SAVINGS_LIMIT,
            says="The savings per head are within the limit",
            cite=clause(document, savings),
        ),
        criterion(
            "property", PROPERTY, says="Homes and motor vehicles are within the limit", cite=clause(document, property)
        ),
    )
