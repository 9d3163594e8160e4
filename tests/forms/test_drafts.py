"""Saving for later, resuming, expiring: what is kept, for how long, and what the pages say."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from forms import actions, conf
from forms.models import Draft
from forms.storage import DraftStorage
from portal.accounts.actors import Actor
from portal.audit.models import AuditEntry
from portal.cases.models import Application, Document
from portal.common import clock
from portal.common.models import Attempts
from portal.messages.models import OutboxItem
from tests.forms.conftest import APPLICANT_ID, SPOUSE_ID, Person, photo, saved, sent_code


def test_saving_keeps_even_what_is_not_right_yet(person):
    person.to_schemes()
    page = person.client.post("/apply/applicant/", {"save": "1", "name": "欧阳小满", "id_number": "123"})
    assert page.status_code == 200 and "表已经存好" in page.content.decode()
    html = person.get("applicant").content.decode()
    assert 'value="欧阳小满"' in html and 'value="123"' in html
    assert "applicant" not in Draft.objects.get().answers["done"]


def test_saving_on_the_first_page_starts_the_draft(person):
    page = person.client.post("/apply/schemes/", {"save": "1"})
    assert "表已经存好" in page.content.decode()
    assert person.get("schemes").status_code == 200
    assert Draft.objects.count() == 1


def test_saving_a_member_page_keeps_the_member(person):
    person.up_to("household")
    person.client.post("/apply/household/add/", {"save": "1", "name": "欧阳建国", "relation": "spouse"})
    assert "欧阳建国" in person.get("household").content.decode()
    response = person.post("household", {})
    assert response.status_code == 200, "the list does not go on with an unfinished page"
    assert "第 2 位家庭成员那一页还没填完" in response.content.decode()


def test_number_and_code_go_to_the_phone_too(person):
    number, code = saved(person)
    message = OutboxItem.objects.get(kind="sms").payload
    assert message["to"] == "13800138000" and number in message["text"] and code in message["text"]


def test_the_worker_sends_a_new_code_to_the_phone_in_the_form(person):
    number, _old = saved(person)
    Client().post("/apply/resume/code/", {"reference": number})
    item = OutboxItem.objects.get(kind="forms.send_draft_code")
    from portal.messages.registry import handler_for

    handler_for(item.kind)(item.payload, item)
    response = Client().post("/apply/resume/", {"reference": number, "code": sent_code()})
    assert response.headers["Location"] == "/apply/household/"


@pytest.mark.django_db(transaction=True)
def test_a_resumed_form_goes_on_where_it_was_left(person):
    number, code = saved(person)
    later = Person(Client())
    later.client.post("/apply/resume/", {"reference": number, "code": code})
    assert "欧阳小满" in later.get("applicant").content.decode()
    later.household(members=False)
    for step in ("means", "more", "documents", "authorisation"):
        assert later.fill(step).status_code == 302
    assert later.post("check", {}).headers["Location"] == "/apply/receipt/"
    assert Application.objects.get().receipt == number


def test_expired_drafts_open_nothing_and_are_purged_with_their_files(person):
    person.up_to("documents", members=False)
    person.client.post("/apply/documents/", {"upload": "1", "files-id-card": photo()})
    assert Document.objects.count() == 1
    with time_machine.travel(clock.now() + conf.get("DRAFT_LIFETIME") + timedelta(hours=1), tick=False):
        assert person.get("applicant").headers["Location"] == "/apply/"
        call_command("purge_drafts", verbosity=0)
    assert Draft.objects.count() == 0 and Document.objects.count() == 0 and Attempts.objects.count() == 0
    assert AuditEntry.objects.filter(action="drafts.purge").exists()


def test_purging_leaves_live_drafts_and_submitted_files(person):
    person.up_to("documents", members=False)
    person.client.post("/apply/documents/", {"upload": "1", "files-id-card": photo()})
    for step in ("documents", "authorisation"):
        person.fill(step)
    person.post("check", {})
    other = Person(Client())
    other.to_schemes()
    with time_machine.travel(clock.now() + conf.get("DRAFT_RECEIPT_LIFETIME") + timedelta(minutes=1), tick=False):
        assert actions.purge_drafts(actor=Actor.system("test")) == 1
    assert Draft.objects.count() == 1 and Document.objects.count() == 1


def test_clearing_an_unsaved_form_wipes_it_and_a_saved_one_stays(person):
    person.to_schemes()
    assert "找不回来" in person.client.get("/apply/clear/").content.decode()
    person.client.post("/apply/clear/")
    assert Draft.objects.get().answers is None
    again = Person(Client())
    number, code = saved(again)
    again.client.post("/apply/clear/")
    assert Client().post("/apply/resume/", {"reference": number, "code": code}).status_code == 302


def test_answers_are_ciphertext_in_the_database(person):
    from django.db import connection

    person.up_to("household")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM onedoor_forms_draft")
        stored = bytes(cursor.fetchone()[0])
    assert APPLICANT_ID.encode() not in stored and "欧阳".encode() not in stored


def test_a_draft_that_is_always_overtaken_says_so_and_writes_nothing(person, monkeypatch):
    person.to_schemes()
    monkeypatch.setattr(DraftStorage, "_reread", lambda self, draft: draft)
    original = DraftStorage.set_step_data

    def overtaken(self, step, values):
        Draft.objects.update(version=99)
        original(self, step, values)

    monkeypatch.setattr(DraftStorage, "set_step_data", overtaken)
    page = person.post("applicant", person.applicant_data())
    assert page.status_code == 200 and "另一个窗口也在保存" in page.content.decode()
    assert "applicant" not in Draft.objects.get().answers["step_data"]


def test_no_more_people_than_there_is_room_for(person, settings):
    settings.DRAFT_MAX_MEMBERS = 2
    person.up_to("household")
    assert person.add_member("欧阳建国", "spouse", SPOUSE_ID).status_code == 302
    page = person.add_member("欧阳星", "child", **{"birth-unknown": "1"})
    assert "这里最多填 2 个人" in page.content.decode()


def test_a_removed_member_takes_all_answers_along(person):
    person.up_to("more")
    assert "m2-income_monthly" in Draft.objects.get().answers["step_data"]["means"]
    person.client.post("/apply/household/2/remove/")
    answers = Draft.objects.get().answers
    assert not [name for values in answers["step_data"].values() for name in values if name.startswith("m2-")]
    person.add_member("另一位", "parent", **{"birth-unknown": "1"})
    assert [member["key"] for member in Draft.objects.get().answers["members"]] == [3, 4], "keys are never used again"


@pytest.mark.parametrize("path", ["/apply/", "/apply/schemes/", "/apply/resume/", "/track/", "/apply/cleared/"])
def test_pages_need_no_session_and_no_script(county, client, path):
    response = client.get(path, follow=True)
    assert response.status_code == 200
    assert "sessionid" not in response.cookies
    assert not re.search(r"<script|onclick=|style=", response.content.decode())


def test_the_night_after_a_draft_may_expire_it_is_purged(person):
    from portal.messages.registry import handler_for

    person.to_schemes()
    draft = Draft.objects.get()
    jobs = OutboxItem.objects.filter(kind="forms.purge_drafts").order_by("next_attempt_at")
    assert [clock.local(job.next_attempt_at).date() - clock.local(draft.created_at).date() for job in jobs] == [
        timedelta(days=1),
        timedelta(days=31),
    ]
    Person(Client()).to_schemes()
    assert jobs.count() == 2, "one job a night, however many drafts"
    with time_machine.travel(jobs.last().next_attempt_at, tick=False):
        handler_for("forms.purge_drafts")({}, jobs.last())
    assert Draft.objects.count() == 0


def test_when_no_scheme_is_offered_the_page_says_whom_to_call(county, client, monkeypatch):
    from forms import definitions
    from plugins.manager import PluginManager

    monkeypatch.setattr(definitions, "get_manager", lambda: PluginManager([]))
    html = client.get("/apply/schemes/").content.decode()
    assert "网上暂时不能申请" in html and "0000-123 4567" in html


@pytest.mark.parametrize("button", ["save", "continue"])
def test_a_day_without_numbers_left_is_said_kindly(person, monkeypatch, button):
    from forms.actions.start_draft import NoReferenceLeft
    from forms.views.wizard import ApplyWizard

    def none_left(*_given, **_named):
        raise NoReferenceLeft

    monkeypatch.setattr(ApplyWizard, "ensure_draft", none_left)
    response = person.client.post("/apply/schemes/", {button: "1", "schemes": ["education-aid"]})
    assert response.status_code in {200, 503}
    assert "govuk-error-summary" in response.content.decode()


def test_one_address_cannot_use_up_the_days_numbers(county, settings):
    """Fault 28: a script that begins forms stops by itself; what the person chose stays."""
    settings.DRAFT_STARTS_PER_ADDRESS = (2, timedelta(hours=1))
    chosen = {"continue": "1", "schemes": ["education-aid"]}
    assert [Client().post("/apply/schemes/", chosen).status_code for _ in range(2)] == [302, 302]
    page = Client().post("/apply/schemes/", chosen).content.decode()
    assert "请过一小时再试" in page and Draft.objects.count() == 2
    assert "checked" in re.search(r'<input[^>]*value="education-aid"[^>]*>', page)[0]
    elsewhere = Client(REMOTE_ADDR="192.0.2.9").post("/apply/schemes/", chosen)
    assert elsewhere.status_code == 302


def test_one_phone_gets_so_many_codes_a_day_from_whatever_form(person, settings):
    """Fault 28: the code is shown all the same, and one that cannot be sent does not kill the one before."""
    settings.DRAFT_CODES_PER_PHONE = (1, timedelta(days=1))
    number, _code = saved(person)
    texted = OutboxItem.objects.filter(kind="sms")
    assert texted.count() == 1
    page = person.post("household", {"save": "1"}).content.decode()
    assert "表已经存好" in page and "手机" not in page.split("</dl>")[1].split("<aside>")[0] and texted.count() == 1
    kept = Draft.objects.get().code_hash
    assert actions.send_code(actor=Actor.system("test"), reference=number)
    assert texted.count() == 1 and Draft.objects.get().code_hash == kept


def test_after_asking_for_a_code_every_link_of_the_page_leads_on(person):
    number, _code = saved(person)
    page = Client().post("/apply/resume/code/", {"reference": number})
    assert page.status_code == 200 and f'value="{number}"' in page.content.decode()
    assert Client().get("/apply/resume/code/").headers["Location"] == "/apply/resume/"
    assert Client().get("/en/apply/resume/code/").headers["Location"] == "/en/apply/resume/"


def test_no_code_is_promised_without_a_number(county):
    page = Client().post("/apply/resume/code/", {"reference": " "}).content.decode()
    assert "请先填申请表编号。" in page and "新验证码已经发到" not in page
    assert 'href="#id_reference"' in page and not OutboxItem.objects.exists()


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "验证码"])
def test_what_cannot_be_a_code_is_said_and_costs_no_try(person, code):
    number, right = saved(person)
    page = Client().post("/apply/resume/", {"reference": number, "code": code}).content.decode()
    assert "请填 6 位数字的验证码。" in page and 'href="#id_code"' in page
    assert Draft.objects.get().code_attempts == 0
    spread = f"{right[:3]} {right[3:]}"
    assert Client().post("/apply/resume/", {"reference": number, "code": spread}).status_code == 302
