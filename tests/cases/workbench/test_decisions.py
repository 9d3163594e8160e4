"""From the rules' answer to the final decision: proposing, overriding, two approvers, own work (faults 5, 6, 7)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from plugins.manager import get_manager
from portal.accounts.models import Assignment
from portal.cases import actions
from portal.cases.models import Claim, Decision
from portal.common import clock

from .conftest import ALLOWANCE, HOUSEHOLD
from .helpers import allowance, education, text, url

pytestmark = pytest.mark.django_db


def decide(client, application, claim, **typed):
    form = {"outcome": "approved", "amount": str(claim.proposed_amount), "reason": "", "version": str(claim.version)}
    return client.post(url("decide", application, claim), {**form, **typed})


def test_the_rules_propose_at_a_button(file_case, advance, sign_in):
    application = advance(file_case(), "verified")
    client = sign_in("officer")
    page = client.get(url("application", application))
    assert "按规则审核" in text(page)
    claim = allowance(application)
    answer = client.post(url("propose", application, claim), {"version": claim.version}, follow=True)
    assert "审核完了" in text(answer)
    claim.refresh_from_db()
    assert (claim.state, claim.proposed_outcome) == ("proposed", "approved")
    page = text(client.get(url("application", application)))
    assert "拟批准" in page
    assert "清民发〔2026〕18号" in page
    assert "入户" in page  # the source of a checked fact stands beside it


def test_confirming_sends_an_approval_to_public_notice(file_case, advance, sign_in):
    application = advance(file_case(), "proposed")
    claim = allowance(application)
    client = sign_in("approver")
    assert str(claim.proposed_amount.to_integral_value()) in text(client.get(url("decide", application, claim)))
    answer = decide(client, application, claim)
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert claim.state == "publicity"


@pytest.mark.parametrize("change", [{"amount": "9.50"}, {"outcome": "refused"}])
def test_overriding_needs_a_reason_and_keeps_what_was_typed(file_case, advance, sign_in, change):
    application = advance(file_case(), "proposed")
    claim = allowance(application)
    client = sign_in("approver")
    answer = decide(client, application, claim, **change)
    assert answer.status_code == 422
    page = text(answer)
    assert "请写明理由" in page or "理由" in page
    if "amount" in change:
        assert 'value="9.50"' in page
    claim.refresh_from_db()
    assert claim.state == "proposed"
    answer = decide(client, application, claim, **change, reason="入户看到的情况和规则算的不一样。")
    assert answer.status_code == 302
    decision = Decision.objects.get(claim=claim)
    assert decision.overrides
    assert decision.reason.startswith("入户")


@pytest.mark.parametrize("amount", ["", "0", "-5", "abc", "1e9", "12.345", "9" * 39, "１００元"])
def test_impossible_amounts_are_explained(file_case, advance, sign_in, amount):
    application = advance(file_case(schemes=(ALLOWANCE,)), "proposed")
    claim = allowance(application)
    answer = decide(sign_in("approver"), application, claim, amount=amount, reason="理由")
    claim.refresh_from_db()
    # Full-width digits are read.
    if amount == "１００元":
        assert answer.status_code == 302
    else:
        assert answer.status_code == 422
        assert claim.state == "proposed"
    assert ("请填写金额" in text(answer)) is (amount == "")


def test_nothing_is_decided_by_an_empty_click(file_case, advance, sign_in):
    application = advance(file_case(schemes=(ALLOWANCE,)), "proposed")
    claim = allowance(application)
    client = sign_in("approver")
    page = client.get(url("decide", application, claim)).content.decode()
    assert 'name="outcome"' in page and "checked" not in page
    answer = client.post(url("decide", application, claim), {"amount": "735", "reason": "", "version": claim.version})
    assert answer.status_code == 422 and "请选择：批准还是不批准" in text(answer)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("reason", "said"),
    [("不", "至少写 10 个字"), ("不 符 合　政 策\n规 定", "至少写 10 个字"), ("理由" * 1001, "压缩到 2,000 个字以内")],
)
def test_a_family_that_meets_everything_is_told_why_it_is_refused(file_case, advance, sign_in, reason, said):
    application = advance(file_case(schemes=(ALLOWANCE,)), "proposed")
    claim = allowance(application)
    answer = decide(sign_in("approver"), application, claim, outcome="refused", reason=reason)
    assert answer.status_code == 422 and said in text(answer)
    assert list(answer.context["form"].errors) == ["reason"] and not Decision.objects.exists()
    assert "maxlength" not in str(answer.context["form"]["reason"]), "a browser would cut what is pasted"


def test_the_second_approver_learns_who_was_faster_and_loses_nothing(file_case, advance, sign_in):
    application = advance(file_case(), "proposed")
    claim = allowance(application)
    first, second = sign_in("approver"), sign_in("approver2")
    second.get(url("decide", application, claim))
    assert decide(first, application, claim).status_code == 302
    answer = decide(second, application, claim, outcome="refused", amount="", reason="我认为住房超标，见照片。")
    assert answer.status_code == 409
    page = text(answer)
    assert "姓approver" in page
    assert "乡镇审批人" in page or "审批" in page
    assert "我认为住房超标，见照片。" in page
    assert Decision.objects.filter(claim=claim).count() == 1


def test_nobody_decides_on_their_own_work(file_case, advance, sign_in, county):
    Assignment.objects.create(
        user=county.users["officer"], role="approver", office=county.office("liuhe"), since=dt.date(2020, 1, 1)
    )
    application = advance(file_case(), "proposed")
    claim = allowance(application)
    client = sign_in("officer")
    page = text(client.get(url("application", application)))
    assert "审批：最低生活保障" not in page
    assert url("decide", application, claim) not in page
    assert decide(client, application, claim).status_code == 422
    claim.refresh_from_db()
    assert claim.state == "proposed"
    assert url("application", application) not in text(client.get(url("queue")))


def test_the_final_decision_after_the_notice(file_case, advance, sign_in):
    application = advance(file_case(), "publicity_done")
    claim = allowance(application)
    client = sign_in("approver")
    page = text(client.get(url("decide", application, claim)))
    assert "公示结束" in page
    answer = client.post(
        url("decide", application, claim),
        {"outcome": "approved", "amount": "735", "reason": "", "version": claim.version},
    )
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert claim.state == "approved"
    assert application.letters.filter(claim=claim, kind="approval").exists()
    # Coming back to the page leads to the case, not to a form.
    assert client.get(url("decide", application, claim)).status_code == 302


def test_an_unknown_goes_to_an_officer_with_what_is_missing_and_can_be_settled(file_case, advance, sign_in, county):
    members = [{"in_school": "none", "work": "casual"}, {"in_school": "junior", "income_monthly": "0"}]
    application = advance(file_case(schemes=(ALLOWANCE,), members=members), "proposed")
    claim = allowance(application)
    assert claim.needs_officer
    client = sign_in("officer")
    page = text(client.get(url("application", application)))
    assert "还缺这些情况" in page
    assert "周大海：" in page
    assert "月收入" in page
    assert "不予批准" not in page
    # One more check settles it.
    answer = client.post(
        url("verification", application),
        {
            "method": "letter",
            "done_on": clock.today().isoformat(),
            "source": "镇社保所",
            "notes": "",
            "fact-members.0.income_monthly": "445",
        },
    )
    assert answer.status_code == 302
    claim.refresh_from_db()
    client.post(url("propose", application, claim), {"version": claim.version})
    claim.refresh_from_db()
    assert claim.state == "proposed"


def test_what_is_declared_but_must_be_proven_is_named_as_such(file_case, advance, sign_in, monkeypatch):
    evaluator = get_manager()._evaluators[ALLOWANCE]
    monkeypatch.setattr(evaluator, "_demands", {"household.vehicles": "matched"})
    application = advance(file_case(schemes=(ALLOWANCE,)), "proposed")
    page = text(sign_in("officer").get(url("application", application)))
    assert "汽车等机动车辆数（已填报，还没有核实）" in page


def test_what_is_more_than_it_can_be_is_named_as_such(file_case, advance, sign_in, county, monkeypatch):
    scheme = "medical-aid-inpatient"
    monkeypatch.setattr(get_manager()._evaluators[scheme], "_demands", {})
    home, user = county.office("qingxi-medical"), county.users["officer"]
    Assignment.objects.create(user=user, role="agency_officer", office=home, since=dt.date(2020, 1, 1))
    patient = {"income_monthly": "400", "insured": True, "medical.inpatient_costs": "4000",
               "medical.grave_illness": False}  # fmt: skip
    members = [{**patient, "medical.aid_paid": paid} for paid in ("5000", "4000")]
    application = advance(file_case(schemes=(scheme,), members=members), "verified")
    actions.propose(actor=county.actor("officer"), claim=application.claims.get())
    page = text(sign_in("officer").get(url("application", application)))
    wrong = "其中医疗救助已经付的钱（填的比“近十二个月住院自己付的钱”还多，两项中有一项不对）"
    assert page.count(wrong) == 1 and f"周大海：{wrong}" in page


def test_proposing_by_hand_needs_a_reason_and_an_amount(file_case, advance, sign_in):
    members = [{"in_school": "none"}, {"in_school": "junior"}]
    application = advance(file_case(schemes=(ALLOWANCE,), members=members), "proposed")
    claim = allowance(application)
    client = sign_in("officer")
    address = url("by_hand", application, claim)
    assert client.get(address).status_code == 200
    assert (
        client.post(
            address, {"outcome": "approved", "amount": "500", "per": "month", "reason": "", "version": claim.version}
        ).status_code
        == 422
    )
    answer = client.post(
        address, {"outcome": "approved", "amount": "", "per": "month", "reason": "依据第三条", "version": claim.version}
    )
    assert answer.status_code == 422
    assert "依据第三条" in text(answer)
    answer = client.post(
        address,
        {"outcome": "approved", "amount": "500", "per": "month", "reason": "依据第三条", "version": claim.version},
    )
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.proposed_amount) == ("proposed", Decimal(500))
    # The approver reads why.
    assert "依据第三条" in text(sign_in("approver").get(url("decide", application, claim)))


def test_a_broken_plugin_is_no_refusal(file_case, advance, sign_in, monkeypatch):
    from portal.cases import rules

    application = advance(file_case(schemes=(ALLOWANCE,)), "verified")
    claim = allowance(application)
    honest = rules.evaluate

    def broken(claim, facts):
        import dataclasses

        return dataclasses.replace(
            honest(claim, facts),
            verdict="unknown",
            fault="civil-affairs: evaluate: ZeroDivisionError",
            ask=(),
            amount=None,
        )

    monkeypatch.setattr(rules, "evaluate", broken)
    client = sign_in("officer")
    client.post(url("propose", application, claim), {"version": claim.version})
    page = text(client.get(url("application", application)))
    assert "不是这家人的问题" in page
    assert url("by_hand", application, claim) in page


def test_a_waiting_claim_names_the_other(file_case, advance, sign_in):
    rich = [{"in_school": "none", "income_monthly": "2700"}, {"in_school": "junior", "income_monthly": "0"}]
    application = advance(file_case(members=rich, household={**HOUSEHOLD, "maintenance_monthly": None}), "proposed")
    claim = education(application)
    page = text(sign_in("edu-officer").get(url("application", application)))
    if claim.trouble == Claim.Trouble.WAITING:
        assert "最低生活保障" in page


def test_an_old_page_cannot_propose_again(file_case, advance, sign_in):
    application = advance(file_case(schemes=(ALLOWANCE,)), "verified")
    claim = allowance(application)
    client = sign_in("officer")
    client.post(url("propose", application, claim), {"version": claim.version})
    answer = client.post(url("propose", application, claim), {"version": claim.version}, follow=True)
    assert "同事" in text(answer)
    assert Claim.objects.get(pk=claim.pk).version == claim.version + 1


def test_the_window_withdraws_at_the_applicants_wish(file_case, sign_in):
    application = file_case()
    claim = allowance(application)
    client = sign_in("clerk")
    assert "要撤回" in text(client.get(url("withdraw", application, claim)))
    assert client.post(url("withdraw", application, claim), {"version": claim.version}).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "withdrawn"
    assert sign_in("officer").get(url("withdraw", application, claim)).status_code == 302
