"""Assistance with ordinary hospital stays (一般住院, R6.3): no grave illness, and own costs within the threshold.

Whoever is gravely ill is helped by the other scheme, so that nobody is helped twice for one stay.
"""

from plugins.api import any_member, clause, criterion, eligible, member, parameter

from .facts import GRAVE_ILLNESS
from .need import DOCUMENT, LOCAL, assistance, costs, insured, known_tiers, low_income, recognised, something_left

patient = (costs > 0) & ~member[GRAVE_ILLNESS] & (costs <= parameter("medical.grave_costs"))
AMOUNT = assistance(known_tiers(patient, "medical.ceiling"))

ELIGIBLE = eligible(
    LOCAL,
    criterion(
        "in-need",
        recognised | low_income,
        says="The family is recognised as in need, or its income per head is low",
        cite=clause(DOCUMENT, "第二条"),
    ),
    criterion(
        "hospital",
        any_member(patient),
        says="Somebody was in hospital and bore costs that do not yet count as a grave illness",
        cite=clause(DOCUMENT, "第五条"),
    ),
    insured(patient),
    something_left(AMOUNT),
)
