"""One of a few, several of a few, yes or no. "Not sure" is one more choice."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from forms.fields.base import UNKNOWN, UNKNOWN_CHOICE, Field, FieldError, Typed

# More answers than these, or wider ones (in half-width characters), stand below one another on a phone.
_MOST_BESIDE: Final = 3
_WIDEST_BESIDE: Final = 16


def _width(text: str) -> int:
    """How wide a text is drawn, in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Field):
    """One of a few: radios, or a list to choose from when there are many. "Not sure" is one more choice."""

    options: tuple[tuple[Any, str], ...] = ()
    kind: str = "radios"
    inline: bool = False
    groups: tuple[tuple[str, tuple[tuple[Any, str], ...]], ...] = ()

    @property
    def has_unknown_box(self) -> bool:
        return False

    def clean(self, data: Typed, name: str) -> Any:
        typed = self.typed(data, name)
        if typed == UNKNOWN_CHOICE and self.unknown:
            return UNKNOWN
        return super().clean(data, name)

    def parse(self, typed: str) -> Any:
        for value, _label in self.all_options():
            if str(value) == typed:
                return value
        raise FieldError(_("Please choose one of the answers listed here."))

    def missing_message(self) -> str:
        if self.missing or not self.unknown:
            return self.missing or _("Please choose one.")
        return _("Please choose one. If you cannot say, choose “%(unsure)s”: it does no harm.") % {
            "unsure": self.unknown
        }

    def all_options(self) -> Sequence[tuple[Any, str]]:
        return self.options or [option for _group, options in self.groups for option in options]

    def words(self, value: Any) -> str:
        return next((label for option, label in self.all_options() if option == value), str(value))

    def control_value(self, value: Any) -> str:
        """What the control of an answer sends."""
        return str(value)

    def shown(self, data: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
        chosen = (data.get(name) or "") if data is not None else ""
        options = [(*self.options, (UNKNOWN_CHOICE, self.unknown))] if self.unknown else [self.options]
        rows = [
            {
                "value": str(value),
                "label": label,
                "checked": str(value) == chosen,
                "id": f"id_{name}-{number}" if number else f"id_{name}",
            }
            for number, (value, label) in enumerate(options[0])
        ]
        groups = [
            {
                "label": label,
                "options": [{"value": str(v), "label": text, "checked": str(v) == chosen} for v, text in rows_],
            }
            for label, rows_ in self.groups
        ]
        return {
            "value": chosen,
            "options": rows,
            "groups": groups,
            "inline": self.inline,
            "below": len(rows) > _MOST_BESIDE or any(_width(str(row["label"])) > _WIDEST_BESIDE for row in rows),
            "choose": _("Please choose") if groups else "",
        }

    def signature(self) -> list[Any]:
        return [*super().signature(), [str(value) for value, _label in self.all_options()]]


@dataclass(frozen=True, kw_only=True)
class BooleanField(ChoiceField):
    """Yes, no, or not sure: three answers, because an unanswered question is not a no."""

    inline: bool = True
    kind: str = "radios"

    def parse(self, typed: str) -> bool:
        if typed not in ("yes", "no"):
            raise FieldError(_("Please choose one of the answers listed here."))
        return typed == "yes"

    def control_value(self, value: Any) -> str:
        return "yes" if value else "no"

    def words(self, value: bool) -> str:
        return super().words("yes" if value else "no")


@dataclass(frozen=True, kw_only=True)
class ManyField(Field):
    """Any number of a list: checkboxes. ``options`` are (value, label, hint).

    A long list comes in groups, (heading, values) each: how the page shows it, and in which order.
    """

    kind: str = "checkboxes"
    options: tuple[tuple[str, str, str], ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def typed(self, data: Typed, name: str) -> list[str]:
        return [value for value in data.getlist(name) if value]

    def parse(self, typed: list[str]) -> list[str]:
        known = [value for value, _label, _hint in self.options if value in typed]
        if not known and self.required:
            raise FieldError(self.missing_message())
        return known

    def missing_message(self) -> str:
        return self.missing or _("Please tick at least one.")

    def words(self, value: list[str]) -> str:
        return _(", ").join(label for option, label, _hint in self.options if option in value)

    def shown(self, data: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
        chosen = data.getlist(name) if isinstance(data, MultiValueDict) else []
        texts = {value: (label, hint) for value, label, hint in self.options}
        shown = [value for _heading, values in self.groups for value in values] if self.groups else list(texts)
        rows = {
            value: {
                "value": value,
                "label": texts[value][0],
                "hint": texts[value][1],
                "checked": value in chosen,
                "id": f"id_{name}-{number}" if number else f"id_{name}",
            }
            for number, value in enumerate(shown)
        }
        groups = [{"heading": heading, "options": [rows[value] for value in values]} for heading, values in self.groups]
        return {"options": list(rows.values()), "groups": groups}
