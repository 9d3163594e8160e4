"""The abstract row with a time-ordered UUID, the calendar table, and counters of tries."""

from __future__ import annotations

import secrets
import time
import uuid

from django.db import models


def new_uuid() -> uuid.UUID:
    """A UUID of version 7: the time first, so that rows sort as they were made and land together in the index, then 62
    random bits. Of the time there are 48 bits of milliseconds and 12 bits of parts of one (RFC 9562, 6.2, method 3).
    """
    millis, rest = divmod(time.time_ns(), 1_000_000)
    fraction = (rest << 12) // 1_000_000
    return uuid.UUID(int=(millis & (1 << 48) - 1) << 80 | 7 << 76 | fraction << 64 | 2 << 62 | secrets.randbits(62))


class UUIDModel(models.Model):
    """Base of every model with encrypted fields: the key exists before the row does, so a value can be bound to it."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)

    class Meta:
        abstract = True


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a public holiday (节假日) or a make-up working day (调休上班).

    A year counts as published once it has a confirmed row; in other years Monday to Friday work, provisionally.
    """

    date = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=60, help_text="The holiday the day belongs to.")
    source = models.CharField(max_length=120, help_text="The notice or data set that says so.")
    confirmed = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {'works' if self.is_working else 'off'} ({self.name})"


class Attempts(models.Model):
    """How often something was tried within a window of time. `key` is a blind index: no address, no number."""

    key = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="common_attempts_key_window")]
        indexes = [models.Index(fields=["window"], name="common_attempts_window")]

    def __str__(self) -> str:
        return f"{self.count} since {self.window:%H:%M}"
