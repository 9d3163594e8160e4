"""What housing support asks of the household besides the common facts (R2.3)."""

from datetime import date
from decimal import Decimal

from plugins.api import Choice, FactDefinition

RENT = FactDefinition(
    "housing.rent_monthly",
    "household",
    "money",
    "Rent the family pays each month",
    unit="yuan/month",
    range=(0, Decimal(1_000_000)),
    hint="What the lease says, without water and electricity. Write 0 if you pay none.",
    meaning="Rent of the home the family lives in, by the lease.",
)
OWN_AREA = FactDefinition(
    "housing.own_area",
    "household",
    "area",
    "Floor area of the homes the family owns",
    unit="m2",
    range=(0, Decimal(10_000)),
    hint="All homes of all members together, not what you rent. Write 0 if you own none.",
    meaning="Built area of all homes in the county that belong to members.",
)
PUBLIC_RENTAL = FactDefinition(
    "housing.public_rental",
    "household",
    "boolean",
    "Lives in a public rental home",
    hint="A home rented from the government. An ordinary landlord is a no.",
)
DANGER_GRADE = FactDefinition(
    "housing.danger_grade",
    "household",
    "choice",
    "How dangerous the house is",
    hint="The grade of the appraisal. If nobody has come yet, choose that you are not sure: "
    "somebody comes to look, and you pay nothing.",
    meaning="Grade of the appraisal of the whole house, arranged by the township.",
    choices=(
        Choice("a", "grade A: sound"),
        Choice("b", "grade B: small damage, safe to live in"),
        Choice("c", "grade C: part of it is dangerous"),
        Choice("d", "grade D: all of it is dangerous"),
    ),
)
RENOVATED = FactDefinition(
    "housing.renovated",
    "household",
    "boolean",
    "The house was mended or rebuilt with state money before",
    hint="Not what you paid for yourselves.",
)
RENOVATED_ON = FactDefinition(
    "housing.renovated_on",
    "household",
    "date",
    "Completion of the work paid by the state",
    range=(date(1980, 1, 1), date(2100, 12, 31)),
    follows=("housing.renovated", (True,)),
    hint="If there was none, or you do not remember, choose that you are not sure: we look it up.",
    meaning="Day on which the work was accepted.",
)
FACTS = [RENT, OWN_AREA, PUBLIC_RENTAL, DANGER_GRADE, RENOVATED, RENOVATED_ON]
