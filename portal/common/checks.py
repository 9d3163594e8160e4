"""System checks: mistakes in keys, locality and calendar are named at start, not at the first applicant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from . import clock, crypto, workdays
from .locality import get_locality


@register(Tags.security)
def keys_are_usable(app_configs: Any, **_: Any) -> Iterable[CheckMessage]:
    """FIELD_KEYS, FIELD_KEY_ACTIVE, FIELD_CIPHER, BLIND_INDEX_KEY and BLIND_INDEX_HASH fit together."""
    try:
        crypto.check_configuration()
    except (ImproperlyConfigured, crypto.CryptoError) as error:
        return [Error(str(error), id="onedoor.E001")]
    return []


@register()
def locality_is_sound(app_configs: Any, **_: Any) -> Iterable[CheckMessage]:
    """The preset named by LOCALITY exists and has no mistakes."""
    try:
        get_locality()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="onedoor.E002")]
    return []


@register(Tags.database)
def calendar_reaches_far_enough(app_configs: Any, databases: Any = None, **_: Any) -> Iterable[CheckMessage]:
    """The notice for next year is out in November: from December on its absence is worth a warning."""
    if not databases:
        return []
    today = clock.today()
    needed = today.year + (today.month == 12)
    try:
        published = workdays.is_published(needed)
    except DatabaseError:
        return []  # before the first migration
    if published:
        return []
    hint = "Load the notice of the State Council: portal load_calendar FILE.yaml"
    return [
        Warning(
            f"The working-day calendar of {needed} is not loaded; deadlines in it are provisional.",
            hint=hint,
            id="onedoor.W001",
        )
    ]
