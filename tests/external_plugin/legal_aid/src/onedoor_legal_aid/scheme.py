"""The costs of going to law, for families who cannot pay them, by what the dispute is about (R6.8)."""

from plugins.api import (
    Agency,
    Choice,
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
    received,
)

MATTER = FactDefinition(
    "legal-aid.matter",
    "applicant",
    "choice",
    "What the dispute is about",
    hint="Choose what comes closest; a lawyer looks at it with you.",
    sensitive=True,
    required=True,
    choices=(
        Choice("wages", "wages that were not paid"),
        Choice("injury", "an injury at work or on the road"),
        Choice("maintenance", "maintenance"),
        Choice("violence", "violence at home"),
        Choice("business", "business"),
        Choice("none", "no dispute"),
    ),
)
DEFENDANTS = FactDefinition(
    "legal-aid.defendants",
    "applicant",
    "count",
    "People or companies on the other side",
    range=(0, 100),
    hint="Write 0 if you do not know yet whom to sue.",
)
DOCUMENT = "清司发〔2026〕3号"
grown_up = member.age >= parameter("legal-aid.grown_up_age")

ELIGIBLE = eligible(
    criterion(
        "matter",
        applicant[MATTER].is_in("wages", "injury", "maintenance", "violence")
        & (applicant[DEFENDANTS] >= parameter("legal-aid.least_defendants")),
        says="The dispute is of a kind that is helped, and there is somebody on the other side",
        cite=clause(DOCUMENT, "第二条"),
    ),
    criterion(
        "income",
        received("minimum-living-allowance") | (household.income_per_head <= parameter("legal-aid.income_limit")),
        says="The household is recognised as in need, or its income per head is within the limit",
        cite=clause(DOCUMENT, "第三条"),
    ),
)
_SMALL = parameter("legal-aid.costs")
_LARGE = parameter("legal-aid.costs_with_expert")
COSTS = lookup(
    applicant[MATTER],
    {
        "wages": _SMALL,
        "injury": _LARGE,
        "maintenance": _SMALL,
        "violence": _LARGE,
        "business": _SMALL,
        "none": _SMALL,
    },
)
AMOUNT = at_most(COSTS * household.members.count(~grown_up) + COSTS, parameter("legal-aid.largest"))

LEGAL_AID = Scheme(
    key="legal-aid",
    name="法律援助",
    agency="legal-aid",
    eligible=ELIGIBLE,
    amount=AMOUNT,
    per="once",
    process="agency-15",
    events=("poor", "work"),
    summary="Pays the costs of a lawsuit that a family cannot pay",
)


@hookimpl
def agency() -> Agency:
    return Agency("legal-aid", "法律援助中心", "A lawyer for families who cannot pay one")


@hookimpl
def facts() -> list[FactDefinition]:
    return [MATTER, DEFENDANTS]


@hookimpl
def schemes() -> list[Scheme]:
    return [LEGAL_AID]
