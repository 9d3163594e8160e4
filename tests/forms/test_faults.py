"""Faults the form survives; the numbers are those of the project's list of faults."""

import os
import signal
import subprocess
import sys
import textwrap
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from forms.models import Draft
from forms.storage import DraftStorage
from forms.tokens import COOKIE
from portal.cases.models import Application
from tests.forms.conftest import errors_of
from tests.together import together

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


@pytest.mark.slow
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

    def submit() -> str | None:
        client = Client()
        client.cookies[COOKIE] = token
        return client.post("/apply/check/", {"continue": "1"}).headers.get("Location")

    assert together(*[submit] * 4) == ["/apply/receipt/"] * 4
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
