"""Resident identity numbers (公民身份号码, GB 11643) and mobile numbers: one normal form for everything people type."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from . import clock

_OLDEST_AGE = 130


class IdentityError(ValueError):
    """A number that cannot be right. `code`: empty, length, characters, date, check_digit, phone. Holds no number."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    @property
    def message(self) -> str:
        """What to tell the person, in the current language."""
        return {
            "empty": _("Enter the ID number on the ID card or in the household book."),
            "length": _("An ID number has 18 characters. Count the ones you entered."),
            "characters": _("An ID number has digits only; the last character may be X."),
            "date": _(
                "Digits 7 to 14 are the date of birth, and this date does not exist. Compare them with the ID card."
            ),
            "check_digit": _(
                "The last character does not fit the others: one of them is mistyped. Compare them with the ID card."
            ),
            "phone": _("Enter a mobile number of 11 digits, for example 138 0013 8000."),
        }[self.code]


def _compact(text: str) -> str:
    """NFKC (full width becomes plain), without blanks, hyphens and invisible characters, upper case."""
    return re.sub(r"[\s\-‐-―−·.\u200b-\u200f\u2060\ufeff]", "", unicodedata.normalize("NFKC", text[:200])).upper()


def normalise_id_number(text: str) -> str:
    """The 18 characters of an ID number typed in any of its forms; a 15-digit number of old is widened.

    Raises IdentityError. The area code is not checked against a list: lists lag behind the map.
    """
    number = _compact(text)
    if not number:
        raise IdentityError("empty")
    if len(number) not in {15, 18}:
        raise IdentityError("length")
    if not re.fullmatch(r"\d{15}|\d{17}[\dX]", number, re.ASCII):
        raise IdentityError("characters")
    if len(number) == 15:
        # First-generation numbers were given out until 1999: the century is always 19.
        number = f"{number[:6]}19{number[6:]}"
        number += ric.calc_check_digit(number + "0")
    born = birth_date_of(number)
    if not clock.today() - dt.timedelta(days=366 * _OLDEST_AGE) <= born <= clock.today():
        raise IdentityError("date")
    if ric.calc_check_digit(number) != number[-1]:
        raise IdentityError("check_digit")
    return number


def birth_date_of(number: str) -> dt.date:
    """The date of birth in a normalised number. Raises IdentityError("date") for one that does not exist."""
    try:
        born: dt.date = ric.get_birth_date(number)
    except (InvalidComponent, ValueError):
        raise IdentityError("date") from None
    return born


def sex_of(number: str) -> str:
    """`"male"` or `"female"`, by the order code of a normalised number (odd: male)."""
    return "male" if int(number[16]) % 2 else "female"


def normalise_phone(text: str) -> str:
    """The 11 digits of a mainland mobile number; +86, 0086, blanks and hyphens are dropped. Raises IdentityError."""
    number = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", _compact(text).replace("(", "").replace(")", ""))
    if not re.fullmatch(r"1[3-9]\d{9}", number, re.ASCII):
        raise IdentityError("phone")
    return number
