"""A small counter in the database against guessing and text-message floods (faults 27 and 28).

In the database and not in a cache: it holds across processes and restarts, and the site runs without Redis.
"""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from forms.models import Attempts
from portal.common import clock, crypto


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


def forget_old(before: datetime) -> int:
    """Delete counters of windows that began before `before`; returns how many."""
    return Attempts.objects.filter(window__lt=before).delete()[0]
