"""One grant for families in the country whose only house is dangerous (农村危房改造, R6.4).

Grade C is mended, grade D rebuilt. A house nobody has graded yet is no safe house: the township has it graded.
"""

from plugins.api import clause, criterion, eligible, household, lookup, months_since, parameter

from .facts import DANGER_GRADE, RENOVATED, RENOVATED_ON
from .need import low_income_rural, recognised

DOCUMENT = "清建发〔2026〕9号"
AMOUNT = lookup(
    household[DANGER_GRADE],
    {"a": 0, "b": 0, "c": parameter("housing.grant_mend"), "d": parameter("housing.grant_rebuild")},
)

ELIGIBLE = eligible(
    criterion(
        "in-country",
        household.residence == "rural",
        says="The family lives in the country",
        cite=clause(DOCUMENT, "第三条第一项"),
    ),
    criterion(
        "registered",
        household.registered_here,
        says="The household is registered in this county",
        cite=clause(DOCUMENT, "第三条第一项"),
    ),
    criterion(
        "in-need",
        recognised | low_income_rural,
        says="The family is recognised as in need, or its income per head is low",
        cite=clause(DOCUMENT, "第三条第二项"),
    ),
    criterion(
        "only-home",
        household.homes == 1,
        says="The house is the only one the family owns",
        cite=clause(DOCUMENT, "第三条第三项"),
    ),
    criterion(
        "dangerous",
        household[DANGER_GRADE].is_in("c", "d"),
        says="The house is graded C or D: in part or as a whole dangerous",
        cite=clause(DOCUMENT, "第四条"),
    ),
    criterion(
        "not-lately",
        ~household[RENOVATED] | (months_since(household[RENOVATED_ON]) >= parameter("housing.months_between")),
        says="The house was never renovated with state money, or long enough ago",
        cite=clause(DOCUMENT, "第六条"),
    ),
)
