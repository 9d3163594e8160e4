"""A place at the county's quarterly job fair (招聘会登记), for whoever looks for work (R6.5)."""

from plugins.api import Scheme, any_member, clause, criterion, eligible

from .people import LOCAL, LOOKS_FOR_WORK, MEASURES

ELIGIBLE = eligible(
    LOCAL,
    criterion(
        "seeker",
        any_member(LOOKS_FOR_WORK),
        says="Somebody of working age has no steady job and wants help to find one",
        cite=clause(MEASURES, "第四十四条"),
    ),
)

JOB_FAIR = Scheme(
    key="job-fair",
    name="招聘会登记",
    agency="employment",
    eligible=ELIGIBLE,
    per="service",
    process="service-10",
    events=("work", "disability"),
    summary="A talk with an adviser and a place at the next job fair",
)
