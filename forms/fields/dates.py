"""Days, as year, month and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forms.fields.base import Field, FieldError, Typed, tidy, to_ascii_digits
from portal.common import clock


def day_words(value: date) -> str:
    """A day as the pages of the form write it."""
    return _("%(year)d-%(month)02d-%(day)02d") % {"year": value.year, "month": value.month, "day": value.day}


@dataclass(frozen=True, kw_only=True)
class DateField(Field):
    """A day as year, month and day in three boxes; lunar dates and ages are asked for in words by the window."""

    kind: str = "date"
    parts: tuple[str, ...] = ("-year", "-month", "-day")
    past: bool = False
    earliest: date = field(default=date(1900, 1, 1))
    autocomplete: str = ""

    def typed(self, data: Typed, name: str) -> tuple[str, ...] | str:
        pieces = tuple(to_ascii_digits(tidy(data.get(name + part) or "")).rstrip("年月日号") for part in self.parts)
        return pieces if any(pieces) else ""

    def parse(self, typed: tuple[str, ...]) -> date:
        absent = [word for word, piece in zip((_("year"), _("month"), _("day")), typed, strict=True) if not piece]
        if absent:
            raise FieldError(
                _("The %(part)s is missing. Please fill in year, month and day.") % {"part": _(", ").join(absent)}
            )
        if any(not piece.isascii() or not piece.isdigit() or len(piece) > 4 for piece in typed):
            raise FieldError(_("Please write year, month and day in digits, for example 1984, 3, 7."))
        year, month, day = (int(piece) for piece in typed)
        if year < 100:
            raise FieldError(_("Please write the year with four digits, for example 1984."))
        try:
            value = date(year, month, day)
        except ValueError:
            raise FieldError(_("There is no such day in the calendar. Please check month and day.")) from None
        if self.past and value > clock.today():
            raise FieldError(_("This day is still to come. Please check the year."))
        if value < self.earliest:
            raise FieldError(_("This day is too long ago. Please check the year."))
        return value

    def words(self, value: date) -> str:
        return day_words(value)

    def shown(self, data: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
        labels = (
            pgettext("part of a date", "Year"),
            pgettext("part of a date", "Month"),
            pgettext("part of a date", "Day"),
        )
        return {
            "parts": [
                {
                    "name": name + part,
                    "id": f"id_{name}" if part == "-year" else f"id_{name}{part}",
                    "label": label,
                    "value": (data.get(name + part) or "").replace("\x00", "") if data is not None else "",
                    "width": "4" if part == "-year" else "2",
                }
                for part, label in zip(self.parts, labels, strict=True)
            ]
        }
