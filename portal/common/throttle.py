"""A small counter in the database against guessing, text-message floods and systems that ask too often (faults 27, 28).

In the database and not in a cache: it holds across processes and restarts, and the site runs without Redis.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from . import clock, crypto
from .models import Attempts


def _window(instant: datetime, length: timedelta) -> datetime:
    seconds = int(length.total_seconds())
    return datetime.fromtimestamp(int(instant.timestamp()) // seconds * seconds, UTC)


def allow(purpose: str, who: str, limit: tuple[int, timedelta]) -> bool:
    """Count one try of `who` at `purpose`; False once more than limit[0] were made within the window of length
    limit[1].

    `who` is an address or a receipt number; only its blind index is stored.
    """
    most, length = limit
    key = crypto.blind_index(who, f"attempts:{purpose}")
    window = _window(clock.now(), length)
    row = Attempts.objects.filter(key=key, window=window)
    if not row.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                Attempts.objects.create(key=key, window=window, count=1)
        except IntegrityError:
            row.update(count=F("count") + 1)
    return row.values_list("count", flat=True).get() <= most


def seconds_left(length: timedelta) -> int:
    """Whole seconds until the running window of this length ends, at least 1: for Retry-After."""
    now = clock.now()
    return max(1, int((_window(now, length) + length - now).total_seconds()))


def forget_old(before: datetime) -> int:
    """Delete counters of windows that began before `before`; returns how many."""
    return Attempts.objects.filter(window__lt=before).delete()[0]
