"""Faults and abuses the form survives; the numbers are those of the project's list of faults."""

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory

from forms import conf
from forms.models import Draft
from forms.storage import DraftStorage
from forms.tokens import COOKIE
from portal.audit.models import AuditEntry
from portal.cases.models import AccessCode, Application, Letter
from portal.common import clock
from portal.messages.models import OutboxItem
from tests.forms.conftest import APPLICANT_ID, CHILD_ID, SPOUSE_ID, Person, errors_of, photo

KILLED = -signal.SIGKILL


# -- 1: kill -9
def in_a_process_that_dies(token: str, script: str) -> int:
    """Run requests in a process of its own on the same database; returns how it ended."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        # A socket folder stands in the address as a percent-encoded host.
        host, name = quote(str(database["HOST"]), safe=""), database["NAME"]
        url = f"postgresql://{database['USER']}:{database['PASSWORD']}@{host}/{name}"
    program = f"""
        import os, signal, django
        django.setup()
        from django.conf import settings
        settings.ALLOWED_HOSTS = ["testserver"]
        from django.test import Client
        from forms.storage import DraftStorage
        client = Client()
        client.cookies["{COOKIE}"] = "{token}"
        def die(*args, **kwargs):
            os.kill(os.getpid(), signal.SIGKILL)
    """
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test", "TEST_DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program) + textwrap.dedent(script)],
        env=environment,
        timeout=120,
        check=False,
    ).returncode


@pytest.mark.django_db(transaction=True)
def test_1_a_killed_process_loses_no_saved_step_and_leaves_no_half_application(person):
    person.to_schemes()
    token = person.client.cookies[COOKIE].value
    ended = in_a_process_that_dies(
        token,
        f"""
        assert client.post("/apply/applicant/", {person.applicant_data()!r}).status_code == 302
        DraftStorage.save = die
        client.post("/apply/household/", {{"continue": "1"}})
    """,
    )
    assert ended == KILLED
    draft = Draft.objects.get()
    assert draft.answers["done"] == ["applicant", "schemes"] and draft.step == "household"
    person.household(members=False)
    for step in ("means", "more", "documents", "authorisation"):
        person.fill(step)
    ended = in_a_process_that_dies(
        token,
        """
        import sys
        client.get("/apply/check/")
        sys.modules["forms.actions.submit_draft"].clock = type("Clock", (), {"now": die})
        client.post("/apply/check/", {"continue": "1"})
    """,
    )
    assert ended == KILLED
    assert Application.objects.count() == 0, "all of it or nothing"
    assert person.post("check", {}).headers["Location"] == "/apply/receipt/"
    assert Application.objects.get().receipt == draft.reference


# -- 3: double submit, Back, two tabs
@pytest.mark.django_db(transaction=True)
def test_3_four_submits_at_once_are_one_application(person):
    person.up_to("check")
    token = person.client.cookies[COOKIE].value
    together, answers = threading.Barrier(4), []

    def submit() -> None:
        client = Client()
        client.cookies[COOKIE] = token
        together.wait()
        answers.append(client.post("/apply/check/", {"continue": "1"}).headers.get("Location"))
        connection.close()

    threads = [threading.Thread(target=submit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["/apply/receipt/"] * 4
    assert Application.objects.count() == 1


def test_3_back_and_submit_again_end_at_the_same_receipt(person):
    person.up_to("check")
    person.post("check", {})
    receipt = Application.objects.get().receipt
    for step in ("check", "applicant", "schemes"):
        assert person.get(step).headers["Location"] == "/apply/receipt/"
        assert person.post(step, {"schemes": ["education-aid"]}).headers["Location"] == "/apply/receipt/"
    assert Application.objects.get().receipt == receipt
    assert receipt in person.client.get("/apply/receipt/").content.decode()


def test_3_two_tabs_on_two_steps_lose_nothing(person):
    person.up_to("means")
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = person.client.cookies[COOKIE].value
    first, second = DraftStorage("apply", request), DraftStorage("apply", request)
    assert first.draft and second.draft
    first.set_step_data("means", {"household-savings": ["1"]})
    first.mark_done("means")
    second.set_step_data("more", {"m1-in_school": ["none"]})
    second.mark_done("more")
    first.save()
    second.save()
    answers = Draft.objects.get().answers
    assert answers["step_data"]["means"] == {"household-savings": ["1"]}
    assert answers["step_data"]["more"] == {"m1-in_school": ["none"]}
    assert {"means", "more"} <= set(answers["done"])


# -- 27, 28: guessing
def without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|QX\d\d-\d{4}-\w{4}', "", html)


def submitted(person: Person) -> Application:
    person.up_to("check", members=False)
    person.post("check", {})
    return Application.objects.get()


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


def sent_code() -> str:
    """The digits of the last SMS with a code."""
    texts = [item.payload["text"] for item in OutboxItem.objects.filter(kind="sms").order_by("pk")]
    return re.findall(r"(?<!\d)\d{6}(?!\d)", texts[-1])[0]


def saved(person: Person) -> tuple[str, str]:
    """Fill in two pages, save for later; the number and the code on the page."""
    person.up_to("household")
    page = person.client.post("/apply/household/", {"save": "1"}).content.decode()
    number, code = re.findall(r'<dd class="numeric">([^<]+)</dd>', page)
    return number, code


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


# -- 30: extra keys
def test_30_extra_keys_are_ignored_and_logged_without_their_content(person, caplog, capfd):
    person.to_schemes()
    person.post(
        "applicant",
        {**person.applicant_data(), "is_approved": "yes", "m2-income_monthly": "1", "欧阳": "13800138000"},
    )
    answers = Draft.objects.get().answers
    assert not {"is_approved", "m2-income_monthly", "欧阳"} & set(answers["step_data"]["applicant"])
    out, err = capfd.readouterr()
    logged = caplog.text + out + err
    assert "forms.extra_keys" in logged
    assert "is_approved" not in logged and "欧阳" not in logged


# -- 31: skipped steps, stale versions
@pytest.mark.parametrize("step", ["household", "means", "more", "documents", "authorisation", "check"])
def test_31_a_skipped_step_leads_to_the_first_gap(person, step):
    assert person.get(step).headers["Location"] == "/apply/"
    person.to_schemes()
    assert person.get(step).headers["Location"] == "/apply/applicant/"
    assert person.post(step, {"continue": "1"}).headers["Location"] == "/apply/applicant/"
    assert "没填完的" in person.get("applicant").content.decode()


@pytest.mark.django_db(transaction=True)
def test_31_when_the_form_changes_the_draft_moves_on_with_its_answers(person, monkeypatch):
    from forms import definitions
    from plugins import manager as plugins

    class Later(plugins.PluginManager):
        """The rules of tomorrow ask one thing more."""

        def questions(self, scheme_keys):
            found = super().questions(scheme_keys)
            return (*found, self.vocabulary["household.floor_area"]) if found else found

    person.up_to("check", members=False)
    old = Draft.objects.get().form_version
    later = Later([*plugins.built_in_sources()])
    monkeypatch.setattr(definitions, "get_manager", lambda: later)
    response = person.get("check")
    assert response.headers["Location"] == "/apply/more/"
    page = person.get("more").content.decode()
    assert "表格有了变动" in page and "household-floor_area" in page
    draft = Draft.objects.get()
    assert draft.form_version != old
    assert draft.answers["step_data"]["applicant"]["name"] == ["欧阳小满"]
    assert "more" not in draft.answers["done"] and "means" in draft.answers["done"]
    assert person.fill("more", **{"household-floor_area": "48.5"}).headers["Location"] == "/apply/documents/"
    assert person.post("check", {}).headers["Location"] == "/apply/receipt/"
    assert Application.objects.get().answers["household"]["floor_area"] == "48.5"
    assert Application.objects.get().form_version == draft.form_version


def test_31_a_scheme_that_is_gone_is_taken_out_and_said_so(person, monkeypatch):
    from forms import definitions
    from plugins import manager as plugins

    person.up_to("check", members=False)
    fewer = plugins.PluginManager([source for source in plugins.built_in_sources() if source.name == "education"])
    monkeypatch.setattr(definitions, "get_manager", lambda: fewer)
    page = person.client.get("/apply/check/", follow=True)
    assert "现在不办了" in page.content.decode()
    assert Draft.objects.get().answers["step_data"]["schemes"]["schemes"] == ["education-aid"]


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


# -- 43: junk in parameters
JUNK = ['"', "\x00", "欧" * 3000, "%s%n", "' OR 1=1 --", "\u202ecod.exe", "\ud83d\ude00", "../" * 50]


@pytest.mark.parametrize("junk", JUNK)
def test_43_junk_in_any_parameter_is_never_a_crash(person, junk):
    junk = junk.encode("utf-16", "surrogatepass").decode("utf-16")
    paths = [
        "/apply/",
        "/apply/schemes/",
        "/apply/resume/",
        "/apply/receipt/",
        "/track/",
        "/track/code/",
        "/track/status/",
    ]
    for path in paths:
        for query in ({"scheme": junk}, {"event": junk}, {"back": junk}, {"gap": junk}, {junk: junk}):
            assert person.client.get(path, query).status_code < 500
    person.to_schemes()
    bodies = [
        ("/apply/schemes/", {"schemes": [junk]}),
        ("/apply/applicant/", {name: junk for name in person.applicant_data()}),
        (
            "/apply/household/add/",
            {
                "name": junk,
                "id_number": junk,
                "relation": junk,
                "birth-year": junk,
                "birth-month": junk,
                "birth-day": junk,
            },
        ),
        ("/apply/documents/", {"remove": junk, "upload": junk}),
        ("/apply/resume/", {"reference": junk, "code": junk}),
        ("/apply/resume/code/", {"reference": junk}),
        ("/track/", {"receipt": junk}),
        ("/track/code/", {"code": junk}),
    ]
    for path, data in bodies:
        assert person.client.post(path, data).status_code < 500, path


def test_43_three_thousand_characters_are_explained_and_kept(person):
    person.to_schemes()
    page = person.post("applicant", person.applicant_data(address="很长" * 1500))
    assert "3000 个字" in errors_of(page)[0]
    assert "很长" * 1500 in page.content.decode()
