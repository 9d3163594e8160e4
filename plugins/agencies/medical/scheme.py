"""The medical security bureau and its two schemes.

Both are settled in one stop where the hospital finds the person in the register: the grant comes off the bill on
leaving, and the claim is only its record. Claims by hand are for hospitals that cannot look people up.
"""

from plugins.api import (
    HOUSEHOLD_BOOK,
    ID_CARD,
    Agency,
    FactDefinition,
    LetterNote,
    Material,
    Scheme,
    hookimpl,
)

from . import grave, inpatient, notes
from .facts import FACTS, INPATIENT_COSTS

# Never asked, because offices look it up (R2.4): proof of insurance, of income, of the allowance or destitution, of
# disability, and bills of hospitals that settle with the insurance.
BILL = Material(
    "hospital-bill",
    "Bill of a hospital that does not settle directly",
    "Only where you paid everything yourself and had it refunded later, for example far from home.",
    per="member",
    required=False,
)
PAPERS = (ID_CARD, HOUSEHOLD_BOOK, BILL)

INPATIENT = Scheme(
    key="medical-aid-inpatient",
    name="一般住院医疗救助",
    agency="medical",
    eligible=inpatient.ELIGIBLE,
    amount=inpatient.AMOUNT,
    per="once",
    process="medical-25",
    events=("ill",),
    summary="Pays part of what is left of a hospital bill after the insurance; many hospitals deduct it at once",
    materials=PAPERS,
    evidence={INPATIENT_COSTS.path: "matched"},  # money is paid for what the bills say
)
SERIOUS_ILLNESS = Scheme(
    key="medical-aid-serious-illness",
    name="大病医疗救助",
    agency="medical",
    eligible=grave.ELIGIBLE,
    amount=grave.AMOUNT,
    per="once",
    process="medical-25",
    events=("ill",),
    summary="Pays part of the costs of a grave illness, also for families the illness made poor; "
    "many hospitals deduct it at once",
    materials=PAPERS,
    evidence={INPATIENT_COSTS.path: "matched"},  # money is paid for what the bills say
)


@hookimpl
def agency() -> Agency:
    return Agency("medical", "医疗保障局", "Help with hospital bills that are more than a family can bear")


@hookimpl
def facts() -> list[FactDefinition]:
    return FACTS


@hookimpl
def schemes() -> list[Scheme]:
    return [INPATIENT, SERIOUS_ILLNESS]


@hookimpl
def letters(kind: str) -> list[LetterNote]:
    return notes.of_letter(kind)
