"""Text, ID numbers, phones, consents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.fields.base import LONG_TEXT, Field, FieldError, Typed, tidy, too_long
from portal.common import identity


@dataclass(frozen=True, kw_only=True)
class LongTextField(Field):
    """Several lines in the person's own words."""

    kind: str = "textarea"
    limit: int = LONG_TEXT

    def typed(self, data: Typed, name: str) -> str:
        return tidy(data.get(name) or "", multiline=True)

    def parse(self, typed: str) -> str:
        if len(typed) > self.limit:
            raise FieldError(too_long(len(typed), self.limit))
        return typed


@dataclass(frozen=True, kw_only=True)
class NameField(Field):
    """A person's name in any script: no digit and no angle bracket belongs to one; the number has a box of its own."""

    def parse(self, typed: str) -> str:
        if any(character.isdigit() or character in "<>＜＞" for character in typed):
            raise FieldError(_("Please write the name here; the ID number goes into the next box."))
        return str(super().parse(typed))


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
                "An ID number has 18 characters; this has %(count)d. Please compare it with the card and type it"
                " again.",
                "An ID number has 18 characters; this has %(count)d. Please compare it with the card and type it"
                " again.",
                count,
            ) % {"count": count}
        return {
            "date": _(
                "Digits 7 to 14 are the birth date, and there is no such day. Please look at the card and type it"
                " again."
            ),
            "check_digit": _(
                "The 18th character does not match the digits before it. Please look at the card and type it again."
            ),
        }.get(code) or _(
            "An ID number has only digits, and perhaps an X at the end. Please take the other characters out."
        )


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
                _(
                    "This does not look like a phone number. A mobile number has 11 digits and begins with 1, for"
                    " example 13800138000."
                )
            ) from None


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
