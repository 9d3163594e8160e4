"""The one clock. Instants are aware UTC; days are days of the county (Asia/Shanghai), whatever the server's zone.

Tests move it with time-machine, which patches the standard library below these calls.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

COUNTY_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """The current instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The current day in the county."""
    return now().astimezone(COUNTY_ZONE).date()


def local(instant: dt.datetime) -> dt.datetime:
    """The same instant on the county's wall clock. Raises ValueError for a naive datetime: its zone would be a guess."""
    if instant.tzinfo is None:
        raise ValueError("a naive datetime has no instant; give an aware one")
    return instant.astimezone(COUNTY_ZONE)


def start_of(day: dt.date) -> dt.datetime:
    """The instant at which a county day begins, as aware UTC."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=COUNTY_ZONE).astimezone(dt.UTC)
