"""What writing a scheme was meant to feel like: the first examples, and the exact shape of the answer."""

import json
from datetime import date

import pytest

from plugins.manager import get_manager

ON = date(2026, 9, 17)
CHAIN = ("liuhe", "qingxi")
FAMILY = {
    "household": {"income_monthly": 1335, "receives": ["minimum-living-allowance"]},
    "members": [
        {"relation": "self", "age": 41, "in_school": "none"},
        {"relation": "child", "age": 16, "in_school": "senior"},
        {"relation": "child", "age": 9, "in_school": "primary"},
    ],
}


def evaluate(given, key="education-aid", on=ON):
    manager = get_manager()
    return manager.evaluate(key, manager.facts(given), on=on, office_chain=CHAIN)


def test_the_answer_has_exactly_this_shape():
    answer = evaluate(FAMILY).to_json()
    assert json.loads(json.dumps(answer, ensure_ascii=False)) == {
        "scheme": "education-aid",
        "verdict": "met",
        "amount": "2500.00",
        "per": "term",
        "on": "2026-09-17",
        "office": "liuhe",
        "criteria": [
            {
                "id": "pupil",
                "result": "met",
                "because": "第 2 位家人（子女）：就学情况是高中；第 3 位家人（子女）：就学情况是小学",
                "cite": "清教发〔2026〕7号 第四条",
            },
            {"id": "poor", "result": "met", "because": "已享受最低生活保障", "cite": "清教发〔2026〕7号 第五条"},
        ],
        "ask": [],
        "parameters": {
            "education.kindergarten_age": {"value": "3", "from": "2026-09-01", "source": "清教发〔2026〕7号"},
            "education.income_limit": {"value": "1102.50", "from": "2026-09-01", "source": "清教发〔2026〕7号"},
            "education.aid_kindergarten": {"value": "750", "from": "2026-09-01", "source": "清教发〔2026〕7号"},
            "education.aid_per_term": {"value": "1250", "from": "2026-09-01", "source": "清教发〔2026〕7号"},
            "education.aid_senior": {"value": "1250", "from": "2026-09-01", "source": "清教发〔2026〕7号"},
            "education.aid_college": {"value": "1850", "from": "2026-09-01", "source": "清教发〔2026〕7号"},
        },
    }


def test_an_unknown_income_that_matters_is_the_only_thing_asked():
    members = [{"age": 41, "income_monthly": 900}, {"age": 70}, {"age": 9, "in_school": "primary", "income_monthly": 0}]
    evaluation = evaluate({"household": {"receives": []}, "members": members})
    assert (evaluation.verdict, evaluation.ask) == ("unknown", ("members.1.income_monthly",))


def test_an_unknown_income_that_cannot_matter_decides_nothing():
    members = [{"age": 41, "income_monthly": 90000}, {"age": 70}]
    evaluation = evaluate({"household": {"receives": []}, "members": members})
    assert (evaluation.verdict, evaluation.ask) == ("not_met", ())


def test_because_tells_the_actual_values():
    without = {"household": {"income_monthly": 1335, "receives": []}, "members": FAMILY["members"]}
    poor = evaluate(without).criteria[1]
    assert poor.because == "人均月收入 445 元，低于 1,102.50 元"
    assert poor.because_in("en") == "Monthly income per head 445 yuan, below 1,102.50 yuan"
    assert poor.says == "家庭已认定为困难家庭，或人均月收入低于限额"
    assert poor.facts_used() == ("household.receives", "household.income_monthly")


@pytest.mark.parametrize("part", ["household", "members"])
def test_a_part_that_is_missing_is_unknown_never_no(part):
    given = {k: v for k, v in FAMILY.items() if k != part}
    assert evaluate(given).verdict == "unknown"
