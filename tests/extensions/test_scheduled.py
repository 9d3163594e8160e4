"""Plugins' work by the clock, their notices, panels and links on the staff side."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from plugins.api import OFFICERS, Figure, Notice, Panel, Scheduled
from plugins.manager import get_manager
from portal.accounts.actions import sync_roles
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.cases.extending import scheduled
from portal.cases.extending.counts import counts
from portal.common import clock
from portal.extensions import actions
from portal.extensions.models import PluginNotice, PluginState, ScheduledRun
from portal.messages.models import OutboxItem
from tests.cases import builders
from tests.extensions.test_news import run_jobs

EDUCATION = builders.EDUCATION


def work():
    """Plan what is due and do it."""
    planned = scheduled.plan_due()
    run_jobs("cases.run_scheduled")
    return planned


@pytest.fixture
def hourly(monkeypatch):
    """A piece of work of the housing plugin that runs hourly; `hourly.answer` is what it finds."""

    class Runs(list):
        answer = ()

    runs = Runs()

    def run(context):
        runs.append(context)
        if isinstance(runs.answer, BaseException):
            raise runs.answer
        return runs.answer

    plugin = get_manager().plugins()["housing"]
    monkeypatch.setattr(plugin, "scheduled", (Scheduled("hourly", run, every=dt.timedelta(hours=1)),))
    monkeypatch.setitem(plugin.functions, "scheduled:hourly", run)
    return runs


def at(*when):
    return dt.datetime(*when, tzinfo=clock.COUNTY_ZONE)


def test_the_term_reminder_comes_at_seven_and_goes_when_the_term_has_begun(town):
    with time_machine.travel(at(2027, 2, 14, 12), tick=False) as traveller:
        assert work() == 0, "new daily work waits for its time of day"
        for moment, shown in [
            (at(2027, 2, 15, 6, 59), 0), (at(2027, 2, 15, 7, 1), 1), (at(2027, 2, 15, 18), 1),
            (at(2027, 3, 1, 7, 1), 1),
            (at(2027, 3, 2, 6), 0),
        ]:  # fmt: skip
            traveller.move_to(moment)
            work()
            assert len(scheduled.notices_today()) == shown, moment


def test_it_runs_once_an_interval_whoever_looks(town, hourly):
    with time_machine.travel(at(2026, 9, 17, 8), tick=False) as traveller:
        for minutes in (0, 1, 59):
            traveller.move_to(at(2026, 9, 17, 8, minutes))
            work()
        assert len(hourly) == 1
        traveller.move_to(at(2026, 9, 17, 13))
        work()
        work()
        assert len(hourly) == 2, "missed rounds are not made up for"
        assert hourly[1].last_run == at(2026, 9, 17, 8)
        assert hourly[1].on == dt.date(2026, 9, 17)


def test_of_two_workers_one_plans_it(town, hourly):
    with time_machine.travel(at(2026, 9, 17, 8), tick=False):
        stale = ScheduledRun.objects.create(plugin="housing", key="hourly", next_run_at=clock.now())
        assert scheduled.plan_due() == 1
        ScheduledRun.objects.filter(pk=stale.pk).update(next_run_at=stale.next_run_at)
        scheduled.plan_due()
        assert OutboxItem.objects.filter(kind="cases.run_scheduled").count() == 1, "the same round is one job"


def test_notices_are_replaced_by_what_holds_now(town, hourly):
    hourly.answer = [Notice("a", "one"), Notice("b", "two")]
    with time_machine.travel(at(2026, 9, 17, 8), tick=False) as traveller:
        work()
        since = PluginNotice.objects.get(key="b").since
        hourly.answer = [Notice("b", "two, still"), Notice("c", "three", until=dt.date(2026, 9, 17))]
        traveller.move_to(at(2026, 9, 17, 9, 30))
        work()
        assert {(n.key, n.text) for n in PluginNotice.objects.all()} == {("b", "two, still"), ("c", "three")}
        assert PluginNotice.objects.get(key="b").since == since
        traveller.move_to(at(2026, 9, 18, 1))
        assert [n.key for n in scheduled.notices_today()] == ["b"]


@pytest.mark.parametrize("answer", [ValueError("4711"), [Notice("x", "")], "soon", [Notice("x", "y", roles=("king",))]])
def test_failing_work_is_remembered_keeps_its_notices_and_comes_round_again(town, hourly, answer):
    hourly.answer = [Notice("a", "one")]
    with time_machine.travel(at(2026, 9, 17, 8), tick=False) as traveller:
        work()
        hourly.answer = answer
        traveller.move_to(at(2026, 9, 17, 9, 1))
        work()
        row = ScheduledRun.objects.get(plugin="housing")
        assert row.last_error and "4711" not in row.last_error
        assert PluginNotice.objects.count() == 1
        assert PluginState.objects.get(name="housing").health == "failing"
        hourly.answer = []
        traveller.move_to(at(2026, 9, 17, 10, 2))
        work()
        row.refresh_from_db()
        assert (row.last_error, PluginNotice.objects.count()) == ("", 0)
        assert PluginState.objects.get(name="housing").health == "good"


def test_a_disabled_plugin_does_not_work(administrator, hourly):
    actions.disable(actor=administrator, plugin="housing")
    work()
    assert not hourly


def client(name):
    sync_roles(actor=Actor.system("test"))
    browser = Client()
    browser.force_login(User.objects.get(username=name))
    return browser


def test_counts_are_of_the_offices_asked_for(town):
    builders.file()
    everywhere = counts([EDUCATION, builders.ALLOWANCE])
    assert everywhere[EDUCATION].open == 1
    from portal.accounts.models import Office

    elsewhere = counts([EDUCATION], [Office.objects.get(code="shiqiao").path])
    assert elsewhere[EDUCATION].open == 0
    here = counts([EDUCATION], [Office.objects.get(code="liuhe").path])
    assert here[EDUCATION].open == 1


def test_a_panel_is_shown_escaped_to_whom_it_is_meant_for(town, monkeypatch):
    def figures(context):
        return [Figure(context.counts["rent-subsidy"].open, "<script>alert(1)</script> %(x)s", {"x": "<b>"})]

    plugin = get_manager().plugins()["housing"]
    monkeypatch.setattr(plugin, "panels", (
        Panel("p", "<i>Homes</i>", OFFICERS, figures), Panel("m", "Diary", ("approver",), kind="menu", url="/x/d/"),
    ))  # fmt: skip
    monkeypatch.setitem(plugin.functions, "panel:p", figures)
    html = client("officer").get("/admin/").content.decode()
    assert "&lt;i&gt;Homes&lt;/i&gt;" in html and "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;" in html
    assert "<script>alert(1)" not in html and "<i>Homes" not in html
    assert "/x/d/" not in html
    assert "/x/d/" in client("approver").get("/admin/").content.decode()
    assert "Homes" not in client("edu-officer").get("/admin/").content.decode(), "another agency's people"
    assert "Homes" not in client("editor").get("/admin/").content.decode()


def test_a_panel_that_fails_says_so_and_the_page_stands(town, monkeypatch):
    def figures(context):
        raise ZeroDivisionError("4711")

    plugin = get_manager().plugins()["housing"]
    monkeypatch.setattr(plugin, "panels", (Panel("p", "Homes", OFFICERS, figures),))
    monkeypatch.setitem(plugin.functions, "panel:p", figures)
    response = client("officer").get("/admin/")
    assert response.status_code == 200
    html = response.content.decode()
    assert "Homes" in html and "4711" not in html
    assert PluginState.objects.get(name="housing").health == "failing"


def test_the_civil_affairs_panel_counts_what_runs(town):
    html = client("officer").get("/admin/").content.decode()
    assert "民政救助在办情况" in html
    assert "户本月应当进行年度复核" in html
