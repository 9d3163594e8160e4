"""Receipt and draft numbers a person can read out over the telephone: `QX26-0917-4H2K`.

Locality prefix and year, month and day, then three random characters and a check character. The alphabet leaves out
I, L, O and U. The check is a weighted sum in GF(32) with distinct weights: every single wrong character and every swap
of two characters is noticed.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import unicodedata

from django.utils.translation import gettext as _

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_CHARACTERS = 3
_TAIL = 10  # six digits of the date, three random characters, one check character
_SHAPE = re.compile(rf"([A-Z]{{2,4}})(\d{{6}})([{ALPHABET}]{{4}})", re.ASCII)
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_REDUCE = 0b100101  # x^5 + x^2 + 1


class InvalidReference(ValueError):
    """Text that is no reference number. `code` is shape or check; `message` is for the person."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    @property
    def message(self) -> str:
        if self.code == "check":
            return _("This number has a typing mistake. Compare it with your receipt, character by character.")
        return _("A receipt number looks like QX26-0917-4H2K. Copy it from your receipt or from the text message.")


def _powers() -> list[int]:
    """2, 4, 8 … in GF(32): 31 different weights, one for each position from the right."""
    weights, value = [], 1
    for _position in range(31):
        value <<= 1
        if value & 32:
            value ^= _REDUCE
        weights.append(value)
    return weights


def _multiply(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= _REDUCE
        right >>= 1
    return product


_WEIGHTS = _powers()


def _check_character(prefix: str, tail: str) -> str:
    """The check character for prefix, date digits and random characters."""
    values = [ord(letter) - ord("A") + 1 for letter in prefix] + [ALPHABET.index(character) for character in tail]
    total = 0
    for weight, value in zip(_WEIGHTS, reversed(values), strict=False):
        total ^= _multiply(weight, value)
    return ALPHABET[total]


def new_reference(prefix: str, on: dt.date) -> str:
    """A new number for the county day `on`. Two may collide (1 in 32,768): the unique column decides, try again."""
    if not re.fullmatch(r"[A-Z]{2,4}", prefix):
        raise ValueError(f"a reference prefix has 2 to 4 capital letters, not {prefix!r}")
    tail = f"{on:%y%m%d}" + "".join(secrets.choice(ALPHABET) for _position in range(_RANDOM_CHARACTERS))
    return _written(prefix, tail + _check_character(prefix, tail))


def _written(prefix: str, tail: str) -> str:
    return f"{prefix}{tail[:2]}-{tail[2:6]}-{tail[6:]}"


def normalise_reference(text: str) -> str:
    """The one written form of a number typed by hand: lower case, full width, missing hyphens, O for 0, I or L for 1.

    Raises InvalidReference.
    """
    if len(text) > 100:
        raise InvalidReference("shape")
    compact = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper()
    compact = compact[:-_TAIL] + compact[-_TAIL:].translate(_LOOKALIKES)
    match = _SHAPE.fullmatch(compact)
    if match is None:
        raise InvalidReference("shape")
    prefix, tail = match[1], match[2] + match[3]
    if _check_character(prefix, tail[:-1]) != tail[-1]:
        raise InvalidReference("check")
    return _written(prefix, tail)
