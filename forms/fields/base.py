"""What every field does: read what a browser sent, keep it word for word, clean it, say kindly what is wrong.

Lean on purpose. A field is an immutable description shared by every request of its form version; it renders through one
small component (``components/field.html``) from a plain dictionary instead of through a widget with a template of its
own, which is where a Django form spends most of its time. `StepForm` gives the whole the surface formtools expects.

Errors follow one pattern: what is wrong, why it matters where that is not obvious, how to mend it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# What a browser sent, or what a draft kept of it: control → values as typed.
Typed: TypeAlias = "MultiValueDict[str, str]"
UNKNOWN_CHOICE: Final = "unknown"
# Longer than any honest answer; what is longer is kept on the page and explained, not cut.
SHORT_TEXT: Final = 100
LONG_TEXT: Final = 2000


class FieldError(Exception):
    """One answer cannot be used; the message is translated and complete."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Unknown:
    """The person says that they do not know: never zero, never no, never the same as not having been asked."""

    def __bool__(self) -> bool:
        return False


UNKNOWN: Final = Unknown()


def tidy(text: str, *, multiline: bool = False) -> str:
    """`text` without control characters (NUL, escape codes, direction overrides) and outer white space.

    Nobody types these on purpose; PostgreSQL refuses NUL and right-to-left overrides disguise names.
    """
    kept = (
        character
        for character in text.replace("\r\n", "\n")
        if (character == "\n" and multiline) or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )
    return "".join(kept).strip()


def to_ascii_digits(text: str) -> str:
    """Full-width digits, signs and letters as their ordinary forms; other characters as they are."""
    return unicodedata.normalize("NFKC", text).strip()


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question with one answer; `name` is unique within its section.

    ``unknown`` is the words of the "not sure" choice; empty where not knowing is no answer (a name, a consent).
    ``path`` is the fact the answer becomes (``member.income_monthly``), empty where it becomes none.
    ``ages`` and ``follows`` say whom it is put to: members of these ages; those who gave one of these answers to the
    question of that name in the same section. ``at_most`` names a number of the same section that this one is a part
    of, so it cannot be more.
    """

    name: str
    label: str
    hint: str = ""
    required: bool = True
    unknown: str = ""
    missing: str = ""
    path: str = ""
    width: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    prefix: str = ""
    suffix: str = ""
    kind: str = "text"
    parts: tuple[str, ...] = ("",)
    sensitive: bool = False
    ages: tuple[int, int] | None = None
    follows: tuple[str, tuple[Any, ...]] | None = None
    at_most: str = ""

    def inputs(self, name: str) -> list[str]:
        """Names of the form controls of this field under the full name `name`."""
        names = [name + part for part in self.parts]
        return [*names, name + "-unknown"] if self.has_unknown_box else names

    @property
    def has_unknown_box(self) -> bool:
        return bool(self.unknown)

    def concerns(self, age: int | None) -> bool:
        """Whether somebody of that age (full years, None where nobody knows) is asked."""
        return self.ages is None or age is None or self.ages[0] <= age <= self.ages[1]

    def typed(self, data: Typed, name: str) -> Any:
        """What was typed, ready for `parse`; empty when nothing was."""
        return tidy(data.get(name) or "")

    def clean(self, data: Typed, name: str) -> Any:
        """The answer as a Python value; None when left empty, `UNKNOWN` when the person does not know.

        Raises:
            FieldError: with what is wrong and how to mend it.
        """
        typed = self.typed(data, name)
        unsure = self.has_unknown_box and bool(data.get(name + "-unknown"))
        if not typed:
            if unsure:
                return UNKNOWN
            if self.required:
                raise FieldError(self.missing_message())
            return None
        if unsure:
            raise FieldError(
                _("You gave an answer and also ticked “%(unsure)s”. Clear one of the two.") % {"unsure": self.unknown}
            )
        return self.parse(typed)

    def missing_message(self) -> str:
        if self.missing:
            return self.missing
        if self.unknown:
            return _("Please answer this. If you cannot say, tick “%(unsure)s”: it does no harm.") % {
                "unsure": self.unknown
            }
        return _("Please fill this in.")

    def parse(self, typed: Any) -> Any:
        if len(typed) > SHORT_TEXT:
            raise FieldError(too_long(len(typed), SHORT_TEXT))
        return typed

    def shown(self, data: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
        """What the component needs to show the answer as it was typed."""
        value = data.get(name, "") if data is not None else ""
        return {"value": value.replace("\x00", "") if value else ""}

    def display(self, value: Any) -> str:
        """The answer in words, for the check page."""
        if value is UNKNOWN:
            return self.unknown or _("Not sure")
        if value is None or value == "":
            return _("Not answered")
        return f"{self.prefix}{self.words(value)}{self.suffix and ' ' + self.suffix}"

    def words(self, value: Any) -> str:
        return str(value)

    def context(self, data: Typed | None, name: str, error: str | None) -> dict[str, Any]:
        """The plain dictionary ``components/field.html`` renders."""
        described = " ".join(part for part in (self.hint and f"id_{name}-hint", error and f"id_{name}-error") if part)
        return {
            "kind": self.kind,
            "name": name,
            "id": f"id_{name}",
            "label": self.label,
            "hint": self.hint,
            "error": error,
            "described": described,
            "width": self.width,
            "autocomplete": self.autocomplete,
            "inputmode": self.inputmode,
            "prefix": self.prefix,
            "suffix": self.suffix,
            "required": self.required,
            "unknown": self.unknown if self.has_unknown_box else "",
            "unknown_checked": bool(data is not None and data.get(name + "-unknown")),
            "error_word": _("Error:") if error else "",
            **self.shown(data, name),
        }

    def signature(self) -> list[Any]:
        """What makes this another question: the stuff a form version is hashed from. Labels count, being what was
        asked.
        """
        asked_of = [self.ages, self.follows] if self.ages or self.follows else []
        return [self.kind, self.name, self.path, self.label, self.required, bool(self.unknown), *asked_of]


def too_long(length: int, limit: int) -> str:
    return ngettext(
        "This is %(length)d characters long; there is room for %(limit)d. Please shorten it to the essentials.",
        "This is %(length)d characters long; there is room for %(limit)d. Please shorten it to the essentials.",
        length,
    ) % {"length": length, "limit": limit}
