"""Who gets education aid, and how much (R6.2)."""

from plugins.api import any_member, clause, criterion, eligible, household, member, parameter, received

AID_PER_TERM = parameter("education.aid_per_term")
pupil = member.in_school.is_in("primary", "junior", "senior", "vocational")

ELIGIBLE = eligible(
    criterion(
        "pupil",
        any_member(pupil),
        says="A child of the household goes to school",
        cite=clause("清教发〔2026〕7号", "第四条"),
    ),
    criterion(
        "poor",
        received("minimum-living-allowance") | (household.income_per_head < parameter("education.income_limit")),
        says="The household is recognised as in need, or its income per head is below the limit",
        cite=clause("清教发〔2026〕7号", "第五条"),
    ),
)
AMOUNT = AID_PER_TERM * household.members.count(pupil)
