"""A plugin that goes away takes no claim with it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

import plugins.manager
from plugins.loading import built_in_sources
from plugins.manager import PluginManager, get_manager
from portal.accounts.actions import sync_roles
from portal.accounts.actors import Actor
from portal.accounts.models import Assignment, Office, User
from portal.cases import actions as case_actions
from portal.cases import errors
from portal.cases.lifecycle import State
from portal.cases.models import Letter
from portal.extensions import actions, overview, state
from tests.cases import builders

LEGAL_AID = "legal-aid"


@pytest.fixture
def staffed(administrator, county):
    """Legal aid decides in an office of its own."""
    office = county.add_child(code="qingxi-legal-aid", kind="agency", agency="legal-aid", name="法律援助中心")
    for name, role in (("law-officer", "agency_officer"), ("law-approver", "agency_approver")):
        user = User.objects.create(username=name)
        Assignment.objects.create(user=user, role=role, office=office, since=dt.date(2020, 1, 1))
    sync_roles(actor=Actor.system("test"))
    return office


def take_away(monkeypatch):
    """As after `pip uninstall` and a restart."""
    manager = PluginManager(built_in_sources())
    monkeypatch.setattr(plugins.manager, "_loaded", lambda: manager)


def test_claims_of_a_removed_plugin_stay_readable_and_are_decided_by_hand(
    beside, administrator, staffed, monkeypatch, capsys
):
    beside("legal_aid", only=(LEGAL_AID,))
    actions.install(actor=administrator, name=LEGAL_AID)
    actions.enable(actor=administrator, plugin=LEGAL_AID)
    application = builders.file(scheme_keys=(LEGAL_AID, builders.EDUCATION))
    waiting = builders.file(scheme_keys=(LEGAL_AID,))
    actions.uninstall(actor=administrator, name=LEGAL_AID)
    with pytest.raises(errors.SchemeUnknown):
        builders.file(scheme_keys=(LEGAL_AID,))
    assert get_manager().schemes()[LEGAL_AID], "until the package is removed its rules still help open claims"
    take_away(monkeypatch)

    builders.verify(application)
    claim = builders.claim_of(application, LEGAL_AID)
    officer = builders.staff("law-officer")
    evaluation = case_actions.propose(actor=officer, claim=claim)
    assert evaluation.verdict == "unknown" and "no plugin offers the scheme legal-aid" in evaluation.fault
    claim = builders.claim_of(application, LEGAL_AID)
    assert (claim.state, claim.needs_officer, claim.name) == (State.VERIFIED, True, "法律援助")
    browser = Client()
    browser.force_login(officer.user)
    page = browser.get(f"/admin/cases/{application.pk}/")
    assert page.status_code == 200 and "法律援助" in page.content.decode()
    case_actions.propose_by_hand(
        actor=officer, claim=claim, outcome="approved", amount=Decimal(800), per="once", reason="材料齐全"
    )
    claim = builders.claim_of(application, LEGAL_AID)
    case_actions.confirm(actor=builders.staff("law-approver"), claim=claim)
    assert builders.claim_of(application, LEGAL_AID).state == State.APPROVED
    assert Letter.objects.filter(claim=claim, kind="approval").exists()
    assert builders.claim_of(waiting, LEGAL_AID).state == State.SUBMITTED
    assert overview.row(LEGAL_AID, "en") is None


def test_a_package_removed_without_being_uninstalled_is_shown_as_missing(beside, administrator, staffed, monkeypatch):
    beside("legal_aid", only=(LEGAL_AID,))
    actions.install(actor=administrator, name=LEGAL_AID)
    actions.enable(actor=administrator, plugin=LEGAL_AID)
    take_away(monkeypatch)
    assert overview.row(LEGAL_AID, "en").stand == "missing"
    assert not state.is_enabled(LEGAL_AID, ["hedong", "liuhe", "qingxi"])
    browser = Client()
    browser.force_login(administrator.user)
    sync_roles(actor=Actor.system("test"))
    page = browser.get("/admin/plugins/legal-aid/")
    assert "服务器上已没有这个插件的程序包" in page.content.decode()
    browser.post("/admin/plugins/legal-aid/uninstall/")
    assert overview.row(LEGAL_AID, "en") is None
    beside("legal_aid", only=(LEGAL_AID,))
    assert overview.row(LEGAL_AID, "en").stand == "available", "coming back, it starts anew"


def test_nothing_of_an_earlier_life_comes_back(beside, administrator, staffed):
    beside("legal_aid", only=(LEGAL_AID,))
    liuhe = Office.objects.get(code="liuhe")
    for _life in range(2):
        actions.install(actor=administrator, name=LEGAL_AID)
        assert not state.plugin_enabled(LEGAL_AID)
        actions.enable(actor=administrator, plugin=LEGAL_AID)
        assert state.is_enabled(LEGAL_AID, ["liuhe", "qingxi"])
        actions.disable(actor=administrator, plugin=LEGAL_AID, office=liuhe)
        actions.uninstall(actor=administrator, name=LEGAL_AID)
