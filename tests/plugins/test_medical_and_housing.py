"""What medical assistance and housing take only from better sources than the applicant's word, and never ask for."""

from datetime import date

import pytest

from plugins.api import Facts, Provenance
from plugins.manager import get_manager

ON = date(2026, 9, 17)
PATIENT = {
    "household": {"registered_here": True, "receives": ["minimum-living-allowance"]},
    "members": [
        {"insured": True, "medical.inpatient_costs": 4000, "medical.aid_paid": 0, "medical.grave_illness": False}
    ],
}
HOUSE = {
    "household": {
        "residence": "rural",
        "registered_here": True,
        "receives": ["minimum-living-allowance"],
        "homes": 1,
        "housing.danger_grade": "d",
        "housing.renovated": False,
    },
    "members": [{}],
}


def evaluate(key, given, provenance):
    return get_manager().evaluate(key, Facts.from_mapping(given, provenance), on=ON)


@pytest.mark.parametrize(
    ("key", "given", "fact", "enough", "amount"),
    [
        ("medical-aid-inpatient", PATIENT, "members.0.medical.inpatient_costs", "matched", 3000),
        ("house-renovation", HOUSE, "household.housing.danger_grade", "verified", 32000),
    ],
)
def test_money_follows_bills_and_appraisals_not_somebodys_word(key, given, fact, enough, amount):
    declared = evaluate(key, given, Provenance("declared"))
    assert (declared.verdict, declared.amount, declared.ask) == ("unknown", None, (fact,))
    known = {path: Provenance("declared") for path in Facts.from_mapping(given).paths()}
    proven = evaluate(key, given, {**known, fact: Provenance(enough)})
    assert (proven.verdict, proven.amount) == ("met", amount)


def test_which_grave_illness_it_is_is_never_asked():
    """Yes or no is all the rule needs (PIPL art. 6)."""
    asked = {d.path: d for d in get_manager().questions(["medical-aid-inpatient", "medical-aid-serious-illness"])}
    assert asked["member.medical.grave_illness"].type == "boolean"
    assert all(d.sensitive for path, d in asked.items() if path.startswith("member.medical"))


def test_nobody_is_helped_by_both_medical_schemes_for_one_stay():
    for costs in (1, 9999, 10000, "10000.01", 50000):
        for grave in (True, False):
            person = {**PATIENT["members"][0], "medical.inpatient_costs": costs, "medical.grave_illness": grave}
            given = {**PATIENT, "members": [person]}
            keys = ("medical-aid-inpatient", "medical-aid-serious-illness")
            verdicts = [evaluate(key, given, None).verdict for key in keys]
            assert sorted(verdicts) == ["met", "not_met"]
