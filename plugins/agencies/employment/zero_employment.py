"""Families of working age none of whom has work (零就业家庭): the bureau finds work for at least one (R6.5)."""

from plugins.api import Scheme, all_members, any_member, clause, criterion, eligible, member, months_since, parameter

from .facts import REGISTERED, REGISTERED_SINCE
from .people import COUNTY, LAW, LOCAL, WORKING_AGE, WORKS

_REGISTERED = member[REGISTERED] & (months_since(member[REGISTERED_SINCE]) >= parameter("employment.registered_months"))

ELIGIBLE = eligible(
    LOCAL,
    criterion(
        "nobody-works",
        all_members(~WORKING_AGE | ~WORKS),
        says="Nobody of working age in the family has work",
        cite=clause(LAW, "第五十六条"),
    ),
    criterion(
        "seeker",
        any_member(WORKING_AGE & (member.work == "unemployed") & member.wants_work & _REGISTERED),
        says="Somebody of working age can work, wants to, and has been registered long enough",
        cite=clause(COUNTY, "第四条"),
    ),
)

ZERO_EMPLOYMENT = Scheme(
    key="zero-employment-family",
    name="零就业家庭就业援助",
    agency="employment",
    eligible=ELIGIBLE,
    per="service",
    process="service-10",
    events=("work", "poor"),
    summary="Work for at least one member of a family in which nobody has any",
)
