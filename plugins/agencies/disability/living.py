"""The living subsidy for disabled people in need (困难残疾人生活补贴, R6.6)."""

from plugins.api import Scheme, any_member, clause, criterion, eligible, household, lookup, member, parameter, received

from .facts import OTHER_SUBSIDY
from .people import CERTIFIED, COUNTY, NOT_DESTITUTE, ON_ALLOWANCE, REGISTERED, SEEN_FOR_WORK, STANDARD, STATE

_NO_ORPHAN = ~received("child-welfare") | (member.age >= parameter("disability.grown_up_age"))
SUBSIDISED = CERTIFIED & _NO_ORPHAN & member[OTHER_SUBSIDY].is_in("none", "care")

ELIGIBLE = eligible(
    REGISTERED,
    criterion(
        "disabled",
        any_member(SUBSIDISED),
        says="Somebody has a disability certificate and no other living allowance for the same need",
        cite=clause(STATE, "补贴对象、政策衔接"),
    ),
    criterion(
        "need",
        ON_ALLOWANCE | (household.income_per_head < STANDARD * parameter("disability.income_times")),
        says="The household is on the minimum living allowance, or its income per head is below the limit",
        cite=clause(COUNTY, "第四条"),
    ),
    NOT_DESTITUTE,
)
_SEVERE, _OTHER = parameter("disability.living_severe"), parameter("disability.living_other")
AMOUNT = household.members.sum(
    lookup(member.disability, {"none": 0, "grade1": _SEVERE, "grade2": _SEVERE, "grade3": _OTHER, "grade4": _OTHER}),
    where=SUBSIDISED,
)

LIVING = Scheme(
    key="disability-living-subsidy",
    name="困难残疾人生活补贴",
    agency="disability",
    eligible=ELIGIBLE,
    amount=AMOUNT,
    per="month",
    process="agency-15",
    events=("disability", "poor"),
    summary="Money every month for what living with a disability costs more",
    needs=SEEN_FOR_WORK,
)
