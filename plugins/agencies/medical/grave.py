"""Assistance in grave illness (大病, R6.3): an illness of the list, or own costs above the threshold.

Here a fourth category is helped as well: families whose medical costs take more than a share of their income, though
that income is not low (因病致贫). National practice sets their deductible highest (国办发〔2021〕42号).
"""

from plugins.api import any_member, clause, criterion, eligible, member, parameter

from .facts import GRAVE_ILLNESS
from .need import (
    DOCUMENT,
    LOCAL,
    assistance,
    costs,
    insured,
    known_tiers,
    low_income,
    made_poor,
    recognised,
    something_left,
    tier,
)

patient = (costs > 0) & (member[GRAVE_ILLNESS] | (costs > parameter("medical.grave_costs")))
AMOUNT = assistance(
    known_tiers(patient, "medical.grave_ceiling")
    + tier(~recognised & ~low_income & made_poor, "made_poor", "medical.grave_ceiling_made_poor", patient)
)

ELIGIBLE = eligible(
    LOCAL,
    criterion(
        "in-need",
        recognised | low_income | made_poor,
        says="The family is recognised as in need, its income per head is low, or medical costs made it poor",
        cite=clause(DOCUMENT, "第二条"),
    ),
    criterion(
        "grave-illness",
        any_member(patient),
        says="Somebody has an illness of the list, or bore costs above the threshold",
        cite=clause(DOCUMENT, "第六条"),
    ),
    insured(patient),
    something_left(AMOUNT),
)
