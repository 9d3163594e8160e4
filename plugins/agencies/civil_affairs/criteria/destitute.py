"""Who is supported as a person in destitution (特困人员救助供养), and how much: basic living and care (R6.1).

Three things together (State Council regulation, article 14): unable to work, no source of living, and nobody who by
law must and can support them. Minors are those under 18: "up to 18" is read so.
"""

from plugins.agencies.civil_affairs.facts import SUPPORTER
from plugins.api import any_member, clause, criterion, eligible, household, lookup, member, named, parameter, received

from .common import ELDERLY, MINOR, REGULATION, SEVERELY_DISABLED, STANDARD, has_little_property, is_local

DOCUMENT = "清民发〔2026〕19号"

UNABLE = ELDERLY | MINOR | SEVERELY_DISABLED
UNSUPPORTED = member[SUPPORTER].is_in("none", "unable")
WITHOUT_INCOME = member.income_monthly < STANDARD
DESTITUTE = UNABLE & UNSUPPORTED & WITHOUT_INCOME

ELIGIBLE = eligible(
    is_local(DOCUMENT, "第二条"),
    criterion(
        "unable",
        any_member(UNABLE),
        says="Somebody of the family cannot work: old, under age or severely disabled",
        cite=clause(DOCUMENT, "第三条第一项"),
    ),
    criterion(
        "unsupported",
        any_member(UNABLE & UNSUPPORTED),
        says="Nobody must by law support this person, or those who must are unable to",
        cite=clause(REGULATION, "第十四条"),
    ),
    criterion(
        "source",
        any_member(DESTITUTE),
        says="This person has no source of living: the own income is below the standard",
        cite=clause(DOCUMENT, "第三条第二项"),
    ),
    *has_little_property(DOCUMENT, "第四条第一项", "第四条第二项"),
    criterion(
        "exclusive",
        ~received("minimum-living-allowance") & ~received("single-person-allowance") & ~received("child-welfare"),
        says="The family does not receive a living allowance or the allowance for children already",
        cite=clause(DOCUMENT, "第九条"),
    ),
)

BASIC_LIVING = named(
    "basic living",
    lookup(
        household.residence,
        {"urban": parameter("civil-affairs.destitute_urban"), "rural": parameter("civil-affairs.destitute_rural")},
    ),
)
CARE = named(
    "care",
    lookup(
        member.self_care,
        {
            "full": parameter("civil-affairs.care_full"),
            "half": parameter("civil-affairs.care_half"),
            "none": parameter("civil-affairs.care_none"),
        },
    ),
)
AMOUNT = household.members.sum(BASIC_LIVING + CARE, where=DESTITUTE)
