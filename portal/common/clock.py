"""The one clock. Instants are aware UTC; days are days of the county (Asia/Shanghai), whatever the server's zone.

Tests move it with time-machine, which patches the standard library below these calls. The demo, which must not need a
test library, gives its made-up cases a past with `travel`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

COUNTY_ZONE = ZoneInfo("Asia/Shanghai")

_shift: ContextVar[dt.timedelta] = ContextVar("clock_shift", default=dt.timedelta(0))


def now() -> dt.datetime:
    """The current instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC) + _shift.get()


@contextmanager
def travel(to: dt.datetime) -> Iterator[None]:
    """For demo data and tests only: inside, this clock starts at `to` and goes on from there.

    It moves for the current thread and context alone; other requests and workers keep the real time. Raises ValueError
    for a naive datetime.
    """
    if to.tzinfo is None:
        raise ValueError("a naive datetime has no instant; give an aware one")
    token = _shift.set(to - dt.datetime.now(dt.UTC))
    try:
        yield
    finally:
        _shift.reset(token)


def today() -> dt.date:
    """The current day in the county."""
    return now().astimezone(COUNTY_ZONE).date()


def local(instant: dt.datetime) -> dt.datetime:
    """The same instant on the county's wall clock. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("a naive datetime has no instant; give an aware one")
    return instant.astimezone(COUNTY_ZONE)


def start_of(day: dt.date) -> dt.datetime:
    """The instant at which a county day begins, as aware UTC."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=COUNTY_ZONE).astimezone(dt.UTC)
