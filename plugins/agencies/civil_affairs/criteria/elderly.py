"""Who gets the subsidy for old people in need (经济困难老年人补贴), and how much (R6.1)."""

from plugins.api import any_member, clause, criterion, eligible, household, lookup, member, parameter, received

from .common import ELDERLY, LOW_INCOME, ON_ALLOWANCE, is_local

DOCUMENT = "清民发〔2026〕21号"

VERY_OLD = member.age >= parameter("civil-affairs.very_old_age")

ELIGIBLE = eligible(
    is_local(DOCUMENT, "第二条"),
    criterion(
        "old",
        any_member(ELDERLY),
        says="Somebody of the family is old enough",
        cite=clause(DOCUMENT, "第三条第一项"),
    ),
    criterion(
        "poor",
        ON_ALLOWANCE | LOW_INCOME,
        says="The family is on the living allowance, or its income per head is below the low-income limit",
        cite=clause(DOCUMENT, "第三条第二项"),
    ),
    criterion(
        "exclusive",
        ~received("destitute-support"),
        says="The family does not receive support for people in destitution, which pays for care already",
        cite=clause(DOCUMENT, "第六条"),
    ),
)
SUBSIDY = parameter("civil-affairs.elderly_subsidy") * household.members.count(ELDERLY & ~VERY_OLD)
MORE = parameter("civil-affairs.very_old_subsidy") * household.members.count(VERY_OLD)
CARE = lookup(
    member.self_care,
    {
        "full": 0,
        "half": parameter("civil-affairs.elderly_care_half"),
        "none": parameter("civil-affairs.elderly_care_none"),
    },
)
AMOUNT = SUBSIDY + MORE + household.members.sum(CARE, where=ELDERLY)
