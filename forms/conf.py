"""Settings of the public form and their defaults; a deployment overrides any of them by name."""

from datetime import timedelta
from typing import Any

from django.conf import settings

_DEFAULTS: dict[str, Any] = {
    # A window computer left alone: after this long without a click the browser no longer opens the draft (fault 29).
    "DRAFT_IDLE": timedelta(minutes=30),
    # What was saved waits this long for the person to come back, then it is deleted.
    "DRAFT_LIFETIME": timedelta(days=30),
    # A submitted draft keeps no answers; it only lets Back and a second tab find the receipt.
    "DRAFT_RECEIPT_LIFETIME": timedelta(hours=2),
    "DRAFT_CODE_LIFETIME": timedelta(days=30),
    "DRAFT_CODE_ATTEMPTS": 5,
    "DRAFT_MAX_MEMBERS": 30,
    "TRACKING_IDLE": timedelta(minutes=15),
    # (how many, in what time) an address may try; generous enough for a village office behind one address.
    "RESUME_TRIES_PER_ADDRESS": (30, timedelta(minutes=10)),
    "RESUME_TRIES_PER_NUMBER": (10, timedelta(hours=1)),
    "TRACK_TRIES_PER_ADDRESS": (30, timedelta(minutes=10)),
    "DRAFT_CODES_PER_NUMBER": (5, timedelta(hours=1)),
    "DRAFT_CODES_PER_PHONE": (10, timedelta(days=1)),
    # A whole town may stand behind one address of a mobile network; all of a day's numbers it cannot use up.
    "DRAFT_STARTS_PER_ADDRESS": (100, timedelta(hours=1)),
}


def get(name: str) -> Any:
    """The setting `name`, e.g. ``DRAFT_IDLE``. Raises KeyError for a name nobody declared."""
    return getattr(settings, name, _DEFAULTS[name])
