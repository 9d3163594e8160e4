"""Objecting on the website (R8.2): by anyone, without a name, once, in time; nothing of it is shown to anybody."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from portal.audit.models import AuditEntry
from portal.cases import actions
from portal.cases.models import Objection
from portal.common import clock
from portal.publicity.models import Posting
from tests.cases.builders import claim_of, make_county, proposed, staff

WORDS = "他家去年在镇上开了一家小店。"
FRIDAY = dt.datetime(2026, 11, 6, 9, tzinfo=clock.COUNTY_ZONE)


@pytest.fixture
def travel():
    with time_machine.travel(FRIDAY - dt.timedelta(days=3), tick=True) as traveller:
        yield traveller


@pytest.fixture
def posting(db, travel) -> Posting:
    """On notice until Friday the 6th of November."""
    make_county()
    claim = proposed()
    actions.confirm(actor=staff("approver"), claim=claim)
    return Posting.objects.get(claim=claim)


def address(posting: Posting) -> str:
    return f"/postings/{posting.pk}/object/"


def send(posting: Posting, client: Client | None = None, **typed):
    return (client or Client()).post(address(posting), {"words": WORDS, **typed}, follow=True)


def test_anyone_objects_without_a_name(posting):
    client = Client()
    page = client.get(f"/postings/{posting.pk}/").content.decode()
    assert address(posting) in page and "对这份公示提出异议" in page
    form = client.get(address(posting))
    assert form.status_code == 200 and "哪里不对" in form.content.decode()
    done = send(posting, client)
    assert done.redirect_chain == [("/postings/received/", 302)]
    assert "已经收到" in done.content.decode() and "不会告诉别人" in done.content.decode()
    objection = Objection.objects.get()
    assert (objection.words, objection.channel, objection.contact) == (WORDS, "website", "")
    for page in (form, done):
        assert "no-store" in page["Cache-Control"] and "noindex" in page["X-Robots-Tag"]


def test_what_was_sent_is_kept_and_shown_to_nobody(posting, caplog):
    send(posting, known_from="我住隔壁", contact="陈先生 13700000099")
    objection = Objection.objects.get()
    assert (objection.known_from, objection.contact) == ("我住隔壁", "陈先生 13700000099")
    shown = caplog.text + "".join(AuditEntry.objects.values_list("detail", flat=True))
    for path in ("/postings/", f"/postings/{posting.pk}/", address(posting), "/postings/received/"):
        shown += Client().get(path).content.decode()
    for secret in (WORDS, "隔壁", "陈先生", "13700000099", str(objection.pk)):
        assert secret not in shown
    assert "正在核查" not in shown, "nobody learns that somebody objects"


def test_what_was_typed_is_never_lost(posting):
    long = "字" * 2_001
    for typed, hint in (({"words": " "}, "请写明哪里不对"), ({"words": long}, "一共 2001 个字")):
        page = send(posting, **typed, contact="<b>老陈</b>")
        text = page.content.decode()
        assert page.status_code == 422
        assert hint in text and "&lt;b&gt;老陈&lt;/b&gt;" in text and typed["words"].strip() in text
        assert 'href="#id_words"' in text
    assert not Objection.objects.exists()
    assert send(posting, words="字" * 2_000).status_code == 200


def test_sent_twice_it_counts_once(posting):
    for _time in range(2):
        assert send(posting).redirect_chain
    assert Objection.objects.count() == 1


def test_what_comes_after_the_last_day_comes_back_with_the_hotline(posting, travel):
    travel.move_to(FRIDAY + dt.timedelta(days=1))
    assert Client().get(address(posting)).status_code == 404
    page = send(posting)
    text = page.content.decode()
    assert page.status_code == 409
    assert WORDS in text and "0000-123 4567" in text and "刚刚结束" in text
    assert posting.masked_name not in text, "the notice itself is gone"
    assert not Objection.objects.exists()


def test_what_comes_after_the_decision_comes_back_too(posting):
    from portal.accounts.actors import Actor

    claim = claim_of(posting.claim.application)
    actions.withdraw(actor=Actor.applicant(claim.application.receipt), claim=claim)
    assert send(posting).status_code == 409


def test_what_was_begun_while_the_notice_hung_is_taken_while_an_inquiry_runs(posting, travel):
    send(posting)
    travel.move_to(FRIDAY + dt.timedelta(days=3))
    assert not Posting.objects.on_show().exists()
    assert send(posting, words="我也有话要说。").status_code == 200
    assert Objection.objects.count() == 2


def test_floods_are_stopped_and_told_so(posting, settings):
    settings.OBJECTIONS_PER_ADDRESS_AND_HOUR = 2
    for number in range(2):
        assert send(posting, words=f"第 {number} 件事").status_code == 200
    page = send(posting, words="第三件事")
    assert page.status_code == 429 and "第三件事" in page.content.decode()
    settings.OBJECTIONS_PER_ADDRESS_AND_HOUR = 100
    settings.OBJECTIONS_PER_POSTING_AND_DAY = 2
    assert send(posting, words="第三件事").status_code == 429


def test_a_notice_nobody_knows(posting):
    other = "/postings/01a19eeb-0000-7000-8000-000000000000/object/"
    assert Client().get(other).status_code == 404
    assert Client().post(other, {"words": WORDS}).status_code == 404


def test_strange_bytes_break_nothing(posting):
    assert send(posting, words="a\x00b" + "\u202e" + WORDS).status_code == 200
    assert Client().put(address(posting)).status_code == 405


def test_another_site_cannot_object_for_a_visitor(posting):
    client = Client(enforce_csrf_checks=True)
    assert client.post(address(posting), {"words": WORDS}).status_code == 403


def test_large_text_and_the_other_language_keep_what_is_typed(posting):
    large = send(posting, look="large")
    assert WORDS in large.content.decode() and "govuk-template elder" in large.content.decode()
    english = Client().post(f"/en{address(posting)}", {"words": WORDS, "look": "same"}).content.decode()
    assert WORDS in english and "Object to a public notice" in english and "govuk-error-summary" not in english
    assert not Objection.objects.exists()
