"""Courses in a trade or in starting a business (技能和创业培训), paid for members of families in need (R6.5)."""

from plugins.api import Scheme, any_member, clause, criterion, eligible, household, lookup, member, parameter

from .facts import COURSE, COURSES_THIS_YEAR
from .people import COUNTY, LOCAL, LOOKS_FOR_WORK, MEASURES, RECOGNISED, STANDARD

_DISABLED = member.disability.is_in("grade1", "grade2", "grade3", "grade4")
TRAINEE = (
    LOOKS_FOR_WORK
    & member[COURSE].is_in("skill", "business")
    & (member[COURSES_THIS_YEAR] < parameter("employment.courses_a_year"))
)
IN_NEED = RECOGNISED | (household.income_per_head < STANDARD * parameter("employment.income_times"))
# A disability opens the course to the disabled person alone, not to the whole family.
PAID_FOR = TRAINEE & (_DISABLED | IN_NEED)

ELIGIBLE = eligible(
    LOCAL,
    criterion(
        "trainee",
        any_member(TRAINEE),
        says="Somebody of working age without a job wants a course and has not yet had all that are paid in a year",
        cite=clause(COUNTY, "第七条"),
    ),
    criterion(
        "need",
        IN_NEED | any_member(TRAINEE & _DISABLED),
        says="The household is recognised as in need, its income per head is low, or the person is disabled",
        cite=clause(MEASURES, "第四十二条"),
    ),
)
AMOUNT = household.members.sum(
    lookup(
        member[COURSE],
        {
            "none": 0,
            "skill": parameter("employment.skill_course"),
            "business": parameter("employment.business_course"),
        },
    ),
    where=PAID_FOR,
)

TRAINING = Scheme(
    key="skills-training",
    name="技能和创业培训补贴",
    agency="employment",
    eligible=ELIGIBLE,
    amount=AMOUNT,
    per="once",
    process="service-10",
    events=("work", "poor", "disability"),
    summary="Pays for a course in a trade or in starting a business",
)
