"""Who gets the minimum living allowance, and how much (R6.1).

The standard differs between town and country. Support that relatives outside the household owe by law counts as
income whether or not it is paid, so it is added before the income is shared by heads.
"""

from plugins.api import at_least, clause, criterion, eligible, household, lookup, named, parameter, rounded

STANDARD = named(
    "standard",
    lookup(
        household.residence,
        {"urban": parameter("civil-affairs.standard_urban"), "rural": parameter("civil-affairs.standard_rural")},
    ),
)
INCOME = household.income_monthly + household.maintenance_monthly
PER_HEAD = named("Monthly income per head", INCOME / household.size)
SAVINGS_PER_HEAD = named("Savings per head", household.savings / household.size)
SAVINGS_LIMIT = STANDARD * parameter("civil-affairs.savings_months")
DOCUMENT = "清民发〔2026〕18号"

ELIGIBLE = eligible(
    criterion(
        "local",
        household.registered_here | household.lives_here,
        says="The household is registered in this county or has lived here for half a year",
        cite=clause(DOCUMENT, "第二条"),
    ),
    criterion(
        "income",
        PER_HEAD < STANDARD,
        says="The income per head, with the support relatives owe by law, is below the standard",
        cite=clause(DOCUMENT, "第三条"),
    ),
    criterion(
        "savings",
        SAVINGS_PER_HEAD <= SAVINGS_LIMIT,
        says="The savings per head are within the limit",
        cite=clause(DOCUMENT, "第五条第一项"),
    ),
    criterion(
        "property",
        (household.homes <= parameter("civil-affairs.homes_limit"))
        & (household.vehicles <= parameter("civil-affairs.vehicles_limit")),
        says="Homes and motor vehicles are within the limit",
        cite=clause(DOCUMENT, "第五条第二项"),
    ),
)
AMOUNT = rounded(at_least(STANDARD * household.size - INCOME, 0), to="yuan", how="up")
