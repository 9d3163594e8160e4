"""One grant for a union member whose family came into difficulty, by what brought it there."""

from plugins.api import (
    Agency,
    FactDefinition,
    Scheme,
    applicant,
    at_most,
    clause,
    criterion,
    eligible,
    hookimpl,
    household,
    lookup,
    member,
    parameter,
)

MEMBER = FactDefinition(
    "trade-union.member",
    "applicant",
    "boolean",
    "Member of a trade union",
    hint="The union of your company, or of your trade.",
    required=True,
)
YEARS = FactDefinition(
    "trade-union.years",
    "applicant",
    "count",
    "Years of membership",
    unit="year",
    range=(0, 80),
)
DOCUMENT = "清工发〔2026〕5号"
grown_up = member.age >= parameter("trade-union.grown_up_age")

ELIGIBLE = eligible(
    criterion(
        "union-member",
        applicant[MEMBER] & (applicant[YEARS] >= parameter("trade-union.least_years")),
        says="The applicant has been in the union long enough",
        cite=clause(DOCUMENT, "第二条"),
    ),
    criterion(
        "income",
        household.income_per_head <= parameter("trade-union.income_limit"),
        says="The income per head is within the limit",
        cite=clause(DOCUMENT, "第三条"),
    ),
    criterion(
        "cause",
        applicant.cause.is_in("illness", "disability", "schooling", "unemployment", "accident"),
        says="The difficulty comes from illness, disability, schooling, loss of work or an accident",
        cite=clause(DOCUMENT, "第四条"),
    ),
)
_SMALL = parameter("trade-union.grant")
_LARGE = parameter("trade-union.grant_ill")
GRANT = lookup(
    applicant.cause,
    {
        "illness": _LARGE,
        "disability": _LARGE,
        "accident": _LARGE,
        "schooling": _SMALL,
        "unemployment": _SMALL,
        "age": _SMALL,
        "other": _SMALL,
    },
)
AMOUNT = at_most(GRANT * household.members.count(~grown_up) + GRANT, parameter("trade-union.largest_grant"))

WORKER_AID = Scheme(
    key="worker-aid",
    name="困难职工帮扶",
    agency="trade-union",
    eligible=ELIGIBLE,
    amount=AMOUNT,
    per="once",
    process="agency-15",
    events=("work", "ill"),
    summary="A grant for union members whose family is in difficulty",
)


@hookimpl
def agency() -> Agency:
    return Agency("trade-union", "总工会", "Help for workers and their families")


@hookimpl
def facts() -> list[FactDefinition]:
    return [MEMBER, YEARS]


@hookimpl
def schemes() -> list[Scheme]:
    return [WORKER_AID]
