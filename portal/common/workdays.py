"""Counting working days (工作日) with the Chinese calendar: holidays, and weekends worked in their place (调休).

The days come from the table `CalendarDay`. For years without a published notice Monday to Friday work and every result
is marked provisional. "The first day is not counted": a period of one working day that starts on a Monday ends on
Tuesday (Civil Code art. 201).
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max
from django.db.models.signals import post_delete, post_save

from .models import CalendarDay

_MAX_DAYS = 5_000
_RECHECK_SECONDS = 60.0
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class DueDate:
    """The last day of a period. `provisional`: it lies in, or counts through, a year not yet published."""

    date: dt.date
    provisional: bool


@dataclass(frozen=True)
class _Calendar:
    exceptions: Mapping[dt.date, bool]
    published: frozenset[int]
    stamp: tuple[int, dt.datetime | None]

    def works(self, day: dt.date) -> bool:
        listed = self.exceptions.get(day)
        return day.weekday() < 5 if listed is None else listed


class _Cache:
    """The calendar in memory. Another process may load a new year: once a minute the table's stamp is compared."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calendar: _Calendar | None = None
        self._checked = 0.0

    def clear(self, **_: object) -> None:
        with self._lock:
            self._calendar = None

    def get(self) -> _Calendar:
        calendar = self._calendar
        if calendar is not None and time.monotonic() - self._checked < _RECHECK_SECONDS:
            return calendar
        with self._lock:
            if self._calendar is None or self._calendar.stamp != _stamp():
                self._calendar = _read()
            self._checked = time.monotonic()
            return self._calendar


def _stamp() -> tuple[int, dt.datetime | None]:
    row = CalendarDay.objects.aggregate(days=Count("date"), changed=Max("updated_at"))
    return row["days"], row["changed"]


def _read() -> _Calendar:
    stamp = _stamp()
    rows = list(CalendarDay.objects.values_list("date", "is_working", "confirmed"))
    published = frozenset(day.year for day, _working, confirmed in rows if confirmed)
    return _Calendar({day: working for day, working, _confirmed in rows}, published, stamp)


_cache = _Cache()
post_save.connect(_cache.clear, sender=CalendarDay)
post_delete.connect(_cache.clear, sender=CalendarDay)


def invalidate() -> None:
    """Forget the calendar kept in memory. `store_year` does this itself."""
    _cache.clear()


def is_working_day(day: dt.date) -> bool:
    """Whether offices work on `day`."""
    return _cache.get().works(day)


def is_published(year: int) -> bool:
    """Whether the calendar of `year` is known, so that deadlines in it are certain."""
    return year in _cache.get().published


def add_working_days(start: dt.date, count: int) -> DueDate:
    """The `count`-th working day after `start`, which itself is not counted; 0 gives `start`.

    Raises ValueError for a negative count or more than 5,000 days.
    """
    if not 0 <= count <= _MAX_DAYS:
        raise ValueError(f"cannot add {count} working days: 0 to {_MAX_DAYS} are possible")
    calendar = _cache.get()
    day, left = start, count
    provisional = False
    while left:
        day += _DAY
        provisional = provisional or day.year not in calendar.published
        left -= calendar.works(day)
    return DueDate(day, provisional)


def working_days_between(after: dt.date, until: dt.date) -> int:
    """Working days later than `after` up to and including `until`; negative when `until` lies before `after`.

    The inverse of `add_working_days`: days left until a due date, below zero once it has passed.
    """
    if until < after:
        return -working_days_between(until, after)
    calendar = _cache.get()
    return sum(calendar.works(after + dt.timedelta(days=n)) for n in range(1, (until - after).days + 1))


def store_year(year: int, holidays: Mapping[dt.date, str], make_up_days: Mapping[dt.date, str], *, source: str) -> int:
    """Replace the exceptions of one year by those of its published notice; returns how many days were stored.

    `holidays` are days off, `make_up_days` weekend days worked, each with the name of the holiday. Raises ValueError if
    a day lies in another year, is both, or if no holiday is given. The verb `accounts.actions.load_calendar_year` wraps
    this with actor and audit.
    """
    days = {**{day: False for day in holidays}, **{day: True for day in make_up_days}}
    strangers = sorted(day for day in days if day.year != year)
    both = sorted(set(holidays) & set(make_up_days))
    if strangers or both or not holidays:
        reason = (
            f"{strangers[0]} is not in {year}"
            if strangers
            else f"{both[0]} is off and working"
            if both
            else "no holiday given"
        )
        raise ValueError(f"calendar of {year}: {reason}")
    names = {**holidays, **make_up_days}
    rows = [
        CalendarDay(date=day, is_working=works, name=names[day], source=source) for day, works in sorted(days.items())
    ]
    with transaction.atomic():
        CalendarDay.objects.filter(date__year=year).delete()
        CalendarDay.objects.bulk_create(rows)
        invalidate()
        transaction.on_commit(invalidate)
    return len(rows)
