"""Who gets temporary assistance (临时救助), for heavy expenses or in an emergency, and how much (R6.1, R6.10).

For expenses the county gives a range and an officer chooses within it; in an emergency the rule itself says the
amount. Temporary assistance may stand beside every other scheme.
"""

from plugins.agencies.civil_affairs.facts import (
    CANNOT_COPE,
    EMERGENCY_COSTS,
    HAPPENED_ON,
    HELPED_BEFORE,
    HELPED_ON,
    SUDDEN_EVENT,
)
from plugins.api import (
    Criterion,
    amount_range,
    any_member,
    applicant,
    at_most,
    clause,
    criterion,
    eligible,
    household,
    lookup,
    member,
    months_since,
    named,
    parameter,
    rounded,
)

from .common import INCOME, REGULATION, SAVINGS_PER_HEAD, STANDARD, is_local

DOCUMENT = "清民发〔2026〕20号"

PATIENT = member.seriously_ill & (member.medical_costs > 0)
PUPIL = member.in_school.is_in("kindergarten", "primary", "junior", "senior", "vocational", "college")
PAYING_PUPIL = PUPIL & (member.school_costs > 0)
EXPENSES = household.members.sum(member.medical_costs, where=member.seriously_ill) + household.members.sum(
    member.school_costs, where=PUPIL
)
# Incomes are monthly, expenses those of the last twelve months.
MONTHS = parameter("civil-affairs.expense_months")
YEARLY_INCOME = INCOME * MONTHS
AVERAGE_INCOME = lookup(
    household.residence,
    {
        "urban": parameter("civil-affairs.average_income_urban"),
        "rural": parameter("civil-affairs.average_income_rural"),
    },
)
SAVINGS_LIMIT = STANDARD * parameter("civil-affairs.temporary_savings_months")
NOT_AGAIN = ~applicant[HELPED_BEFORE] | (months_since(applicant[HELPED_ON]) >= parameter("civil-affairs.again_after"))


def not_again() -> Criterion:
    """For one cause the family is helped once in so many months."""
    return criterion(
        "again",
        NOT_AGAIN,
        says="The family has not been helped for the same cause a short time ago",
        cite=clause(DOCUMENT, "第十条"),
    )


EXPENSE = eligible(
    is_local(DOCUMENT, "第二条"),
    criterion(
        "expense",
        any_member(PATIENT) | any_member(PAYING_PUPIL),
        says="The family pays for a grave illness or for schooling itself",
        cite=clause(DOCUMENT, "第四条第一款"),
    ),
    criterion(
        "income",
        named("Yearly income per head", YEARLY_INCOME / household.size)
        < named("average income of the county", AVERAGE_INCOME),
        says="The yearly income per head is below the county's average",
        cite=clause(DOCUMENT, "第四条第二款"),
    ),
    criterion(
        "hardship",
        named("Yearly income per head that is left", (YEARLY_INCOME - EXPENSES) / household.size) < STANDARD * MONTHS,
        says="What is left after these expenses is below the standard",
        cite=clause(DOCUMENT, "第四条第三款"),
    ),
    criterion(
        "savings",
        SAVINGS_PER_HEAD <= SAVINGS_LIMIT,
        says="The savings per head are within the limit",
        cite=clause(DOCUMENT, "第四条第四款"),
    ),
    not_again(),
)
# Whatever the family's home, the range is counted in months of the standard in town.
URBAN = parameter("civil-affairs.standard_urban")
MOST_MONTHS = household.members.max(
    parameter("civil-affairs.illness_most"), where=PATIENT, otherwise=parameter("civil-affairs.schooling_most")
)
LEAST_MONTHS = household.members.max(
    parameter("civil-affairs.illness_least"), where=PATIENT, otherwise=parameter("civil-affairs.schooling_least")
)
EXPENSE_RANGE = amount_range(
    rounded(URBAN * LEAST_MONTHS, to="fen", how="up"),
    rounded(URBAN * MOST_MONTHS, to="fen", how="up"),
    cite=clause(DOCUMENT, "第六条"),
)

EMERGENCY = eligible(
    criterion(
        "sudden",
        applicant[SUDDEN_EVENT].is_in("accident", "illness", "death", "other"),
        says="Something happened suddenly: an accident, a grave illness, a death or the like",
        cite=clause(REGULATION, "第四十七条"),
    ),
    criterion(
        "recent",
        months_since(applicant[HAPPENED_ON]) < parameter("civil-affairs.emergency_months"),
        says="It happened a short time ago",
        cite=clause(DOCUMENT, "第七条"),
    ),
    criterion(
        "need",
        applicant[CANNOT_COPE],
        says="The family cannot get by at present without help",
        cite=clause(REGULATION, "第四十七条"),
    ),
    criterion(
        "costs",
        household[EMERGENCY_COSTS] > 0,
        says="Money is needed to get through",
        cite=clause(DOCUMENT, "第八条第一款"),
    ),
    not_again(),
)
EMERGENCY_AMOUNT = at_most(household[EMERGENCY_COSTS], parameter("civil-affairs.emergency_most"))
