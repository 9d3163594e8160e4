"""The tracking page: number, code, and then the whole state on one page."""

import re

import pytest
from django.test import Client

from portal.cases.models import Application
from tests.forms.conftest import sent_code, submitted


@pytest.fixture
def tracked(person):
    """A client whose session has opened the application."""
    application = submitted(person)
    client = Client()
    client.post("/track/", {"receipt": application.receipt.lower()})
    assert client.post("/track/code/", {"code": sent_code()}).status_code == 302
    return client


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填受理号"),
        ("12345", "这不像受理号"),
        ("QX26-0917-4H2X", None),
    ],
)
def test_a_number_that_cannot_be_one_is_explained(county, client, typed, words):
    page = client.post("/track/", {"receipt": typed})
    assert page.status_code == 200
    assert words is None or words in page.content.decode()
    assert f'value="{typed}"' in page.content.decode()


def test_the_code_page_needs_a_number_first(county, client):
    assert client.get("/track/code/").headers["Location"] == "/track/"
    assert client.get("/track/status/").headers["Location"] == "/track/"


def test_a_wrong_code_is_a_mistake_with_a_way_out(person):
    client = Client()
    client.post("/track/", {"receipt": submitted(person).receipt})
    page = client.post("/track/code/", {"code": "12"})
    assert page.status_code == 200 and "govuk-error-summary" in page.content.decode()


def test_the_status_page_says_the_whole_state(tracked):
    html = tracked.get("/track/status/").content.decode()
    application = Application.objects.get()
    assert application.receipt in html
    assert re.search(r"2 项申请，2 项办理中", html)
    assert "最低生活保障" in html and "教育救助" in html
    assert html.count('<div class="od-days"') == 2
    assert html.count("<i") >= 12 + 15
    assert "已受理" in html and "最晚" in html
    assert f"/track/letter/{application.letters.get().pk}/" in html
    assert "柳河镇" in html and 'href="tel:0000-1234588">0000-123 4588</a>' in html
    assert "刚受理，从下一个工作日算起，共 12 个工作日。最晚" in html and "第 0 个" not in html


def test_the_status_page_speaks_english(tracked):
    html = tracked.get("/en/track/status/").content.decode()
    assert "2 claims, 2 in progress" in html and "Whom to ask" in html


def test_signing_out_forgets(tracked):
    assert tracked.post("/track/sign-out/").headers["Location"] == "/apply/cleared/"
    assert tracked.get("/track/status/").headers["Location"] == "/track/"
    assert tracked.get("/track/sign-out/").status_code == 405


def test_a_code_opens_once(person):
    receipt = submitted(person).receipt
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/track/", {"receipt": receipt})
    code = sent_code()
    assert first.post("/track/code/", {"code": code}).status_code == 302
    assert second.post("/track/code/", {"code": code}).status_code == 200


def test_who_is_missing_facts_is_told_first(db):
    from tests.cases import builders

    builders.make_county()
    mother, child = builders.FAMILY
    unknown = (*mother[:4], {key: value for key, value in mother[4].items() if key != "income_monthly"})
    application = builders.verify(builders.file(people=(unknown, child), scheme_keys=(builders.ALLOWANCE,)))
    from portal.cases import actions

    actions.propose(actor=builders.staff("officer"), claim=builders.claim_of(application))
    client = Client()
    client.post("/track/", {"receipt": application.receipt})
    client.post("/track/code/", {"code": sent_code()})
    html = client.get("/track/status/").content.decode()
    assert html.index("需要您做") < html.index("od-claim")


def test_the_card_on_the_home_page_brings_the_number_along(county, client):
    page = client.get("/track/", {"receipt": 'qx26-0917-4h2k"><b>\x00'}).content.decode()
    assert 'value="qx26-0917-4h2k&quot;&gt;&lt;b&gt;"' in page


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_address_of_a_visitor_is_what_a_trusted_proxy_saw(settings, rf, trusted, forwarded, address):
    from portal.common.http import address_of

    settings.TRUSTED_PROXIES = trusted
    assert address_of(rf.get("/", headers={"X-Forwarded-For": forwarded})) == address


def test_the_history_names_offices_and_no_systems(db):
    from portal.cases.models import ClaimEvent
    from portal.cases.queries import timeline
    from tests.cases import builders

    builders.make_county()
    claim = builders.claim_of(builders.file(), builders.EDUCATION)
    happened = {"claim": claim, "at": claim.application.submitted_at, "office": claim.office}
    ClaimEvent.objects.create(kind="handed_over", data={"system": "ZX-3000"}, **happened)
    ClaimEvent.objects.create(kind="taken_over", data={}, **happened)
    for language, words in (
        ("zh-hans", [f"已转给{claim.office.label}办理", "办理单位的工作人员接着办理"]),
        ("en", ["which works on it", "The office itself goes on with it"]),
    ):
        told = next(c for c in timeline(claim.application, language).claims if c.id == str(claim.pk))
        texts = " ".join(event.text for event in told.events)
        assert all(each in texts for each in words) and "ZX-3000" not in texts, texts
