"""Installing, enabling, disabling, uninstalling: idempotent, audited, seen by other processes, never losing claims."""

import datetime as dt
import json
import threading

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from portal import extensions
from portal.accounts.actors import Actor
from portal.accounts.models import Assignment, Office, User
from portal.accounts.permissions import NotAllowed
from portal.audit.models import AuditEntry
from portal.cases import errors as case_errors
from portal.extensions import actions, errors, overview, state
from portal.extensions.models import Enablement, PluginState
from tests.cases import builders

EDUCATION = builders.EDUCATION
VILLAGE = ["hedong", "liuhe", "qingxi"]


def acts() -> list[str]:
    return list(
        AuditEntry.objects.filter(action__startswith="extensions.")
        .order_by("sequence")
        .values_list("action", flat=True)
    )


def test_built_in_plugins_are_on_without_anybody_doing_anything(town):
    assert extensions.is_enabled(EDUCATION, VILLAGE)
    assert not PluginState.objects.exists()
    assert not extensions.is_enabled("nobody-offers-this", VILLAGE)


def test_a_foreign_plugin_is_off_until_an_administrator_installs_and_enables_it(beside, administrator):
    beside("legal_aid", only=("legal-aid",))
    assert not extensions.is_enabled("legal-aid", VILLAGE)
    with pytest.raises(errors.NotInstalled):
        actions.enable(actor=administrator, plugin="legal-aid")
    state_row = actions.install(actor=administrator, name="legal-aid")
    assert (state_row.enabled, state_row.installed_version) == (False, "0.3.1")
    assert not extensions.is_enabled("legal-aid", VILLAGE)
    actions.enable(actor=administrator, plugin="legal-aid")
    assert "legal-aid" in extensions.enabled_schemes(VILLAGE)
    assert acts() == ["extensions.install", "extensions.enable"]


def test_every_verb_does_nothing_the_second_time(beside, administrator, county):
    beside("legal_aid", only=("legal-aid",))
    for _again in range(2):
        actions.install(actor=administrator, name="legal-aid")
        actions.enable(actor=administrator, plugin="legal-aid")
    for _again in range(2):
        actions.disable(actor=administrator, plugin="legal-aid", office=county)
    for _again in range(2):
        actions.inherit(actor=administrator, plugin="legal-aid", office=county)
    for _again in range(2):
        actions.disable(actor=administrator, plugin="legal-aid")
    for _again in range(2):
        actions.upgrade(actor=administrator, name="legal-aid")
        actions.uninstall(actor=administrator, name="legal-aid")
        if not _again:
            assert not PluginState.objects.get(name="legal-aid").enabled
            actions.install(actor=administrator, name="legal-aid")
    names = [name.partition(".")[2] for name in acts()]
    assert names == [
        "install", "enable", "disable", "inherit", "disable", "uninstall", "install", "uninstall",
    ]  # fmt: skip


def test_an_office_subtree_can_be_switched_by_plugin_and_by_agency(administrator):
    liuhe, shiqiao = Office.objects.get(code="liuhe"), Office.objects.get(code="shiqiao")
    actions.disable(actor=administrator, plugin="education", office=liuhe)
    assert not extensions.is_enabled(EDUCATION, VILLAGE)
    assert extensions.is_enabled(EDUCATION, ["shiqiao", "qingxi"])
    actions.enable(actor=administrator, plugin="education", office=Office.objects.get(code="hedong"))
    assert extensions.is_enabled(EDUCATION, VILLAGE), "the nearest office decides"
    actions.disable(actor=administrator, agency="education", office=shiqiao)
    assert not extensions.is_enabled(EDUCATION, ["shiqiao", "qingxi"])
    actions.disable(actor=administrator, agency="education")
    assert not extensions.is_enabled(EDUCATION, VILLAGE), "of plugin and agency, both must be on"
    assert EDUCATION not in extensions.offered_schemes(["qingxi"])
    actions.enable(actor=administrator, agency="education", office=liuhe)
    assert EDUCATION in extensions.offered_schemes(["qingxi"]), "on offer somewhere in the county"


def test_a_plugin_can_begin_in_one_town(beside, administrator, county):
    beside("legal_aid", only=("legal-aid",))
    liuhe = Office.objects.get(code="liuhe")
    actions.install(actor=administrator, name="legal-aid")
    helper = User.objects.create(username="town-admin")
    Assignment.objects.create(user=helper, role="administrator", office=liuhe, since=dt.date(2020, 1, 1))
    with pytest.raises(NotAllowed):
        actions.enable(actor=Actor.staff(helper), plugin="legal-aid", office=liuhe)
    assert not Enablement.objects.exists(), "a town does not begin what the county has not"
    actions.enable(actor=administrator, plugin="legal-aid", office=liuhe)
    assert extensions.is_enabled("legal-aid", VILLAGE)
    assert not extensions.is_enabled("legal-aid", ["shiqiao", "qingxi"])
    assert "legal-aid" in extensions.offered_schemes(["qingxi"])
    actions.enable(actor=administrator, plugin="legal-aid", office=county)
    assert extensions.is_enabled("legal-aid", ["shiqiao", "qingxi"])


def test_where_a_plugin_begins_anew_older_switches_count_no_more(administrator):
    """On there and nowhere else: neither the village above which it begins is off, nor the other town on."""
    liuhe = Office.objects.get(code="liuhe")
    actions.enable(actor=administrator, plugin="education", office=Office.objects.get(code="shiqiao"))
    actions.disable(actor=administrator, plugin="education", office=Office.objects.get(code="hedong"))
    actions.disable(actor=administrator, plugin="education")
    for _again in range(2):
        actions.enable(actor=administrator, plugin="education", office=liuhe)
    assert extensions.is_enabled(EDUCATION, VILLAGE)
    assert not extensions.is_enabled(EDUCATION, ["shiqiao", "qingxi"])
    assert dict(Enablement.objects.values_list("office__code", "enabled")) == {"qingxi": False, "liuhe": True}
    (*_older, entry) = AuditEntry.objects.filter(action__startswith="extensions.").order_by("sequence")
    assert json.loads(entry.detail)["forgotten"] == ["hedong", "shiqiao"]
    assert acts() == ["extensions.enable", "extensions.disable", "extensions.disable", "extensions.enable"]


def test_a_plugin_that_begins_in_the_whole_county_is_on_everywhere(administrator, county):
    actions.disable(actor=administrator, plugin="education", office=Office.objects.get(code="liuhe"))
    actions.disable(actor=administrator, plugin="education")
    actions.enable(actor=administrator, plugin="education", office=county)
    assert extensions.is_enabled(EDUCATION, VILLAGE)


def test_only_administrators_of_the_office_may(town, county):
    for name in ("editor", "officer", "supervisor"):
        with pytest.raises(NotAllowed):
            actions.disable(actor=builders.staff(name), plugin="education")
        with pytest.raises(NotAllowed):
            actions.install(actor=builders.staff(name), name="education")
        with pytest.raises(NotAllowed):
            actions.configure(actor=builders.staff(name), name="education", values={})
    assert not Enablement.objects.exists()


def test_unknown_and_broken_plugins_are_refused_with_the_reason(beside, administrator):
    beside("faulty", only=("faulty-import", "faulty-amounts"))
    with pytest.raises(errors.NotDiscovered, match=r"educaton.*education"):
        actions.install(actor=administrator, name="educaton")
    with pytest.raises(errors.InQuarantine, match="this plugin never comes up"):
        actions.install(actor=administrator, name="faulty-import")
    with pytest.raises(errors.BuiltIn):
        actions.uninstall(actor=administrator, name="education")
    with pytest.raises(errors.NotDiscovered):
        actions.uninstall(actor=administrator, name="never-there")
    with pytest.raises(errors.NotDiscovered):
        actions.disable(actor=administrator, agency="navy")


def test_what_is_switched_off_cannot_be_applied_for_and_open_claims_are_decided(administrator):
    application = builders.verify(builders.file())
    claim = builders.claim_of(application, EDUCATION)
    actions.disable(actor=administrator, plugin="education", office=Office.objects.get(code="liuhe"))
    with pytest.raises(case_errors.SchemeUnknown, match="教育救助"):
        builders.file()
    from portal.cases import actions as case_actions

    evaluation = case_actions.propose(actor=builders.staff("edu-officer"), claim=claim)
    assert evaluation.fault == ""
    assert evaluation.verdict in ("met", "not_met")


def test_another_process_sees_a_change_within_the_interval(administrator, monkeypatch):
    """The stamp in the database is compared, not the tables, and not at every look."""
    now = [100.0]
    monkeypatch.setattr(state.time, "monotonic", lambda: now[0])
    with override_settings(PLUGIN_STATE_SECONDS=2):
        other = state._Cache()
        assert other.get().is_on("education")
        actions.disable(actor=administrator, plugin="education")
        assert not state.known().is_on("education"), "the process that changed it knows at once"
        assert other.get().is_on("education"), "the other has not looked yet"
        now[0] += 2.1
        assert not other.get().is_on("education")


def test_one_look_costs_one_small_query_and_none_within_the_interval(administrator, django_assert_num_queries):
    actions.disable(actor=administrator, plugin="education")
    with override_settings(PLUGIN_STATE_SECONDS=60):
        state.known()
        with django_assert_num_queries(0):
            for _ in range(5):
                extensions.enabled_schemes(VILLAGE)
    with override_settings(PLUGIN_STATE_SECONDS=0), django_assert_num_queries(1):
        state.known()


def test_an_upgrade_is_offered_and_remembered(beside, administrator):
    manager = beside("legal_aid", only=("legal-aid",))
    actions.install(actor=administrator, name="legal-aid")
    manager.plugins()["legal-aid"].version = "0.4"
    row = overview.row("legal-aid", "en")
    assert (row.version, row.upgrade_to, row.stand) == ("0.4", "0.4", "disabled")
    actions.upgrade(actor=administrator, name="legal-aid")
    assert overview.row("legal-aid", "en").upgrade_to == ""
    detail = json.loads(AuditEntry.objects.get(action="extensions.upgrade").detail)
    assert (detail["from"], detail["to"]) == ("0.3.1", "0.4")


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_make_one_change(transactional_db):
    builders.make_county()
    actor = builders.staff("administrator")
    failures = []

    def disable():
        from django.db import connection

        try:
            actions.disable(actor=actor, plugin="education")
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=disable) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert acts() == ["extensions.disable"]


def test_the_command_lists_and_switches(beside, town, capsys):
    beside("legal_aid", "faulty", only=("legal-aid", "faulty-hook"))

    def run(*arguments):
        call_command("plugins", *arguments, "--json")
        return {row["name"]: row for row in json.loads(capsys.readouterr().out)}

    rows = run("list")
    assert rows["legal-aid"]["state"] == "available"
    assert rows["education"]["state"] == "enabled" and rows["education"]["built_in"]
    assert rows["faulty-hook"]["state"] == "quarantined"
    assert "a hook that raises" in rows["faulty-hook"]["quarantine"]
    run("install", "legal-aid")
    assert run("enable", "legal-aid")["legal-aid"]["state"] == "enabled"
    run("disable", "legal-aid", "--office", "liuhe")
    assert not extensions.is_enabled("legal-aid", VILLAGE)
    assert run("disable", "legal-aid")["legal-aid"]["state"] == "disabled"
    with pytest.raises(CommandError, match="no office nowhere"):
        call_command("plugins", "enable", "legal-aid", "--office", "nowhere")
    with pytest.raises(CommandError, match="which plugin"):
        call_command("plugins", "enable")
    call_command("plugins")
    assert "legal-aid  0.3.1  disabled" in capsys.readouterr().out


def test_what_the_command_refuses_says_in_english_what_to_run(beside, town):
    beside("legal_aid", only=("legal-aid",))
    for arguments, says in [
        (("enable", "legal-aid"), "is not installed yet: install it first. Run: portal plugins install legal-aid"),
        (("install", "legal-aide"), "No plugin called “legal-aide” is installed beside the portal. Did you mean"),
        (("enable", "education", "--office", "liuehe"), "no office liuehe; did you mean liuhe?; known are qingxi, "),
    ]:
        with pytest.raises(CommandError) as raised:
            call_command("plugins", *arguments)
        assert says in str(raised.value)


def test_where_no_offices_are_loaded_the_command_says_how_they_are(db):
    with pytest.raises(CommandError, match=r"no offices are loaded yet\. Run: portal load_locality"):
        call_command("plugins", "enable", "education", "--office", "liuhe")
