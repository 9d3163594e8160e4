"""The civil affairs bureau and its schemes."""

from plugins.api import (
    HOUSEHOLD_BOOK,
    ID_CARD,
    Agency,
    FactDefinition,
    LetterContext,
    LetterNote,
    Material,
    Panel,
    Scheme,
    hookimpl,
)

from .criteria import allowance, children, destitute, elderly, temporary
from .facts import FACTS
from .notes import of_letter
from .panels import GRANTS

AGENCY = "civil-affairs"
# Bills that went through the insurance are known; only the others are asked for (R2.4).
BILLS = Material(
    "bills",
    "Bills of the last twelve months",
    "Only what was not settled with the insurance at the hospital, and fees paid to a school. Photos are enough.",
    required=False,
)
# Relief comes first; who has lost the papers brings them later (R7.1).
ID_CARD_LATER = Material(ID_CARD.key, ID_CARD.label, ID_CARD.hint, per="member", required=False)

ALLOWANCE = Scheme(
    key="minimum-living-allowance",
    name="最低生活保障",
    agency=AGENCY,
    eligible=allowance.FAMILY,
    amount=allowance.FAMILY_AMOUNT,
    per="month",
    process="allowance-12",
    events=("poor", "ill", "disability", "old", "work"),
    summary="A monthly allowance that lifts the family's income to the standard",
)
SINGLE_PERSON = Scheme(
    key="single-person-allowance",
    name="最低生活保障（单人保）",
    agency=AGENCY,
    eligible=allowance.PERSON,
    amount=allowance.PERSON_AMOUNT,
    per="month",
    process="allowance-12",
    events=("ill", "disability"),
    summary="The allowance for one severely disabled or gravely ill person whose family is just above the standard",
)
DESTITUTE = Scheme(
    key="destitute-support",
    name="特困人员救助供养",
    agency=AGENCY,
    eligible=destitute.ELIGIBLE,
    amount=destitute.AMOUNT,
    per="month",
    process="allowance-12",
    events=("old", "disability", "poor"),
    summary="Basic living and care for people who cannot work, have no income and nobody to support them",
)
EXPENSE = Scheme(
    key="temporary-assistance-expense",
    name="临时救助（支出型）",
    agency=AGENCY,
    eligible=temporary.EXPENSE,
    amount_range=temporary.EXPENSE_RANGE,
    per="once",
    process="temporary-12",
    events=("ill", "school"),
    summary="Help once, when a grave illness or schooling costs more than the family can bear",
    materials=(ID_CARD, HOUSEHOLD_BOOK, BILLS),
)
EMERGENCY = Scheme(
    key="temporary-assistance-emergency",
    name="临时救助（急难型）",
    agency=AGENCY,
    eligible=temporary.EMERGENCY,
    amount=temporary.EMERGENCY_AMOUNT,
    per="once",
    process="emergency-5",
    events=("emergency", "ill"),
    summary="Help at once after a fire, an accident or another sudden misfortune, wherever you are registered",
    materials=(ID_CARD_LATER,),
)
ELDERLY = Scheme(
    key="elderly-subsidy",
    name="经济困难老年人补贴",
    agency=AGENCY,
    eligible=elderly.ELIGIBLE,
    amount=elderly.AMOUNT,
    per="month",
    process="allowance-12",
    events=("old", "poor"),
    summary="A monthly subsidy for old people in families in need, more for the very old and those who need care",
)
CHILDREN = Scheme(
    key="child-welfare",
    name="孤儿和困境儿童基本生活保障",
    agency=AGENCY,
    eligible=children.ELIGIBLE,
    amount=children.AMOUNT,
    per="month",
    process="allowance-12",
    events=("poor", "ill", "disability"),
    summary="A monthly allowance for children without parents, whose parents cannot look after them, or in hardship",
)


@hookimpl
def agency() -> Agency:
    return Agency(AGENCY, "民政局", "Help for families whose income is not enough to live on")


@hookimpl
def facts() -> tuple[FactDefinition, ...]:
    return FACTS


@hookimpl
def schemes() -> list[Scheme]:
    return [ALLOWANCE, SINGLE_PERSON, DESTITUTE, EXPENSE, EMERGENCY, ELDERLY, CHILDREN]


@hookimpl
def panels() -> list[Panel]:
    return [GRANTS]


@hookimpl
def letters(kind: str, context: LetterContext) -> list[LetterNote]:
    return of_letter(kind, context)
