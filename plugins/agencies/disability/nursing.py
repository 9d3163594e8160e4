"""The nursing subsidy for severely disabled people (重度残疾人护理补贴, R6.6)."""

from plugins.api import Scheme, any_member, clause, criterion, eligible, household, lookup, member, parameter

from .facts import OTHER_SUBSIDY
from .people import COUNTY, NOT_DESTITUTE, REGISTERED, SEEN_FOR_WORK

# Civil affairs asks which kind of disability it is; nobody is asked twice (R2.3).
_SEVERE = member.disability.is_in("grade1", "grade2") | (
    (member.disability == "grade3") & member["civil-affairs.disability_kind"].is_in("intellectual", "mental")
)
NURSED = _SEVERE & member.self_care.is_in("half", "none") & member[OTHER_SUBSIDY].is_in("none", "living")

ELIGIBLE = eligible(
    REGISTERED,
    criterion(
        "severe",
        any_member(NURSED),
        says="Somebody is severely disabled, needs long-term care and has no other care allowance",
        cite=clause(COUNTY, "第五条"),
    ),
    NOT_DESTITUTE,
)
AMOUNT = household.members.sum(
    lookup(
        member.disability,
        {
            "none": 0,
            "grade1": parameter("disability.nursing_grade1"),
            "grade2": parameter("disability.nursing_grade2"),
            "grade3": parameter("disability.nursing_grade3"),
            "grade4": 0,
        },
    ),
    where=NURSED,
)

NURSING = Scheme(
    key="disability-nursing-subsidy",
    name="重度残疾人护理补贴",
    agency="disability",
    eligible=ELIGIBLE,
    amount=AMOUNT,
    per="month",
    process="agency-15",
    events=("disability",),
    summary="Money every month for the care of somebody severely disabled",
    needs=SEEN_FOR_WORK,
)
