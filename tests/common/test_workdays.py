"""The working-day counter against the package the table was seeded from, and against counting by hand."""

import datetime as dt
from unittest import mock

import chinese_calendar
import pytest
from django.core.checks import Warning as CheckWarning
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.common import checks, workdays
from portal.common.models import CalendarDay

pytestmark = pytest.mark.django_db

published = st.dates(dt.date(2004, 1, 1), dt.date(2026, 12, 31))
anywhere = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
quietly = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(autouse=True)
def _fresh_calendar():
    workdays.invalidate()
    yield
    workdays.invalidate()


@quietly
@given(published)
def test_every_published_day_agrees_with_the_package(day):
    assert workdays.is_working_day(day) == chinese_calendar.is_workday(day)


@quietly
@given(anywhere, st.integers(0, 60))
def test_adding_counts_every_working_day_after_the_first(start, count):
    due = workdays.add_working_days(start, count)
    passed = [start + dt.timedelta(days=n) for n in range(1, (due.date - start).days + 1)]
    assert sum(map(workdays.is_working_day, passed)) == count
    assert count == 0 or workdays.is_working_day(due.date)
    assert due.provisional == any(not 2004 <= day.year <= 2026 for day in passed)


@quietly
@given(anywhere, st.integers(0, 60))
def test_days_between_is_the_inverse_of_adding(start, count):
    assert workdays.working_days_between(start, workdays.add_working_days(start, count).date) == count


@quietly
@given(anywhere, anywhere)
def test_days_between_changes_sign_with_its_ends(one, other):
    other = min(max(other, one - dt.timedelta(days=400)), one + dt.timedelta(days=400))
    assert workdays.working_days_between(one, other) == -workdays.working_days_between(other, one)


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        # 2026: the week of National Day is off, Saturday 10 October is worked in its place.
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-08", 2, "2026-10-10"),
        ("2026-02-13", 1, "2026-02-14"),  # Saturday before Spring Festival is worked
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-03-02", 22, "2026-04-01"),
        ("2026-03-06", 1, "2026-03-09"),
    ],
)
def test_known_periods(start, count, due):
    assert workdays.add_working_days(dt.date.fromisoformat(start), count) == workdays.DueDate(
        dt.date.fromisoformat(due), False
    )


def test_beyond_the_published_years_monday_to_friday_work_provisionally():
    assert not workdays.is_published(2031)
    assert workdays.add_working_days(dt.date(2031, 10, 1), 1) == workdays.DueDate(dt.date(2031, 10, 2), True)
    assert workdays.add_working_days(dt.date(2026, 12, 30), 1) == workdays.DueDate(dt.date(2026, 12, 31), False)
    assert workdays.add_working_days(dt.date(2026, 12, 31), 1).provisional


@pytest.mark.parametrize("count", [-1, 5_001])
def test_impossible_counts_are_refused(count):
    with pytest.raises(ValueError, match="working days"):
        workdays.add_working_days(dt.date(2026, 1, 1), count)


def test_storing_a_year_makes_it_certain_at_once():
    assert workdays.add_working_days(dt.date(2029, 9, 28), 1) == workdays.DueDate(dt.date(2029, 10, 1), True)
    holidays = {dt.date(2029, 10, day): "国庆节" for day in range(1, 8)}
    assert workdays.store_year(2029, holidays, {dt.date(2029, 9, 29): "国庆节"}, source="a notice") == 8
    assert workdays.add_working_days(dt.date(2029, 9, 28), 1) == workdays.DueDate(dt.date(2029, 9, 29), False)
    assert workdays.add_working_days(dt.date(2029, 9, 29), 1).date == dt.date(2029, 10, 8)


@pytest.mark.parametrize(
    ("holidays", "make_up", "why"),
    [
        ({dt.date(2030, 1, 1): "元旦"}, {}, "2030-01-01 is not in 2029"),
        ({dt.date(2029, 1, 1): "元旦"}, {dt.date(2029, 1, 1): "元旦"}, "off and working"),
        ({}, {}, "no holiday given"),
    ],
)
def test_a_mistaken_year_is_refused_whole(holidays, make_up, why):
    before = CalendarDay.objects.count()
    with pytest.raises(ValueError, match=why):
        workdays.store_year(2029, holidays, make_up, source="a notice")
    assert CalendarDay.objects.count() == before


def test_the_calendar_is_read_once_and_noticed_when_another_process_changes_it(django_assert_num_queries):
    workdays.is_working_day(dt.date(2026, 1, 1))
    with django_assert_num_queries(0):
        workdays.add_working_days(dt.date(2026, 1, 1), 200)
    # An update by queryset sends no signal, as a write of another process would not.
    CalendarDay.objects.filter(date="2026-01-01").update(
        is_working=True, updated_at=dt.datetime(2050, 1, 1, tzinfo=dt.UTC)
    )
    assert not workdays.is_working_day(dt.date(2026, 1, 1))
    with mock.patch.object(workdays, "_RECHECK_SECONDS", 0):
        assert workdays.is_working_day(dt.date(2026, 1, 1))


def test_a_missing_next_year_is_warned_of_in_december(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC))
    assert list(checks.calendar_reaches_far_enough(None, databases=["default"])) == []
    time_machine.move_to(dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC))
    [warning] = checks.calendar_reaches_far_enough(None, databases=["default"])
    assert isinstance(warning, CheckWarning) and "2027" in warning.msg
