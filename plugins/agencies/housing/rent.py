"""Subsidy for the rent of families who own little or no room in town (公租房租赁补贴, R6.4).

What a family lacks in floor area is paid for by the square metre, in three steps of need, and never more than the
rent itself.
"""

from plugins.api import (
    Condition,
    Term,
    at_least,
    at_most,
    clause,
    criterion,
    eligible,
    household,
    named,
    parameter,
    rounded,
)

from .facts import OWN_AREA, PUBLIC_RENTAL, RENT
from .need import low_income_urban, recognised

DOCUMENT = "清建发〔2026〕7号"
guaranteed = parameter("housing.area_per_head")
own_per_head = named("Own floor area per head", household[OWN_AREA] / household.size)
within_limit = household.income_per_head <= parameter("housing.income_limit")


def share(who: Condition, rate: str) -> Term:
    """Subsidy a month for what each member lacks, for families of one category; nobody belongs to two."""
    missing = at_least(guaranteed - own_per_head, 0)
    return household.members.sum(missing * parameter("housing.subsidy_per_m2") * parameter(rate), where=who)


SUBSIDY = (
    share(recognised, "housing.rate_recognised")
    + share(~recognised & low_income_urban, "housing.rate_low_income")
    + share(~recognised & ~low_income_urban & within_limit, "housing.rate_within_limit")
)
AMOUNT = at_most(rounded(SUBSIDY, to="yuan", how="up"), household[RENT])

ELIGIBLE = eligible(
    criterion(
        "local",
        household.registered_here | household.lives_here,
        says="The household is registered in this county or has lived here for half a year",
        cite=clause(DOCUMENT, "第三条第一项"),
    ),
    criterion(
        "in-town",
        household.residence == "urban",
        says="The family lives in town",
        cite=clause(DOCUMENT, "第三条第一项"),
    ),
    criterion(
        "in-need",
        recognised | low_income_urban | within_limit,
        says="The family is recognised as in need, or its income per head is within the limit",
        cite=clause(DOCUMENT, "第三条第二项"),
    ),
    criterion(
        "little-room",
        own_per_head < guaranteed,
        says="The family owns no home, or one too small for so many people",
        cite=clause(DOCUMENT, "第三条第三项"),
    ),
    criterion(
        "no-public-home",
        ~household[PUBLIC_RENTAL],
        says="The family does not live in a public rental home",
        cite=clause(DOCUMENT, "第四条"),
    ),
    criterion(
        "pays-rent",
        household[RENT] > 0,
        says="The family rents a home and pays for it",
        cite=clause(DOCUMENT, "第五条"),
    ),
)
