"""Who may see what, and where personal data never appears; the numbers are those of the project's list of faults."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from forms import conf
from forms.models import Draft
from forms.tokens import COOKIE
from portal.audit.models import AuditEntry
from portal.cases.models import AccessCode, Application, Letter
from portal.common import clock
from portal.messages.models import OutboxItem
from tests.forms.conftest import (
    APPLICANT_ID,
    CHILD_ID,
    SPOUSE_ID,
    Person,
    photo,
    saved,
    sent_code,
    submitted,
)


# -- 27, 28: guessing
def without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|QX\d\d-\d{4}-\w{4}', "", html)


def test_27_tracking_answers_alike_whether_the_number_exists_or_not(person):
    from portal.common import references

    receipt = submitted(person).receipt
    other = references.new_reference("QX", clock.today())
    pages = []
    for number in (receipt, other):
        client = Client()
        answer = client.post("/track/", {"receipt": number})
        assert answer.headers["Location"] == "/track/code/"
        pages.append(without_tokens(client.get("/track/code/").content.decode()))
        wrong = client.post("/track/code/", {"code": "x"})
        pages.append(without_tokens(wrong.content.decode()))
    assert pages[0] == pages[2] and pages[1] == pages[3]
    assert AccessCode.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_27_asking_for_a_new_draft_code_answers_alike(person):
    from portal.common import references

    person.up_to("household")
    reference = Draft.objects.get().reference
    answers = [
        Client().post("/apply/resume/code/", {"reference": number}).content.decode()
        for number in (reference, references.new_reference("QX", clock.today()))
    ]
    assert without_tokens(answers[0]) == without_tokens(answers[1])
    assert OutboxItem.objects.filter(kind="forms.send_draft_code").count() == 2


def test_28_a_draft_code_wears_out_after_five_wrong_tries(person):
    number, code = saved(person)
    for _try in range(5):
        assert (
            "打不开"
            in Client()
            .post("/apply/resume/", {"reference": number, "code": "000000" if code != "000000" else "111111"})
            .content.decode()
        )
    assert "打不开" in Client().post("/apply/resume/", {"reference": number, "code": code}).content.decode()


def test_28_tries_from_one_address_are_capped_kindly(person, settings):
    settings.RESUME_TRIES_PER_ADDRESS = (3, timedelta(minutes=10))
    for _try in range(3):
        assert Client().post("/apply/resume/", {"reference": "QX26-0917-4H2K", "code": "123456"}).status_code == 200
    page = Client().post("/apply/resume/", {"reference": "QX26-0917-4H2K", "code": "123456"})
    assert page.status_code == 429
    assert "请等十分钟" in page.content.decode() and "0000-123 4567" in page.content.decode()


def test_28_codes_by_sms_are_capped(person, settings):
    settings.ACCESS_CODES_PER_RECEIPT = 2
    receipt = submitted(person).receipt
    statuses = [Client().post("/track/", {"receipt": receipt}).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]


# -- 29: shared window computer
def test_29_nothing_is_kept_by_the_browser_and_clearing_ends_it(person):
    person.up_to("check")
    for page in (
        person.get("applicant"),
        person.get("check"),
        person.client.get("/apply/resume/"),
        person.client.get("/track/"),
        person.client.get("/apply/household/add/"),
    ):
        assert "no-store" in page.headers["Cache-Control"] and page.headers["X-Robots-Tag"] == "noindex"
    old = person.client.cookies[COOKIE].value
    response = person.client.post("/apply/clear/")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert person.client.cookies[COOKIE].value == ""
    person.client.cookies[COOKIE] = old
    back = person.get("applicant")
    assert back.headers["Location"] == "/apply/"
    assert "欧阳小满" not in person.client.get("/apply/", follow=True).content.decode()


def test_29_a_browser_left_alone_shows_nothing_and_the_answers_stay(person):
    number, code = saved(person)
    with time_machine.travel(clock.now() + conf.get("DRAFT_IDLE") + timedelta(minutes=1), tick=False):
        response = person.get("applicant")
        assert response.headers["Location"] == "/apply/locked/"
        page = person.client.get("/apply/locked/").content.decode()
        assert "欧阳小满" not in page and number not in page and "138" not in page
        assert person.client.post("/apply/locked/").status_code == 200
        assert person.post("applicant", person.applicant_data(name="坐下的人")).headers["Location"] == "/apply/locked/"
        assert person.client.post("/apply/resume/", {"reference": number, "code": code}).status_code == 302
        assert "欧阳小满" in person.get("applicant").content.decode()


def test_29_tracking_gets_a_new_session_key_and_closes_by_itself(person):
    application = submitted(person)
    client = Client()
    client.post("/track/", {"receipt": application.receipt})
    before = client.session.session_key
    assert client.post("/track/code/", {"code": sent_code()}).headers["Location"] == "/track/status/"
    assert client.session.session_key != before
    page = client.get("/track/status/")
    assert "no-store" in page.headers["Cache-Control"] and application.receipt in page.content.decode()
    with time_machine.travel(clock.now() + conf.get("TRACKING_IDLE") + timedelta(minutes=2), tick=False):
        assert client.get("/track/status/").headers["Location"] == "/track/"
    assert client.get("/track/status/").headers["Location"] == "/track/"


# -- 26, letters
def test_26_a_letter_opens_only_for_the_application_of_the_session(person):
    application = submitted(person)
    letter = Letter.objects.get(application=application)
    assert Client().get(f"/track/letter/{letter.pk}/").status_code == 404
    client = Client()
    client.post("/track/", {"receipt": application.receipt})
    client.post("/track/code/", {"code": sent_code()})
    response = client.get(f"/track/letter/{letter.pk}/")
    assert response.content.startswith(b"%PDF") and response.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        "attachment" in response.headers["Content-Disposition"]
        and "sandbox" in response.headers["Content-Security-Policy"]
    )
    assert client.get("/track/letter/00000000-0000-4000-8000-000000000000/").status_code == 404
    client.post("/track/sign-out/")
    assert client.get(f"/track/letter/{letter.pk}/").status_code == 404
    other = Person(Client())
    other.to_schemes()
    other.post("applicant", other.applicant_data(name="别人", id_number=SPOUSE_ID, phone="13900139000"))
    other.household(members=False)
    for step in ("means", "more", "documents", "authorisation"):
        other.fill(step)
    other.post("check", {})
    theirs = Application.objects.exclude(pk=application.pk).get()
    other.client.post("/track/", {"receipt": theirs.receipt})
    other.client.post("/track/code/", {"code": sent_code()})
    assert other.client.get(f"/track/letter/{letter.pk}/").status_code == 404


def test_26_an_upload_of_another_draft_cannot_be_removed(person):
    from portal.cases.models import Document

    person.up_to("documents", members=False)
    person.client.post("/apply/documents/", {"upload": "1", "files-id-card": photo()})
    stranger = Person(Client())
    stranger.up_to("documents", members=False)
    stranger.client.post("/apply/documents/", {"remove": str(Document.objects.get().pk)})
    assert Document.objects.count() == 1


# -- 35: personal data nowhere else
def test_35_no_personal_data_in_logs_addresses_sessions_or_trails(person, caplog, capfd):
    canaries = ["欧阳小满", APPLICANT_ID, SPOUSE_ID, CHILD_ID, "13800138000", "二组 17 号"]
    seen: list[str] = []
    person.up_to("documents")
    person.client.post("/apply/documents/", {"upload": "1", "files-id-card": photo("欧阳小满身份证.jpg")})
    for step in ("documents", "authorisation"):
        response = person.fill(step)
        seen.append(response.headers["Location"])
    person.post("applicant", person.applicant_data(id_number=APPLICANT_ID[:17] + "A"))
    seen.append(person.post("check", {}).headers["Location"])
    receipt = Application.objects.get().receipt
    person.client.post("/track/", {"receipt": receipt})
    seen.append(person.client.post("/track/code/", {"code": sent_code()}).headers["Location"])
    status = person.client.get("/track/status/").content.decode()
    seen += re.findall(r'(?:href|action)="([^"]+)"', status + person.client.get("/apply/receipt/").content.decode())
    out, err = capfd.readouterr()
    sessions = json.dumps([session.get_decoded() for session in Session.objects.all()], ensure_ascii=False)
    trail = json.dumps([[entry.action, str(entry.detail)] for entry in AuditEntry.objects.all()], ensure_ascii=False)
    drafts = str(
        [list(row) for row in Draft.objects.values_list("reference", "step", "form_version", "token_hash", "code_hash")]
    )
    for canary in canaries:
        for place, text in {
            "logs": caplog.text + out + err,
            "addresses": " ".join(seen),
            "sessions": sessions,
            "trail": trail,
            "drafts": drafts,
        }.items():
            assert canary not in text, f"{place} hold personal data"
    raw = _everything_stored(
        ("onedoor_forms_draft", "django_session", "onedoor_audit_auditentry", "onedoor_messages_outboxitem")
    )
    for canary in canaries:
        assert canary.encode() not in raw


def _everything_stored(tables: tuple[str, ...]) -> bytes:
    with connection.cursor() as cursor:
        parts = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            parts += [
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            ]
    return b"\n".join(parts)


# -- 36: old links
def test_36_resuming_elsewhere_kills_the_old_token_and_secrets_are_hashed(person):
    number, code = saved(person)
    old = person.client.cookies[COOKIE].value
    draft = Draft.objects.get()
    assert old not in draft.token_hash and code not in draft.code_hash and len(old) >= 40
    elsewhere = Client()
    response = elsewhere.post(
        "/apply/resume/", {"reference": number.lower().replace("-", " "), "code": f" {code[:3]} {code[3:]} "}
    )
    assert response.headers["Location"] == "/apply/household/"
    assert elsewhere.cookies[COOKIE].value != old
    assert "欧阳小满" in elsewhere.get("/apply/household/").content.decode()
    assert person.get("applicant").headers["Location"] == "/apply/", "the old token opens nothing"


def test_36_a_new_code_kills_the_old_one(person):
    number, old = saved(person)
    page = person.client.post("/apply/household/", {"save": "1"}).content.decode()
    new = re.findall(r'<dd class="numeric">([^<]+)</dd>', page)[1]
    if new != old:
        assert Client().post("/apply/resume/", {"reference": number, "code": old}).status_code == 200
    assert Client().post("/apply/resume/", {"reference": number, "code": new}).status_code == 302


@pytest.mark.parametrize("token", ["", "x", "../../etc", "a" * 5000])
def test_36_a_made_up_token_opens_nothing(county, client, token):
    client.cookies[COOKIE] = token
    assert client.get("/apply/applicant/").headers["Location"] == "/apply/"
