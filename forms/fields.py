"""Field types of the public form: read what a browser sent, keep it word for word, clean it, say kindly what is wrong.

Lean on purpose. A field is an immutable description shared by every request of its form version; it renders through one
small component (``components/field.html``) from a plain dictionary instead of through a widget with a template of its own,
which is where a Django form spends most of its time. `StepForm` gives the whole the surface formtools expects of a form.

Errors follow one pattern: what is wrong, why it matters where that is not obvious, how to mend it.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from portal.common import clock, identity, money

UNKNOWN_CHOICE: Final = "unknown"
# Longer than any honest answer; what is longer is kept on the page and explained, not cut.
SHORT_TEXT: Final = 100
LONG_TEXT: Final = 2000
_CHINESE_NUMERALS: Final = frozenset("零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟")


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

    def inputs(self, name: str) -> list[str]:
        """Names of the form controls of this field under the full name `name`."""
        names = [name + part for part in self.parts]
        return [*names, name + "-unknown"] if self.has_unknown_box else names

    @property
    def has_unknown_box(self) -> bool:
        return bool(self.unknown)

    def typed(self, data: MultiValueDict, name: str) -> Any:
        """What was typed, ready for `parse`; empty when nothing was."""
        return tidy(data.get(name) or "")

    def clean(self, data: MultiValueDict, name: str) -> Any:
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
            raise FieldError(_("You gave an answer and also ticked “%(unsure)s”. Clear one of the two.") % {"unsure": self.unknown})
        return self.parse(typed)

    def missing_message(self) -> str:
        if self.missing:
            return self.missing
        if self.unknown:
            return _("Please answer this. If you cannot say, tick “%(unsure)s”: it does no harm.") % {"unsure": self.unknown}
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

    def context(self, data: MultiValueDict | None, name: str, error: str | None) -> dict[str, Any]:
        """The plain dictionary ``components/field.html`` renders."""
        described = " ".join(
            part for part in (self.hint and f"id_{name}-hint", error and f"id_{name}-error") if part
        )
        return {
            "kind": self.kind, "name": name, "id": f"id_{name}", "label": self.label, "hint": self.hint,
            "error": error, "described": described, "width": self.width, "autocomplete": self.autocomplete,
            "inputmode": self.inputmode, "prefix": self.prefix, "suffix": self.suffix, "required": self.required,
            "unknown": self.unknown if self.has_unknown_box else "",
            "unknown_checked": bool(data is not None and data.get(name + "-unknown")),
            "error_word": _("Error:") if error else "",
            **self.shown(data, name),
        }  # fmt: skip

    def signature(self) -> list[Any]:
        """What makes this another question: the stuff a form version is hashed from. Labels count, being what was asked."""
        return [self.kind, self.name, self.path, self.label, self.required, bool(self.unknown)]


def too_long(length: int, limit: int) -> str:
    return ngettext(
        "This is %(length)d characters long; there is room for %(limit)d. Please shorten it to the essentials.",
        "This is %(length)d characters long; there is room for %(limit)d. Please shorten it to the essentials.",
        length,
    ) % {"length": length, "limit": limit}


@dataclass(frozen=True, kw_only=True)
class LongTextField(Field):
    """Several lines in the person's own words."""

    kind: str = "textarea"
    limit: int = LONG_TEXT

    def typed(self, data: MultiValueDict, name: str) -> str:
        return tidy(data.get(name) or "", multiline=True)

    def parse(self, typed: str) -> str:
        if len(typed) > self.limit:
            raise FieldError(too_long(len(typed), self.limit))
        return typed


@dataclass(frozen=True, kw_only=True)
class IdNumberField(Field):
    """A resident identity number (公民身份号码): any usual way of typing it, one normal form (fault 37)."""

    inputmode: str = "text"
    width: str = "20"

    def parse(self, typed: str) -> str:
        try:
            return identity.normalise_id_number(typed)
        except identity.IdentityError as problem:
            raise FieldError(self.explain(problem.code, typed)) from None

    @staticmethod
    def explain(code: str, typed: str) -> str:
        if code == "length":
            count = sum(not character.isspace() for character in typed)
            return ngettext(
                "An ID number has 18 characters; this has %(count)d. Please compare it with the card and type it again.",
                "An ID number has 18 characters; this has %(count)d. Please compare it with the card and type it again.",
                count,
            ) % {"count": count}
        return {
            "date": _("Digits 7 to 14 are the birth date, and there is no such day. Please look at the card and type it again."),
            "check_digit": _("The 18th character does not match the digits before it. Please look at the card and type it again."),
        }.get(code) or _("An ID number has only digits, and perhaps an X at the end. Please take the other characters out.")


@dataclass(frozen=True, kw_only=True)
class PhoneField(Field):
    """A mobile phone that can receive text messages."""

    inputmode: str = "tel"
    autocomplete: str = "tel"
    width: str = "20"

    def parse(self, typed: str) -> str:
        try:
            return identity.normalise_phone(typed)
        except identity.IdentityError:
            raise FieldError(
                _("This does not look like a phone number. A mobile number has 11 digits and begins with 1, for example 13800138000.")
            ) from None


def _reject_words(typed: str, example: str) -> None:
    if any(character in _CHINESE_NUMERALS for character in typed):
        raise FieldError(_("Please write the number in digits, for example %(example)s.") % {"example": example})


@dataclass(frozen=True, kw_only=True)
class MoneyField(Field):
    """An amount in 元: ``Decimal``, at most two decimals, never below 0. 0 is an answer; "not sure" is another."""

    kind: str = "text"
    inputmode: str = "decimal"
    width: str = "10"
    highest: Decimal = Decimal("99999999.99")

    def parse(self, typed: str) -> Decimal:
        if len(typed) > SHORT_TEXT:
            raise FieldError(too_long(len(typed), SHORT_TEXT))
        try:
            value = money.parse_yuan(typed)
        except money.MoneyError as problem:
            if problem.code == "not_a_number":
                _reject_words(typed, "1000")
            raise FieldError(problem.message) from None
        if value > self.highest:
            raise FieldError(money.MoneyError("too_large").message)
        return value

    def words(self, value: Decimal) -> str:
        return money.format_yuan(value, get_language() or "zh-hans")


@dataclass(frozen=True, kw_only=True)
class NumberField(Field):
    """A count (whole) or an area in m² (up to two decimals) within its range."""

    whole: bool = True
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(100000)
    width: str = "5"
    inputmode: str = "numeric"

    def parse(self, typed: str) -> int | Decimal:
        plain = to_ascii_digits(typed).replace(",", "").removesuffix(self.suffix).strip()
        _reject_words(plain, "3")
        try:
            value = Decimal(plain)
        except InvalidOperation:
            raise FieldError(_("Please write only a number, for example 3.")) from None
        if not value.is_finite() or (self.whole and value != value.to_integral_value()):
            raise FieldError(_("Please write a whole number, for example 3."))
        if not self.low <= value <= self.high:
            raise FieldError(
                _("Please write a number from %(low)s to %(high)s.") % {"low": f"{self.low.normalize():f}", "high": f"{self.high.normalize():f}"}
            )
        if self.whole:
            return int(value)
        if value != round(value, 2):
            raise FieldError(_("Two places after the point are enough, for example 48.5."))
        return value

    def words(self, value: int | Decimal) -> str:
        return f"{value:f}" if isinstance(value, Decimal) else str(value)


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

    def clean(self, data: MultiValueDict, name: str) -> Any:
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
        return _("Please choose one. If you cannot say, choose “%(unsure)s”: it does no harm.") % {"unsure": self.unknown}

    def all_options(self) -> Sequence[tuple[Any, str]]:
        return self.options or [option for _group, options in self.groups for option in options]

    def words(self, value: Any) -> str:
        return next((label for option, label in self.all_options() if option == value), str(value))

    def shown(self, data: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
        chosen = (data.get(name) or "") if data is not None else ""
        options = [(*self.options, (UNKNOWN_CHOICE, self.unknown))] if self.unknown else [self.options]
        rows = [
            {"value": str(value), "label": label, "checked": str(value) == chosen, "id": f"id_{name}-{number}" if number else f"id_{name}"}
            for number, (value, label) in enumerate(options[0])
        ]
        groups = [
            {"label": label, "options": [{"value": str(v), "label": text, "checked": str(v) == chosen} for v, text in rows_]}
            for label, rows_ in self.groups
        ]
        return {"value": chosen, "options": rows, "groups": groups, "inline": self.inline, "choose": _("Please choose") if groups else ""}

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

    def words(self, value: bool) -> str:
        return super().words("yes" if value else "no")


@dataclass(frozen=True, kw_only=True)
class ManyField(Field):
    """Any number of a list: checkboxes. ``options`` are (value, label, hint)."""

    kind: str = "checkboxes"
    options: tuple[tuple[str, str, str], ...] = ()

    def typed(self, data: MultiValueDict, name: str) -> list[str]:
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
        rows = [
            {"value": value, "label": label, "hint": hint, "checked": value in chosen, "id": f"id_{name}-{number}" if number else f"id_{name}"}
            for number, (value, label, hint) in enumerate(self.options)
        ]
        return {"options": rows}


@dataclass(frozen=True, kw_only=True)
class ConsentField(Field):
    """One box that must be ticked: cleaned to True, or an error that says what cannot happen without it."""

    kind: str = "consent"

    def parse(self, typed: str) -> bool:
        return True

    def shown(self, data: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
        return {"checked": bool(data is not None and data.get(name))}

    def words(self, value: bool) -> str:
        return _("Agreed")


@dataclass(frozen=True, kw_only=True)
class DateField(Field):
    """A day as year, month and day in three boxes; lunar dates and ages are asked for in words by the window."""

    kind: str = "date"
    parts: tuple[str, ...] = ("-year", "-month", "-day")
    past: bool = False
    earliest: date = field(default=date(1900, 1, 1))
    autocomplete: str = ""

    def typed(self, data: MultiValueDict, name: str) -> tuple[str, ...] | str:
        pieces = tuple(to_ascii_digits(tidy(data.get(name + part) or "")).rstrip("年月日号") for part in self.parts)
        return pieces if any(pieces) else ""

    def parse(self, typed: tuple[str, ...]) -> date:
        absent = [word for word, piece in zip((_("year"), _("month"), _("day")), typed, strict=True) if not piece]
        if absent:
            raise FieldError(_("The %(part)s is missing. Please fill in year, month and day.") % {"part": _(", ").join(absent)})
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
        return _("%(year)d-%(month)02d-%(day)02d") % {"year": value.year, "month": value.month, "day": value.day}

    def shown(self, data: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
        labels = (pgettext("part of a date", "Year"), pgettext("part of a date", "Month"), pgettext("part of a date", "Day"))
        return {
            "parts": [
                {
                    "name": name + part, "id": f"id_{name}" if part == "-year" else f"id_{name}{part}", "label": label,
                    "value": (data.get(name + part) or "").replace("\x00", "") if data is not None else "", "width": "4" if part == "-year" else "2",
                }
                for part, label in zip(self.parts, labels, strict=True)
            ]
        }  # fmt: skip
