"""Asking the family for more (R2.8) and transferring a claim (R5.2) on the staff pages."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from portal.cases import actions
from portal.cases.actions.ask_more import Missing
from portal.cases.models import Claim, Handoff, InformationRequest, Transfer
from portal.common import clock

from .conftest import NO_CASES, OUTSIDE, STAFF
from .helpers import allowance, education, reads, text, url

pytestmark = pytest.mark.django_db

# Whose hands the education claim is in, and who settles whose it is.
ASKS, TRANSFERS = {"edu-officer"}, {"edu-officer", "lead"}


@pytest.fixture
def case(file_case, advance):
    return advance(file_case(), "verified")


def given(claim: Claim, *words: str, **more: Any) -> dict[str, Any]:
    rows = {f"words_{number}": line for number, line in enumerate(words, start=1)}
    return {"version": claim.version, "rows": 5, **rows, **more}


def moving(claim: Claim, **more: Any) -> dict[str, Any]:
    reason = "孩子已毕业，应由民政部门办理。"
    return {"version": claim.version, "office": "qingxi-civil-affairs", "reason": reason, **more}


# Who may


@pytest.mark.parametrize("name", STAFF)
@pytest.mark.parametrize(("page", "may"), [("ask_more", ASKS), ("transfer", TRANSFERS)])
def test_every_role_at_the_pages(case, sign_in, name, page, may):
    claim = education(case)
    address = url(page, case, claim)
    reached = sign_in(name).get(address).status_code
    hidden = name in OUTSIDE or name in NO_CASES
    assert reached == (404 if hidden else 200 if name in may else 302)
    if not hidden:
        home = text(sign_in(name).get(url("application", case)))
        assert (address in home) is (name in may), "the case page links what may be done, and nothing else"
    if name not in may:
        sent = given(claim, "学籍证明") if page == "ask_more" else moving(claim)
        assert sign_in(name).post(address, sent).status_code in (404, 422)
        assert education(case).version == claim.version


@pytest.mark.parametrize("page", ["ask_more", "transfer"])
def test_who_may_not_reads_why(case, sign_in, page):
    html = text(sign_in("approver").get(url(page, case, allowance(case)), follow=True))
    assert "这一步要由柳河镇的" in html


@pytest.mark.parametrize("page", ["ask_more", "transfer"])
def test_a_claim_with_the_agencys_system_is_left_to_it(case, sign_in, page):
    claim = education(case)
    Claim.objects.filter(pk=claim.pk).update(with_system=True)
    Handoff.objects.create(claim=claim, system=uuid4(), system_name="教育资助系统", handed_over_at=clock.now())
    client = sign_in("edu-officer")
    assert url(page, case, claim) not in text(client.get(url("application", case)))
    assert "教育资助系统" in text(client.get(url(page, case, claim), follow=True))
    sent = given(claim, "学籍证明") if page == "ask_more" else moving(claim)
    answer = client.post(url(page, case, claim), sent)
    assert answer.status_code == 422 and "请先接手" in text(answer)


# Asking


def test_an_officer_asks_for_everything_at_once(case, sign_in):
    claim = education(case)
    client = sign_in("edu-officer")
    sent = given(claim, "孩子的学籍证明照片", "", "  ", "学费\n收据", material_5="id-card")
    html = text(client.post(url("ask_more", case, claim), sent, follow=True))
    assert "已请家庭补充" in html and "学费 收据" in html
    items = InformationRequest.objects.get().items
    assert [item["words"] for item in items[:2]] == ["孩子的学籍证明照片", "学费 收据"]
    assert items[2]["material"] == "id-card" and items[2]["words"], "a paper alone is asked for by its name"


def test_while_the_family_is_asked_it_is_its_turn(case, sign_in, county):
    """The officer sees what was asked, by whom and since when; nothing is the primary button but what brings it."""
    claim = education(case)
    actions.ask_more(actor=county.actor("edu-officer"), claim=claim, missing=[Missing("学籍证明照片")])
    html = text(sign_in("edu-officer").get(url("application", case)))
    assert "学籍证明照片" in html and "姓edu-officer提出，从那天起不计算时限" in html
    bar = html[html.index('id="todo"') :]
    assert "等家庭补充材料" in bar
    assert 'class="button "' not in bar, "nothing leads while the family is asked"
    assert url("propose", case, claim) in html, "but the officer may go on without it"
    assert "修改要补的材料" in html
    clerk = text(sign_in("clerk").get(url("application", case)))
    assert url("receive_more", case, claim) in clerk[clerk.index('id="todo"') :]
    queue = text(sign_in("edu-officer").get(url("queue") + "?show=open"))
    assert case.receipt in queue and url("ask_more", case, claim) not in queue


def test_what_was_brought_is_read_on_the_case_afterwards(case, sign_in, county):
    claim = education(case)
    actions.ask_more(actor=county.actor("edu-officer"), claim=claim, missing=[Missing("学籍证明照片")])
    page = text(sign_in("clerk").get(url("receive_more", case, claim)))
    assert "请家庭补的是" in page and "学籍证明照片" in page
    sent = {"note": "带来了学籍证明，已核对", "version": education(case).version}
    assert "已记下，恢复计算时限。" in text(sign_in("clerk").post(url("receive_more", case, claim), sent, follow=True))
    html = text(sign_in("edu-officer").get(url("application", case)))
    assert "带来了学籍证明，已核对" in html and url("propose", case, claim) in html
    assert "带来了学籍证明" not in text(sign_in("supervisor").get(url("application", case)))


def test_an_open_list_is_changed_and_stays_one(case, sign_in, county):
    claim = education(case)
    actions.ask_more(
        actor=county.actor("edu-officer"), claim=claim,
        missing=[Missing("学籍证明"), Missing("身份证", material="id-card"), *[Missing(f"第{n}样") for n in range(5)]],
    )  # fmt: skip
    claim = education(case)
    html = text(sign_in("edu-officer").get(url("ask_more", case, claim)))
    assert reads("workbench.read_claim", county.users["edu-officer"]) == 1, "the list tells something of the family"
    assert "学籍证明</textarea>" in html and '<option value="id-card" selected>' in html
    assert 'name="words_8"' in html and 'name="words_9"' not in html and "已经请家庭补充过" in html
    sign_in("edu-officer").post(url("ask_more", case, claim), given(claim, "只要学籍证明"))
    (still,) = InformationRequest.objects.filter(answered_at=None)
    assert [item["words"] for item in still.items] == ["只要学籍证明"]


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({}, "请至少写明一项", "words_1"),
        ({"words_2": "请拨打 13800138000"}, "请不要在这段文字里写身份证号", "words_2"),
        ({"words_3": "长" * 301}, "301 个字，最多写 300 个字", "words_3"),
        ({"words_1": "学籍证明", "material_1": "nonsense"}, "没有这个选项", "material_1"),
    ],
)
def test_what_is_wrong_is_said_at_its_row_and_kept(case, sign_in, changes, words, field):
    claim = education(case)
    answer = sign_in("edu-officer").post(url("ask_more", case, claim), given(claim, **{"words_5": "", **changes}))
    html = text(answer)
    assert answer.status_code == 422 and words in html
    assert f'<a href="#id_{field}">' in html
    for name, typed in changes.items():
        assert name.startswith("material") or f"{typed}</textarea>" in html
    assert not InformationRequest.objects.exists()


def test_more_rows_come_without_javascript_and_keep_what_was_typed(case, sign_in):
    claim = education(case)
    client = sign_in("edu-officer")
    sent = given(claim, "学籍证明", "收据", material_2="id-card", more_rows="1")
    html = text(client.post(url("ask_more", case, claim), sent))
    assert 'name="words_10"' in html and 'name="words_11"' not in html
    assert "学籍证明</textarea>" in html and '<option value="id-card" selected>' in html
    assert not InformationRequest.objects.exists()
    assert client.post(url("ask_more", case, claim), given(claim, words_9="第九样", rows=10)).status_code == 302
    assert InformationRequest.objects.get().items[0]["words"] == "第九样"


@pytest.mark.parametrize("rows", ["", "-3", "0", "1000", "9" * 40, "x", "五", "\x00"])
def test_any_number_of_rows_is_survived(case, sign_in, rows):
    claim = education(case)
    answer = sign_in("edu-officer").post(url("ask_more", case, claim), given(claim, rows=rows))
    assert answer.status_code == 422 and text(answer).count('name="words_') in (5, 30)


@pytest.mark.parametrize("page", ["ask_more", "transfer"])
def test_an_old_page_loses_nothing_typed_and_does_nothing(case, sign_in, county, page):
    claim = education(case)
    sent = given(claim, "要学籍证明") if page == "ask_more" else moving(claim)
    actions.propose(actor=county.actor("edu-officer"), claim=claim)
    answer = sign_in("edu-officer").post(url(page, case, claim), sent)
    html = text(answer)
    assert answer.status_code == 409 and "同事" in html
    assert ("要学籍证明" if page == "ask_more" else sent["reason"]) in html
    assert not InformationRequest.objects.exists() and not Transfer.objects.exists()


# Transferring


def test_an_officer_transfers_and_is_led_where_they_may_be(case, sign_in):
    claim = education(case)
    page = text(sign_in("edu-officer").get(url("transfer", case, claim)))
    assert "清溪县民政局" in page and "柳河镇" in page
    assert 'value="qingxi-education"' not in page and "石桥" not in page
    answer = sign_in("edu-officer").post(url("transfer", case, claim), moving(claim), follow=True)
    # The only claim of theirs has gone: the case is no longer to be seen by them.
    assert answer.redirect_chain[0][0] == url("queue") and "已转交清溪县民政局" in text(answer)
    assert sign_in("edu-officer").get(url("application", case)).status_code == 404
    html = text(sign_in("civil-officer").get(url("application", case)))
    assert "由清溪县教育局转交清溪县民政局" in html and "孩子已毕业，应由民政部门办理。" in html
    assert url("propose", case, claim) in html


def test_a_township_officer_stays_on_the_case_of_the_village(case, sign_in):
    claim = allowance(case)
    sent = moving(claim, office="qingxi-education")
    answer = sign_in("officer").post(url("transfer", case, claim), sent, follow=True)
    assert answer.redirect_chain[0][0] == url("application", case)
    assert url("transfer", case, claim) not in text(answer), "the new office's claim is not theirs to send on"


def test_the_lead_agency_reads_why_and_assigns(case, sign_in):
    claim = education(case)
    sign_in("edu-officer").post(url("transfer", case, claim), moving(claim, reason="说不准该谁办，请指定。"))
    client = sign_in("lead")
    html = text(client.get(url("application", case)))
    assert "说不准该谁办，请指定。" in html and "周大海" not in html
    claim = education(case)
    sent = moving(claim, office="liuhe", reason="属地办理。")
    assert client.post(url("transfer", case, claim), sent).status_code == 302
    assert education(case).office.code == "liuhe"
    assert "属地办理。" not in text(sign_in("supervisor").get(url("application", case)))


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"office": ""}, "请选择应由哪个机构办理", "office"),
        ({"office": "shiqiao"}, "没有这个选项", "office"),
        ({"office": "qingxi-education"}, "没有这个选项", "office"),
        ({"reason": " "}, "请写明为什么转交", "reason"),
        ({"reason": "请拨打 13800138000"}, "请不要在这段文字里写身份证号", "reason"),
        ({"reason": "长" * 1001}, "1001 个字，最多写 1000 个字", "reason"),
    ],
)
def test_a_transfer_that_cannot_be_is_explained(case, sign_in, changes, words, field):
    claim = education(case)
    answer = sign_in("edu-officer").post(url("transfer", case, claim), moving(claim, **changes))
    html = text(answer)
    assert answer.status_code == 422 and words in html and f'<a href="#id_{field}">' in html
    assert changes.get("reason", "孩子已毕业").strip() in html
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("page", ["ask_more", "transfer"])
def test_the_pages_speak_english(case, sign_in, page):
    claim = education(case)
    html = text(sign_in("edu-officer", "en").get(url(page, case, claim)))
    assert {"ask_more": "Ask for everything at once.", "transfer": "Now Qingxi Education Bureau decides."}[page] in html
