"""The page that tells what decided a claim: behind the code, once it is on notice or final, in both languages."""

import re
from urllib.parse import unquote

import pytest
from django.template.loader import render_to_string
from django.test import Client

from forms.views.decided import nested
from portal.audit.models import AuditEntry
from portal.cases import actions
from portal.cases.decided import Change
from portal.cases.models import Application, Letter
from tests.cases import builders
from tests.forms.conftest import sent_code, submitted


def opened(application: Application) -> Client:
    """A client whose session has opened the application."""
    client = Client()
    client.post("/track/", {"receipt": application.receipt})
    assert client.post("/track/code/", {"code": sent_code()}).status_code == 302
    return client


@pytest.fixture
def refused(db):
    """A refused claim for too much in savings, and one more claim nobody has decided."""
    builders.make_county()
    claim = builders.proposed(household={"savings": "900000"})
    actions.confirm(actor=builders.staff("approver"), claim=claim, reason="已当面说明<b>")
    return builders.claim_of(claim.application)


def page(client: Client, claim, prefix: str = "") -> str:
    answer = client.get(f"{prefix}/track/status/{claim.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_tells_everything_with_clause_figures_and_sources(refused):
    client = opened(refused.application)
    status = client.get("/track/status/").content.decode()
    assert f'href="/track/status/{refused.pk}/"' in status and "为什么是这个结果" in status
    html = page(client, refused)
    assert "最低生活保障未获批准。" in html
    assert "柳河镇" in html and "approver同志" in html
    assert html.count("od-verdict--met") == 4 and html.count("od-verdict--not") == 1
    assert "清民发〔2026〕18号 第五条第一项" in html
    assert "人均存款要不超过 14,160 元，现在多 435,840 元" in html
    assert "900,000 元" in html and "本人填报 20" in html and "政府部门已有信息" in html
    assert "每月 590 元" in html and "2026 年 7 月 1 日 起" in html
    assert "已当面说明&lt;b&gt;" in html
    assert "请柳河镇当面说明理由" in html and "行政复议" in html and "0000-123 4588" in html


def test_chinese_pages_have_chinese_punctuation(refused):
    html = page(opened(refused.application), refused)
    main = re.search(r"<main.*?</main>", html, re.S).group()
    text = re.sub(r"<[^>]+>", "", main)
    assert re.search(r"起，清", text) and re.search("：900,000 元", text)
    assert not re.search(r"[\u4e00-\u9fff][,:;] ", text)


def test_ways_to_change_it_stand_below_one_another():
    first = Change(0, "one of these would be enough:")
    flat = [first, Change(1, "a"), Change(1, "all:"), Change(2, "b"), Change(0, "c")]
    leaf = [{"says": "b", "parts": []}]
    assert nested(flat) == [
        {"says": first.says, "parts": [{"says": "a", "parts": []}, {"says": "all:", "parts": leaf}]},
        {"says": "c", "parts": []},
    ]
    html = render_to_string("forms/changes.html", {"changes": nested(flat)})
    assert html.count("<ul") == 3 and re.search(r"enough:<ul[^>]*><li>a</li><li>all:<ul[^>]*><li>b</li>", html)


def test_it_speaks_english(refused):
    html = page(opened(refused.application), refused, "/en")
    for words in (
        "What decided this", "was not approved", "it is over by 435,840 yuan", "What would change it:",
        "you declared it", "590 yuan a month", "from 1 July 2026", "administrative reconsideration",
    ):  # fmt: skip
        assert words in html, words
    main = re.search(r"<main.*?</main>", html, re.S).group()
    han = set(re.findall("[\u4e00-\u9fff]+", main))
    # Names, document numbers and what an officer wrote stay as they are.
    assert {word for word in han if len(word) > 8} == set()


def test_nothing_before_the_notice_and_nothing_of_other_claims(db):
    builders.make_county()
    claim = builders.proposed()
    client = opened(claim.application)
    assert "为什么是这个结果" not in client.get("/track/status/").content.decode()
    assert client.get(f"/track/status/{claim.pk}/").status_code == 404
    actions.confirm(actor=builders.staff("approver"), claim=claim)
    notice = page(client, claim)
    assert "正在公示" in notice and "行政复议" not in notice, "there is nothing to object to yet but the notice"
    education = builders.claim_of(claim.application, builders.EDUCATION)
    assert client.get(f"/track/status/{education.pk}/").status_code == 404
    stranger = builders.file(salt="another family")
    assert opened(stranger).get(f"/track/status/{claim.pk}/").status_code == 404


def test_only_behind_the_code_never_cached_and_on_record(refused):
    address = f"/track/status/{refused.pk}/"
    assert Client().get(address).headers["Location"] == "/track/"
    answer = opened(refused.application).get(address)
    assert "no-store" in answer.headers["Cache-Control"]
    assert AuditEntry.objects.filter(action="tracking.read_decision").count() == 1


def test_no_person_is_named_but_who_decided(refused):
    html = page(opened(refused.application), refused)
    for name in ("周大海", "周晓月", "verifier同志", "13800138000"):
        assert name not in html
    assert not re.search(r"\d{17}[\dX]", html)


def test_where_the_rules_broke_nothing_of_it_shows(db, monkeypatch):
    from plugins.manager import get_manager

    builders.make_county()
    claim = builders.claim_of(builders.verify(builders.file()))

    def explode(*args, **kwargs):
        raise ZeroDivisionError("plugin bug")

    monkeypatch.setattr(get_manager()._evaluators[builders.ALLOWANCE], "evaluate", explode)
    actions.propose(actor=builders.staff("officer"), claim=claim)
    actions.propose_by_hand(actor=builders.staff("officer"), claim=claim, outcome="refused", reason="收入高于标准")
    actions.confirm(actor=builders.staff("approver"), claim=builders.claim_of(claim.application), reason="同意")
    html = page(opened(claim.application), claim)
    assert "收入高于标准" in html and "工作人员" in html
    for inner in ("ZeroDivisionError", "plugin", "civil-affairs", "od-verdict"):
        assert inner not in html
    assert Letter.objects.filter(claim=claim).exists()


def test_a_claim_that_is_nobodys_is_not_found(person):
    application = submitted(person)
    client = opened(application)
    assert client.get("/track/status/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert client.get(f"/track/status/{application.claims.first().pk}/").status_code == 404


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("", ("受理告知书", "不予批准告知书_最低生活保障", "核查报告")),
        ("/en", ("Notice of acceptance", "Notice of refusal_Minimum living allowance", "Verification report")),
    ],
)
def test_downloads_are_told_apart_by_kind_scheme_and_receipt(refused, prefix, names):
    application = refused.application
    client = opened(application)
    page = client.get(f"{prefix}/track/status/").content.decode()
    links = set(re.findall(r'href="([^"]*/track/(?:letter|report)/[^"]+)"', page))
    heads = [unquote(client.get(link)["Content-Disposition"]) for link in links]
    files = {re.search("filename.*?=(?:utf-8'')?\"?([^\"]+)", head)[1] for head in heads}
    assert files == {f"{name}_{application.receipt}.pdf" for name in names}
