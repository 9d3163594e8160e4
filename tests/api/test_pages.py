"""The administrators' pages: connect, give keys, rotate, revoke, send again; and what officers see of a claim there."""

import json
import re

import pytest
from django.urls import reverse

from portal.api import actions
from portal.api.actions._settings import SettingInvalid
from portal.api.errors import SecretChanged, SystemChanged
from portal.api.models import AgencySystem, ApiKey, Delivery
from portal.audit.models import AuditEntry
from portal.cases import actions as cases
from tests.api.builders import NOWHERE, Caller, connect, key_of
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


def errors(answer):
    """The page's errors, by field."""
    return {name: [str(error) for error in found] for name, found in answer.context["form"].errors.items()}


def test_a_name_is_given_once_and_whatever_else_is_wrong_is_said_with_it(system, enter):
    wrong = form(webhook_url="http://x/", name=" 教育资助系统 ", schemes=["minimum-living-allowance"])
    answer = enter("administrator").post(reverse("agency_systems:connect"), wrong)
    assert answer.status_code == 422
    found = errors(answer)
    assert set(found) == {"name", "webhook_url", "schemes"} and found["name"] == ["已经有系统用了这个名称。"]


def test_the_office_is_chosen_and_is_not_another_agencys(town, enter):
    from portal.accounts.models import Office

    browser, address = enter("administrator"), reverse("agency_systems:connect")
    blank = browser.get(address).context["form"]
    assert [next(iter(blank[name].field.choices)) for name in ("agency_key", "office")] == [("", "请选择")] * 2
    found = errors(browser.post(address, {}))
    assert found["agency_key"] == ["请选择部门。"] and found["webhook_url"] == ["请填写接收消息的网址。"]
    assert not any("必" in error for said in found.values() for error in said)
    other = Office.objects.get(code="qingxi-civil-affairs").pk
    found = errors(browser.post(address, form(office=other)))
    assert list(found) == ["office"] and "其他部门" in found["office"][0]
    liuhe = Office.objects.get(code="liuhe").pk
    assert browser.post(address, form(office=liuhe)).status_code == 200, "townships work for every agency"


def test_an_office_of_another_agency_is_refused_by_the_verb_too(town):
    with pytest.raises(SettingInvalid, match="其他部门"):
        connect(agency_key="civil-affairs")


@pytest.mark.parametrize("days", ["", "x", "0", "401"])
def test_the_days_of_a_key_say_their_range(system, enter, days):
    given = {"scopes": ["claims:read"], "days": days}
    answer = enter("administrator").post(reverse("agency_systems:issue_key", args=[system.pk]), given)
    assert errors(answer) == {"days": ["请填写 1 到 400 之间的整数天数。"]}


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


def test_settings_are_stored_unchanged_and_changed(system, enter):
    browser, edit = enter("administrator"), reverse("agency_systems:edit", args=[system.pk])
    shown = browser.get(edit).context["form"]
    same = {name: shown[name].value() for name in shown.fields if shown[name].value() not in (None, False)}
    assert browser.post(edit, same).status_code == 302
    assert not AuditEntry.objects.filter(action="api.change_system").exists(), "nothing was changed"
    changes = {"webhook_url": "https://other.example.org/", "contact": "王工 0711-1", "schemes": [EDUCATION]}
    assert browser.post(edit, same | changes).status_code == 302
    changed = AgencySystem.objects.get()
    assert {name: getattr(changed, name) for name in changes} == changes and changed.name == system.name
    assert set(json.loads(AuditEntry.objects.get(action="api.change_system").detail)["changed"]) == set(changes)


def test_a_name_another_system_has_is_refused_at_the_name(system, enter):
    other = connect(name="另一个系统")
    answer = enter("administrator").post(reverse("agency_systems:edit", args=[other.pk]), form(webhook_url="http://x/"))
    assert answer.status_code == 422 and set(errors(answer)) == {"name", "webhook_url"}
    other.refresh_from_db()
    assert other.name == "另一个系统"


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
    assert browser.post(reverse("agency_systems:state", args=[system.pk]), {"state": "odd"}).status_code == 404
    late = browser.post(reverse("agency_systems:state", args=[system.pk]), {"state": "active"}, follow=True)
    assert late.status_code == 200 and "这个系统已经关闭" in late.content.decode()
    assert browser.get(reverse("agency_systems:system", args=[system.pk])).status_code == 200


def test_what_was_sent_is_listed_and_sent_again(claim, enter, monkeypatch):
    Delivery.objects.update(state="given_up", problem="answered with an error", response_code=500)
    browser = enter("administrator")
    row = Delivery.objects.get()
    page = browser.get(reverse("agency_systems:system", args=[row.system_id])).content.decode()
    assert "已放弃" in page and claim.application.receipt in page and "周大海" not in page
    assert "HTTP 500" in page and "对方回复了错误" in page and f"事项第 {row.sequence} 版" in page
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
    told = browser.post(take, {"version": fresh.version}, follow=True).content.decode()
    assert "已向部门系统发出通知" in told and "收到通知" not in told, "whether it arrives is not known yet"
    assert not claim_of(claim.application, EDUCATION).with_system
    assert "工作人员已接手办理" in browser.get(url).content.decode()


def test_a_dead_system_is_named_on_the_case(claim, enter):
    from portal.api import deliveries

    deliveries.give_back(claim.handoffs.get(), "failures")
    page = enter("edu-officer").get(reverse("workbench:application", args=[claim.application_id])).content.decode()
    assert "部门自有系统没有回应" in page and "不能让群众等机器" in page


def test_attempts_are_called_attempts(claim, enter):
    claim.handoffs.update(failures=5)
    page = enter("edu-officer").get(reverse("workbench:application", args=[claim.application_id])).content.decode()
    assert "最近 5 次发送没有成功" in page


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


def test_an_old_page_opens_nothing_that_was_closed(system):
    old = AgencySystem.objects.get()
    actions.set_state(actor=staff("administrator"), system=AgencySystem.objects.get(), state="closed")
    with pytest.raises(SystemChanged):
        actions.set_state(actor=staff("administrator"), system=old, state="paused")
    assert AgencySystem.objects.get().state == "closed"


def test_an_old_page_throws_away_no_new_secret(system):
    actions.rotate_secret(actor=staff("administrator"), system=AgencySystem.objects.get())
    old = AgencySystem.objects.get()
    newest = actions.rotate_secret(actor=staff("administrator"), system=AgencySystem.objects.get())
    assert not actions.finish_rotation(actor=staff("administrator"), system=old)
    assert AgencySystem.objects.get().next_secret == newest


def test_of_two_administrators_at_once_one_is_shown_a_secret_that_counts(system):
    """Both have read the system; the second is told, and the secret the first was shown stays."""
    first, second = AgencySystem.objects.get(), AgencySystem.objects.get()
    shown = actions.rotate_secret(actor=staff("administrator"), system=first)
    with pytest.raises(SecretChanged):
        actions.rotate_secret(actor=staff("administrator"), system=second)
    stored = AgencySystem.objects.get()
    assert (stored.next_secret, stored.next_secret_id) == (shown, first.next_secret_id)
    assert AuditEntry.objects.filter(action="api.rotate_secret").count() == 1


@pytest.mark.parametrize("button", ["rotate", "finish_rotation"])
def test_an_old_page_is_told_that_its_secrets_are_others_now(system, enter, button):
    browser, url = enter("administrator"), reverse("agency_systems:system", args=[system.pk])
    actions.rotate_secret(actor=staff("administrator"), system=AgencySystem.objects.get())
    fields = re.findall(r'name="secrets" value="([^"]+)"', browser.get(url).content.decode())
    assert len(fields) == 2 and len(set(fields)) == 1
    newest = actions.rotate_secret(actor=staff("administrator"), system=AgencySystem.objects.get())
    old = browser.post(reverse(f"agency_systems:{button}", args=[system.pk]), {"secrets": fields[0]}, follow=True)
    text = old.content.decode()
    assert old.redirect_chain and "系统的共享密码没有改动" in text and "只认新的共享密码" not in text
    assert AgencySystem.objects.get().next_secret == newest
    fresh = re.search(r'name="secrets" value="([^"]+)"', text)[1]
    done = browser.post(reverse(f"agency_systems:{button}", args=[system.pk]), {"secrets": fresh})
    assert done.status_code == (200 if button == "rotate" else 302)
    assert AgencySystem.objects.get().next_secret != newest


def test_nothing_to_retire_is_no_success(system, enter):
    finish = reverse("agency_systems:finish_rotation", args=[system.pk])
    text = enter("administrator").post(finish, follow=True).content.decode()
    assert "系统的共享密码没有改动" in text and AgencySystem.objects.get().secret == system.secret


def test_a_state_a_colleague_changed_meanwhile_is_told_with_the_page(system, enter, monkeypatch):
    browser, state = enter("administrator"), reverse("agency_systems:state", args=[system.pk])
    check = actions.set_state.__globals__["require_role"]

    def meanwhile(*given, **more):
        AgencySystem.objects.update(state="closed")
        check(*given, **more)

    monkeypatch.setitem(actions.set_state.__globals__, "require_role", meanwhile)
    answer = browser.post(state, {"state": "paused"}, follow=True)
    assert answer.status_code == 200 and "同事刚刚改动了这个系统" in answer.content.decode()
    assert AgencySystem.objects.get().state == "closed"
