"""Work that comes round by the clock."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command

from portal.common import clock
from portal.content.models import NoticePage
from portal.messages import periodic
from tests.content.conftest import county, section_page  # noqa: F401 - the county is a fixture


@pytest.fixture
def tasks(monkeypatch):
    """No work but the test's own."""
    monkeypatch.setattr(periodic, "_tasks", [])


def test_it_is_called_once_an_interval_and_a_failure_keeps_nobody_waiting(tasks, monkeypatch):
    now, called = [1000.0], []
    monkeypatch.setattr(periodic.time, "monotonic", lambda: now[0])

    @periodic.every(60)
    def broken() -> None:
        called.append("broken")
        raise RuntimeError

    @periodic.every(3600)
    def works() -> None:
        called.append("works")

    for moment in (1000, 1001, 1061, 4700):
        now[0] = moment
        periodic.run_due()
    assert called == ["broken", "works", "broken", "broken", "works"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_publishes_what_is_scheduled(county):  # noqa: F811
    page = NoticePage(title="明天上线", slug="tomorrow", locale=section_page("education").locale, live=False)
    page.go_live_at = clock.now() + dt.timedelta(days=1)
    section_page("education").add_child(instance=page)
    page.save_revision().publish()
    for task in periodic._tasks:
        task.last = None
    call_command("worker", "--once")
    assert not NoticePage.objects.get(pk=page.pk).live
    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=True):
        for task in periodic._tasks:
            task.last = None
        call_command("worker", "--once")
    assert NoticePage.objects.get(pk=page.pk).live
