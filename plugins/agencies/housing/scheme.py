"""The housing bureau and its two schemes."""

from plugins.api import (
    HOUSEHOLD_BOOK,
    ID_CARD,
    Agency,
    FactDefinition,
    Material,
    Scheme,
    hookimpl,
)

from . import renovation, rent
from .facts import DANGER_GRADE, FACTS

# Never asked, because offices look it up or arrange it (R2.4): title deeds, proof of income, of the allowance or of
# owning no home, and the appraisal of a house.
LEASE = Material(
    "lease",
    "Lease",
    "A photo of the page with address, rent and signatures. Without one, a note of the landlord will do.",
)
HOUSE_PHOTOS = Material(
    "house-photos",
    "Photos of the house",
    "Cracks, roof, walls: whatever worries you. Only if somebody can help you take them.",
    required=False,
)

RENT_SUBSIDY = Scheme(
    key="rent-subsidy",
    name="公租房租赁补贴",
    agency="housing",
    eligible=rent.ELIGIBLE,
    amount=rent.AMOUNT,
    per="month",
    process="housing-30",
    events=("housing",),
    summary="Pays part of the rent of families in town who own little or no room",
    materials=(ID_CARD, HOUSEHOLD_BOOK, LEASE),
)
RENOVATION = Scheme(
    key="house-renovation",
    name="农村危房改造",
    agency="housing",
    eligible=renovation.ELIGIBLE,
    amount=renovation.AMOUNT,
    per="once",
    process="housing-30",
    events=("housing",),
    summary="One grant to mend or rebuild the dangerous house of a family in the country",
    materials=(ID_CARD, HOUSEHOLD_BOOK, HOUSE_PHOTOS),
    evidence={DANGER_GRADE.path: "verified"},  # somebody was there and looked
)


@hookimpl
def agency() -> Agency:
    return Agency("housing", "住房和城乡建设局", "Help with the rent, and with houses that are no longer safe")


@hookimpl
def facts() -> list[FactDefinition]:
    return FACTS


@hookimpl
def schemes() -> list[Scheme]:
    return [RENT_SUBSIDY, RENOVATION]
