"""The values adopted here, as the rules reckon with them beside those of the plugins' files.

Read once and kept; every few seconds at most one row is looked at to see whether anything was adopted since. Between
two looks nothing is asked, and pages that show no figure never ask.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet

from plugins.api.parameters import ParameterValue
from plugins.manager import Overlay

from .models import Adoption, ChangedValue, ParameterChange

if TYPE_CHECKING:
    from .drafting import Content, NewValue

log = logging.getLogger(__name__)
_RETRY_SECONDS = 1.0


@dataclass(frozen=True)
class Known:
    """What this process reckons with, and the row of :class:`Adoption` it was read at."""

    values: Overlay
    stamp: tuple[int, dt.datetime | None]


_NOTHING: Overlay = {}
_lock = threading.Lock()
_known: Known | None = None
_look_again_at = 0.0


def current() -> Overlay:
    """The values adopted so far: the same object as long as nothing was adopted. Never raises.

    When the database cannot be asked, the rules go on with what was known: whatever they say then cannot be stored
    either, and commands that need no database keep working without one.
    """
    global _known, _look_again_at  # noqa: PLW0603 - one for the process
    known = _known
    if time.monotonic() < _look_again_at:
        return known.values if known else _NOTHING
    with _lock:
        try:
            stamp = read_stamp()
            if _known is None or _known.stamp != stamp:
                _known = Known(load(), stamp)
            _look_again_at = time.monotonic() + settings.PARAMETERS_CHECK_SECONDS
        except Exception as error:
            _look_again_at = time.monotonic() + _RETRY_SECONDS
            log.log(logging.WARNING if _known else logging.DEBUG, "policy.figures_not_read: %s", type(error).__name__)
        return _known.values if _known else _NOTHING


def forget() -> None:
    """Look at the database the next time anybody asks. Called after every adoption in this process."""
    global _look_again_at  # noqa: PLW0603
    _look_again_at = 0.0


def read_stamp() -> tuple[int, dt.datetime | None]:
    """Number and instant of the last adoption; one row by its key."""
    return Adoption.objects.filter(pk=1).values_list("serial", "at").first() or (0, None)


def load() -> Overlay:
    """The adopted values from the database, in the order of adoption."""
    return by_key(_adopted())


def load_without(change: ParameterChange) -> Overlay:
    """What was adopted before a change; everything, for one that is not adopted."""
    rows = _adopted()
    return by_key(rows if change.serial is None else rows.filter(change__serial__lt=change.serial))


def _adopted() -> QuerySet[ChangedValue]:
    rows = ChangedValue.objects.filter(change__state=ParameterChange.State.IN_FORCE)
    return rows.select_related("change", "office").order_by("change__serial", "position")


def by_key(rows: Iterable[ChangedValue]) -> Overlay:
    """Rows of the database as the rules know values, by the key of their parameter."""
    found: dict[str, list[ParameterValue]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(as_held(row.change, row))
    return found


def as_held(change: ParameterChange | Content, row: ChangedValue | NewValue) -> ParameterValue:
    """A value as the rules know values, from the change that sets it: a stored one, or one being drafted."""
    return ParameterValue(
        value=row.value,
        since=change.since,
        until=change.until,
        office=row.office.code if row.office else None,
        source=change.source,
        source_url=change.source_url,
        below_floor=row.below_floor,
    )
