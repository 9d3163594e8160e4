"""Leases on rows (``lease_until``): whoever holds one works on the row, until it ends or is given back."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from portal.common import clock


def free(lease: dt.timedelta) -> Q:
    """Rows nobody holds: never leased, given back, or the lease has ended.

    A lease that has more than twice its length to go was taken by a clock that ran ahead and says nothing: else the row
    would be blocked until that day. Up to there it counts, for the clocks of several machines are never quite the same.
    """
    now = clock.now()
    return Q(lease_until__isnull=True) | Q(lease_until__lt=now) | Q(lease_until__gt=now + 2 * lease)
