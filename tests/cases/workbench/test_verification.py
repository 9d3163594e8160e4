"""Recording a check: the form, its mistakes, and what reaches the facts (R3.2, R3.4)."""

from __future__ import annotations

import datetime as dt

import pytest

from portal.cases.facts import build_facts
from portal.cases.models import Verification
from portal.common import clock

from .helpers import allowance, text, url

pytestmark = pytest.mark.django_db


def post(client, application, **typed):
    form = {"method": "visit", "done_on": clock.today().isoformat(), "source": "", "notes": ""}
    return client.post(url("verification", application), {**form, **typed})


@pytest.fixture
def case(file_case, advance):
    return advance(file_case(), "verifying")


def test_starting_recording_and_reporting(file_case, sign_in):
    application = file_case()
    client = sign_in("verifier")
    assert "开始核查" in text(client.get(url("application", application)))
    assert "核查开始了" in text(client.post(url("start", application), follow=True))
    assert "WrongState" not in text(client.post(url("start", application), follow=True))
    # Nothing recorded yet: no report.
    assert "核查报告" in text(client.post(url("issue_report", application), follow=True))
    assert not application.reports.exists()
    assert post(client, application, notes="家里看过了。", **{"fact-household.vehicles": "1"}).status_code == 302
    client.post(url("issue_report", application))
    assert application.reports.count() == 1
    assert allowance(application).state == "verified"


def test_declared_values_stand_beside_and_can_be_taken_over(case, sign_in):
    client = sign_in("verifier")
    page = text(client.get(url("verification", case)))
    assert "6,200 元" in page
    assert "周晓月" in page
    answer = post(
        client,
        case,
        **{"same-household.savings": "on", "fact-household.homes": "0", "fact-household.registered_here": "no"},
    )
    assert answer.status_code == 302
    facts = Verification.objects.get().facts
    assert facts["household.savings"]["value"] == "6200"
    assert facts["household.homes"]["value"] == 0
    assert facts["household.registered_here"]["value"] is False
    known = build_facts(case)
    assert known.get("household.homes") == 0
    assert known.provenance["household.homes"].kind == "verified"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "请写下看到的情况"),
        ({"notes": "x", "method": ""}, "请选择核查方式"),
        ({"notes": "x", "method": "magic"}, "选择"),
        ({"notes": "x", "done_on": "yesterday"}, "2026-09-17"),
        ({"notes": "x", "done_on": ""}, "日期"),
        ({"notes": "x", "done_on": "0001-01-01"}, "请核对日期"),
        ({"notes": "x", "done_on": "9999-12-31"}, "请核对日期"),
        ({"notes": "x", "fact-household.savings": "many"}, "数字"),
        ({"notes": "x", "fact-household.savings": "-1"}, "0"),
        ({"notes": "x", "fact-household.savings": "9" * 30}, "金额"),
        ({"notes": "x", "fact-household.vehicles": "1000"}, "100"),
        ({"notes": "x", "fact-household.vehicles": "1.5"}, "整数"),
        ({"notes": "x", "fact-members.0.in_school": "moon"}, "moon"),
        ({"notes": "x", "same-household.savings": "on", "fact-household.savings": "5"}, "只能选一样"),
        ({"notes": "x", "method": "match"}, "哪个单位"),
        ({"notes": "y" * 5001}, "5000"),
        ({"notes": "a\x00b"}, ""),
    ],
)
def test_mistakes_are_named_and_nothing_is_lost(case, sign_in, typed, said):
    answer = post(sign_in("verifier"), case, **typed)
    page = text(answer)
    assert answer.status_code == 422
    assert said in page
    assert "您填的内容都还在" in page
    assert not Verification.objects.exists()
    if value := typed.get("fact-household.savings"):
        assert f'value="{value}"' in page


def test_a_day_in_the_future_is_refused_at_its_field(case, sign_in):
    tomorrow = clock.today() + dt.timedelta(days=1)
    answer = post(sign_in("verifier"), case, notes="x", done_on=tomorrow.isoformat())
    assert answer.status_code == 422
    assert not Verification.objects.exists()


def test_facts_nobody_asked_for_are_ignored(case, sign_in):
    answer = post(
        sign_in("verifier"),
        case,
        notes="x",
        **{
            "fact-household.receives": "minimum-living-allowance",
            "fact-members.0.relation": "child",
            "fact-members.9.income_monthly": "1",
            "same-x": "on",
        },
    )
    assert answer.status_code == 302
    assert Verification.objects.get().facts == {}


def test_what_decides_is_marked(file_case, advance, sign_in):
    application = advance(
        file_case(members=[{"in_school": "none"}, {"in_school": "junior", "income_monthly": "0"}]), "verifying"
    )
    page = text(sign_in("verifier").get(url("verification", application)))
    assert "标着“关键”的会影响结果" in page and ">关键<" in page


def test_where_nothing_decides_nothing_is_said_of_it(file_case, advance, sign_in):
    page = text(sign_in("verifier").get(url("verification", advance(file_case(), "verifying"))))
    assert "不属实的填查到的情况" in page and "关键" not in page


@pytest.mark.parametrize("typed", ["-1", "100000"])
def test_a_number_out_of_range_says_the_range(file_case, advance, sign_in, typed):
    application = advance(file_case(), "verifying")
    answer = post(sign_in("verifier"), application, **{"fact-household.vehicles": typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors["fact-household.vehicles"] == ["请核对一下：应在 0 到 100 之间。"]


def test_where_no_check_can_be_recorded_the_form_says_so(file_case, sign_in):
    application = file_case()
    answer = sign_in("verifier").get(url("verification", application), follow=True)
    assert "现在不能登记核查" in text(answer)
    # A form opened before and sent too late loses nothing either.
    answer = post(sign_in("verifier"), application, notes="家里看过了。")
    assert answer.status_code == 422
    assert "家里看过了。" in text(answer)
