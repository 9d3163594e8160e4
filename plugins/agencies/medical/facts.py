"""What medical assistance asks of each member besides the common facts (R2.3).

The two amounts stand on the hospital's bill. A bill of this county is matched by its number, so none is asked for as
a paper (R2.4); what somebody writes here only lets the answer come sooner.
"""

from decimal import Decimal

from plugins.api import FactDefinition, household, member

_HIGHEST = Decimal(100_000_000)

INPATIENT_COSTS = FactDefinition(
    "medical.inpatient_costs",
    "member",
    "money",
    "Own costs of hospital stays in the last twelve months",
    unit="yuan",
    range=(0, _HIGHEST),
    sensitive=True,
    hint="On the bill: “paid by the person, within the insurance's range”. Add several bills up. "
    "Write 0 for nobody in hospital.",
    meaning="What remains of costs within the range of the basic medical insurance after every insurance has paid, "
    "before medical assistance is deducted; hospital stays and the outpatient treatment of grave illness.",
)
AID_PAID = FactDefinition(
    "medical.aid_paid",
    "member",
    "money",
    "Medical assistance already received for it",
    unit="yuan",
    range=(0, _HIGHEST),
    sensitive=True,
    hint="On the bill: “medical assistance”. Also what was transferred to you. Write 0 if there is none.",
    meaning="Assistance for costs of the same twelve months, deducted by the hospital or paid out.",
    at_most=INPATIENT_COSTS.key,
)
GRAVE_ILLNESS = FactDefinition(
    "medical.grave_illness",
    "member",
    "boolean",
    "Has one of the grave illnesses of the list",
    sensitive=True,
    hint="Cancer, leukaemia, kidney failure with dialysis, an organ transplant, haemophilia, an inborn heart defect, "
    "heart attack, stroke, severe mental illness and some others. The window has the whole list.",
    meaning="Diagnosed by a hospital, and on the county's list of grave illnesses; which one is not asked.",
)
FAMILY_COSTS = FactDefinition(
    "medical.costs_yearly",
    "household",
    "money",
    "Medical costs of the family in a year",
    unit="yuan/year",
    range=(0, 30 * _HIGHEST),
    source="derived",
    derived=household.members.sum(member.medical_costs),
    meaning="What all members paid themselves in the last twelve months.",
)
FACTS = [FAMILY_COSTS, INPATIENT_COSTS, AID_PAID, GRAVE_ILLNESS]
