"""Objections in the workbench: taken down at the window, read by few, looked into, weighed before deciding (R8.2)."""

import datetime as dt

import pytest

from portal.accounts.actors import Actor
from portal.cases import actions
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Objection
from portal.common import clock

from .conftest import ALLOWANCE
from .helpers import allowance, reads, text, url

WORDS, KNOWN, CONTACT = "他家在镇上开了一家小店", "我住隔壁", "老陈 13700000099"
RESULT = {"result": "unfounded", "finding": "店主是同名的另一户。", "appraisal": "9 人评议，都说符合。"}


@pytest.fixture
def claim(file_case, advance) -> Claim:
    return allowance(advance(file_case(), "publicity"))


@pytest.fixture
def objection(claim) -> Objection:
    return actions.object_to(
        actor=Actor.visitor(), claim=claim, words=WORDS, known_from=KNOWN, contact=CONTACT, channel="website"
    )


def page(objection: Objection) -> str:
    return url("objection", objection.claim.application, objection.claim, objection)


def test_the_window_takes_it_down_and_reads_nothing_afterwards(claim, sign_in):
    clerk = sign_in("clerk")
    case = url("application", claim.application)
    record = url("record_objection", claim.application, claim)
    assert record in text(clerk.get(case))
    assert clerk.get(record).status_code == 200
    answer = clerk.post(record, {"channel": "phone", "words": WORDS, "contact": CONTACT}, follow=True)
    assert "已登记" in text(answer)
    assert WORDS not in text(answer) and CONTACT not in text(answer)
    objection = Objection.objects.get()
    assert (objection.channel, objection.recorded_by.username, objection.contact) == ("phone", "clerk", CONTACT)
    assert clerk.get(page(objection)).status_code == 404
    assert "正在核查异议" in text(answer)


def test_what_is_missing_is_said_and_what_was_typed_stays(claim, sign_in):
    answer = sign_in("clerk").post(url("record_objection", claim.application, claim), {"known_from": "听人说"})
    assert answer.status_code == 422
    for words in ("请写明哪里不对", "请选择收到的方式", "听人说"):
        assert words in text(answer)


def test_the_website_is_no_channel_of_the_window(claim, sign_in):
    record = url("record_objection", claim.application, claim)
    assert sign_in("clerk").post(record, {"channel": "website", "words": WORDS}).status_code == 422


@pytest.mark.parametrize(
    ("name", "sees_words", "sees_contact"),
    [
        ("verifier", True, True),
        ("officer", True, True),
        ("approver", True, False),
        ("clerk", False, False),
        ("agent", False, False),
        ("supervisor", False, False),
        ("edu-officer", False, False),
        ("other-officer", False, False),
    ],
)
def test_who_reads_what(objection, sign_in, county, name, sees_words, sees_contact):
    client = sign_in(name)
    answer = client.get(page(objection))
    assert answer.status_code == (200 if sees_words else 404)
    assert (WORDS in text(answer), KNOWN in text(answer)) == (sees_words, sees_words)
    assert (CONTACT in text(answer)) == sees_contact
    assert reads("workbench.read_objection", county.users[name]) == int(sees_words)
    case = client.get(url("application", objection.claim.application))
    assert WORDS not in text(case) and CONTACT not in text(case), "the case only says that there is one"
    assert (page(objection) in text(case)) == sees_words


def test_nobody_of_the_household_reads_it(objection, sign_in, monkeypatch):
    from portal.cases import authority

    monkeypatch.setattr(authority, "is_related", lambda user, claim: True)
    client = sign_in("verifier")
    assert client.get(page(objection)).status_code == 404
    assert page(objection) not in text(client.get(url("application", objection.claim.application)))


def test_it_is_the_checkers_next_step(objection, sign_in):
    inquiry = url("inquiry", objection.claim.application, objection.claim)
    for name in ("verifier", "officer"):
        client = sign_in(name)
        assert inquiry in text(client.get(url("queue"))), name
        assert "核查异议" in text(client.get(url("queue")))
        assert client.get(inquiry).url == page(objection)
    approver = sign_in("approver")
    assert inquiry not in text(approver.get(url("queue") + "?show=open"))
    assert "由镇上的核查人员或者经办人核查" in text(approver.get(url("application", objection.claim.application)))


def test_the_queue_of_others_says_whose_turn_it_is(file_case, advance, sign_in):
    claim = allowance(advance(file_case(schemes=(ALLOWANCE,)), "publicity"))
    actions.object_to(actor=Actor.visitor(), claim=claim, words=WORDS, channel="website")
    assert "等待核查异议" in text(sign_in("approver").get(url("queue") + "?show=open"))


def test_the_inquiry_is_closed_and_the_days_go_on(objection, sign_in):
    client = sign_in("verifier")
    assert "必填" in text(client.get(page(objection)))
    answer = client.post(page(objection), {"result": "unfounded", "finding": "同名的另一户"})
    assert answer.status_code == 422 and "民主评议的结果" in text(answer) and "同名的另一户" in text(answer)
    assert client.post(page(objection), {**RESULT, "finding": ""}).status_code == 422
    empty = client.post(page(objection), {})
    assert empty.status_code == 422
    assert set(empty.context["form"].errors) == {"result", "finding", "appraisal"}, (
        "all at once, not one after the other"
    )
    done = client.post(page(objection), RESULT, follow=True)
    assert "天数继续计算" in text(done)
    assert "异议不属实" in text(done)
    shown = text(client.get(page(objection)))
    assert RESULT["finding"] in shown and "办结核查" not in shown
    assert client.get(url("inquiry", objection.claim.application, objection.claim)).url == url(
        "application", objection.claim.application
    )


def test_two_close_it_at_once_and_the_second_loses_nothing(objection, sign_in):
    second = sign_in("officer")
    sign_in("verifier").post(page(objection), RESULT)
    answer = second.post(page(objection), {**RESULT, "result": "founded", "finding": "我的另一个结论"})
    assert answer.status_code == 409
    assert "我的另一个结论" in text(answer) and RESULT["finding"] in text(answer)
    assert Objection.objects.get().state == Objection.State.UNFOUNDED


def test_an_approver_cannot_close_it_by_hand(objection, sign_in):
    answer = sign_in("approver").post(page(objection), RESULT)
    assert answer.status_code == 422
    assert Objection.objects.get().is_open


def test_whoever_decides_reads_words_and_finding_first(objection, sign_in, county, claim):
    actions.close_objection(
        actor=county.actor("verifier"), objection=objection, founded=True, finding="确有小店。", appraisal="评议过。"
    )
    with clock.travel(clock.now() + dt.timedelta(days=20)):
        claim.refresh_from_db()
        actions.finish_publicity(actor=Actor.system("test"), claim=claim)
        assert claim.state == State.PUBLICITY_DONE
        answer = sign_in("approver").get(url("decide", claim.application, claim))
    for words in (WORDS, "确有小店。", "评议过。", "异议属实", "不要让人看出"):
        assert words in text(answer)
    assert CONTACT not in text(answer)
    assert reads("workbench.read_objections", county.users["approver"]) == 1


def test_the_english_pages(objection, sign_in):
    client = sign_in("verifier", language="en")
    assert "What did you find?" in text(client.get(page(objection)))
    assert "Look into the objection" in text(client.get(url("queue")))
    case = text(client.get(url("application", objection.claim.application)))
    assert "An objection is being looked into" in case and "Objections" in case


def test_not_on_notice_nothing_can_be_recorded(file_case, sign_in):
    application = file_case()
    record = url("record_objection", application, allowance(application))
    assert record not in text(sign_in("clerk").get(url("application", application)))
    assert sign_in("clerk").get(record).status_code == 302
    assert sign_in("clerk").post(record, {"channel": "phone", "words": WORDS}).status_code == 422
