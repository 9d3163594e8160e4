"""Who gets the minimum living allowance, for the family or for one person of it, and how much (R6.1)."""

from plugins.api import any_member, at_least, clause, criterion, eligible, household, member, received, rounded

from .common import INCOME, LOW_INCOME, PER_HEAD, SEVERELY_DISABLED, STANDARD, has_little_property, is_local

DOCUMENT = "清民发〔2026〕18号"

FAMILY = eligible(
    is_local(DOCUMENT, "第二条"),
    criterion(
        "income",
        PER_HEAD < STANDARD,
        says="The income per head, with the support relatives owe by law, is below the standard",
        cite=clause(DOCUMENT, "第三条"),
    ),
    *has_little_property(DOCUMENT, "第五条第一项", "第五条第二项"),
    criterion(
        "exclusive",
        ~received("destitute-support") & ~received("single-person-allowance"),
        says="The family does not receive support for people in destitution or the allowance for one person already",
        cite=clause(DOCUMENT, "第八条"),
    ),
)
FAMILY_AMOUNT = rounded(at_least(STANDARD * household.size - INCOME, 0), to="yuan", how="up")

# 单人保: somebody whom illness or disability keeps poor, in a family that is a little too well off for the allowance.
HARDEST_HIT = SEVERELY_DISABLED | member.seriously_ill
BELOW_STANDARD = member.income_monthly < STANDARD

PERSON = eligible(
    is_local(DOCUMENT, "第二条"),
    criterion(
        "person",
        any_member(HARDEST_HIT),
        says="Somebody of the family is severely disabled or gravely ill",
        cite=clause(DOCUMENT, "第七条第一款"),
    ),
    criterion(
        "own-income",
        any_member(HARDEST_HIT & BELOW_STANDARD),
        says="The income of that person alone is below the standard",
        cite=clause(DOCUMENT, "第七条第一款"),
    ),
    criterion(
        "low-income",
        LOW_INCOME,
        says="The income per head is below the low-income limit",
        cite=clause(DOCUMENT, "第七条第二款"),
    ),
    criterion(
        "above-standard",
        PER_HEAD >= STANDARD,
        says="The income per head is not below the standard; otherwise the whole family applies for the allowance",
        cite=clause(DOCUMENT, "第七条第三款"),
    ),
    *has_little_property(DOCUMENT, "第五条第一项", "第五条第二项"),
    criterion(
        "exclusive",
        ~received("minimum-living-allowance") & ~received("destitute-support"),
        says="The family does not receive the allowance or support for people in destitution already",
        cite=clause(DOCUMENT, "第八条"),
    ),
)
PERSON_AMOUNT = rounded(
    household.members.sum(at_least(STANDARD - member.income_monthly, 0), where=HARDEST_HIT), to="yuan", how="up"
)
