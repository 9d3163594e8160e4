"""The administrators' pages: connect, give keys, rotate, revoke, send again; and what officers see of a claim there."""

import re

import pytest
from django.urls import reverse

from portal.api.models import AgencySystem, ApiKey, Delivery
from portal.audit.models import AuditEntry
from portal.cases import actions as cases
from tests.api.builders import NOWHERE, Caller, key_of
from tests.cases.builders import EDUCATION, claim_of, staff


@pytest.fixture
def enter(client):
    """Sign somebody in by name."""
    from portal.accounts.actions import sync_roles
    from portal.accounts.actors import Actor

    def sign_in(name):
        sync_roles(actor=Actor.system("test"))
        client.force_login(staff(name).user)
        return client

    return sign_in


def form(**changes):
    from portal.accounts.models import Office

    values = {"name": "教育资助系统", "agency_key": "education", "webhook_url": NOWHERE, "signing": "hmac",
              "office": Office.objects.get(code="qingxi-education").pk, "schemes": [EDUCATION]}  # fmt: skip
    return {**values, **changes}


def test_connecting_shows_the_secret_once(town, enter):
    browser = enter("administrator")
    assert reverse("agency_systems:list") in browser.get("/admin/").content.decode()
    assert browser.get(reverse("agency_systems:list")).status_code == 200
    assert browser.get(reverse("agency_systems:connect")).status_code == 200
    answer = browser.post(reverse("agency_systems:connect"), form())
    system = AgencySystem.objects.get()
    assert answer.status_code == 200 and system.secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    page = browser.get(reverse("agency_systems:system", args=[system.pk])).content.decode()
    assert system.secret not in page and system.secret_id in page
    assert AuditEntry.objects.filter(action="api.connect_system").exists()


@pytest.mark.parametrize(
    "changes",
    [{"name": " "}, {"webhook_url": "http://x/"}, {"webhook_url": "https://127.0.0.1/"}, {"agency_key": "x"},
     {"office": "999999"}, {"schemes": ["minimum-living-allowance"]}, {"schemes": ["x"]}, {"signing": "x"}],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field_and_kept(town, enter, changes):
    answer = enter("administrator").post(reverse("agency_systems:connect"), form(**changes))
    text = answer.content.decode()
    assert answer.status_code == 422 and "wb-errors" in text
    assert "教育资助系统" in text or changes == {"name": " "}
    assert not AgencySystem.objects.exists()


def test_a_name_is_given_once(system, enter):
    answer = enter("administrator").post(reverse("agency_systems:connect"), form())
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "已经有系统用了这个名称" in text


def test_a_key_is_shown_once_and_revoked(system, enter):
    browser = enter("administrator")
    bad = browser.post(reverse("agency_systems:issue_key", args=[system.pk]), {"days": "0"})
    assert bad.status_code == 422
    answer = browser.post(
        reverse("agency_systems:issue_key", args=[system.pk]),
        {"label": "试用", "scopes": ["claims:read"], "days": "30"},
    )
    token = re.search(r"odk_[0-9a-f]{12}_[\w-]{43}", answer.content.decode())[0]
    assert Caller(token).get("/claims").status_code == 200
    page = browser.get(reverse("agency_systems:system", args=[system.pk])).content.decode()
    assert token not in page and "试用" in page
    key = ApiKey.objects.get()
    browser.post(reverse("agency_systems:revoke_key", args=[system.pk, key.pk]))
    assert Caller(token).get("/claims").status_code == 401


def test_settings_secret_and_state_change_by_verbs(system, enter):
    browser = enter("administrator")
    assert browser.get(reverse("agency_systems:edit", args=[system.pk])).status_code == 200
    answer = browser.post(reverse("agency_systems:edit", args=[system.pk]), form(name="新名称", shows_identity="on"))
    assert answer.status_code == 302
    changed = AgencySystem.objects.get()
    assert changed.name == "新名称" and changed.shows_identity and changed.secret == system.secret
    assert "shows_identity" in AuditEntry.objects.get(action="api.change_system").detail
    fresh = browser.post(reverse("agency_systems:rotate", args=[system.pk])).content.decode()
    assert AgencySystem.objects.get().next_secret in fresh
    browser.post(reverse("agency_systems:finish_rotation", args=[system.pk]))
    assert AgencySystem.objects.get().secret in fresh
    for state in ("paused", "active", "closed"):
        assert browser.post(reverse("agency_systems:state", args=[system.pk]), {"state": state}).status_code == 302
        assert AgencySystem.objects.get().state == state
    assert browser.post(reverse("agency_systems:state", args=[system.pk]), {"state": "active"}).status_code == 404
    assert browser.get(reverse("agency_systems:system", args=[system.pk])).status_code == 200


def test_what_was_sent_is_listed_and_sent_again(claim, enter, monkeypatch):
    Delivery.objects.update(state="given_up", problem="answered 500", response_code=500)
    browser = enter("administrator")
    row = Delivery.objects.get()
    page = browser.get(reverse("agency_systems:system", args=[row.system_id])).content.decode()
    assert "已放弃" in page and claim.application.receipt in page and "周大海" not in page
    assert browser.post(reverse("agency_systems:resend", args=[row.system_id, row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.state == "waiting"


@pytest.mark.parametrize("name", ["officer", "edu-officer", "edu-approver", "supervisor", "editor"])
def test_only_administrators_get_there(system, enter, name):
    browser = enter(name)
    key = ApiKey.objects.create(system=system, prefix="x", digest="x", expires_on="2030-01-01")
    for address, arguments in (
        ("list", []), ("connect", []), ("system", [system.pk]), ("edit", [system.pk]), ("issue_key", [system.pk]),
        ("rotate", [system.pk]), ("state", [system.pk]), ("revoke_key", [system.pk, key.pk]),
    ):  # fmt: skip
        url = reverse(f"agency_systems:{address}", args=arguments)
        assert browser.get(url).status_code in (404, 405) and browser.post(url).status_code == 404
    assert reverse("agency_systems:list") not in browser.get("/admin/").content.decode()
    assert AgencySystem.objects.get().next_secret is None


# What officers see


def test_an_officer_sees_that_the_claim_is_with_the_system(claim, caller, enter):
    caller.write(claim, "acknowledge", agency_number="ZX-77")
    browser = enter("edu-officer")
    url = reverse("workbench:application", args=[claim.application_id])
    page = browser.get(url).content.decode()
    assert "部门自有系统：教育资助系统" in page and "ZX-77" in page and "改在平台办理" in page
    queue = browser.get(reverse("workbench:queue") + "?show=open").content.decode()
    assert claim.application.receipt in queue and "在部门系统办理" in queue
    assert claim.application.receipt not in browser.get(reverse("workbench:queue")).content.decode()
    fresh = claim_of(claim.application, EDUCATION)
    take = reverse("workbench:take_over", args=[claim.application_id, claim.pk])
    assert "接手办理" in browser.get(take).content.decode()
    assert browser.post(take, {"version": fresh.version}).status_code == 302
    assert not claim_of(claim.application, EDUCATION).with_system
    assert "工作人员已接手办理" in browser.get(url).content.decode()


def test_a_dead_system_is_named_on_the_case(claim, enter):
    from portal.api import deliveries

    deliveries.give_back(claim.handoffs.get(), "failures")
    page = enter("edu-officer").get(reverse("workbench:application", args=[claim.application_id])).content.decode()
    assert "部门自有系统没有回应" in page and "不能让群众等机器" in page


def test_the_window_notes_what_the_family_brought(claim, caller, enter):
    caller.write(claim, "ask", missing=[{"words": "孩子的学籍证明照片"}])
    url = reverse("workbench:receive_more", args=[claim.application_id, claim.pk])
    browser = enter("clerk")
    case = browser.get(reverse("workbench:application", args=[claim.application_id])).content.decode()
    assert "材料已补来" in case
    page = browser.get(url)
    assert page.status_code == 200 and "孩子的学籍证明照片" in page.content.decode()
    version = claim_of(claim.application, EDUCATION).version
    assert browser.post(url, {"note": "", "version": version}).status_code == 422
    assert browser.post(url, {"note": "带来了", "version": version - 1}).status_code == 409
    assert browser.post(url, {"note": "带来了", "version": version}).status_code == 302
    fresh = claim_of(claim.application, EDUCATION)
    assert fresh.trouble == "" and fresh.information_requests.get().note == "带来了"
    assert browser.get(url).status_code == 302


def test_the_letter_and_the_page_name_who_decided_there(claim, caller, enter):
    caller.decide(claim)
    page = enter("edu-officer").get(reverse("workbench:application", args=[claim.application_id])).content.decode()
    assert "教育资助系统: A1 / B2" in page


def test_officers_and_systems_do_not_decide_at_once(claim, system):
    """The officer takes over while the system decides on what it saw: one of two wins, the other is told (fault 5)."""
    caller, seen = Caller(key_of(system)), claim.version
    cases.take_over(actor=staff("edu-officer"), claim=claim)
    late = caller.decide(claim, version=seen)
    assert late.status_code == 412 and late.json()["current"]["version"] == claim.version
