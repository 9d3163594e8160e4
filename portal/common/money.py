"""Amounts of money: `Decimal` in 元 at the edges, integer 分 inside. Never floats."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

# The largest amount a person can type. Budgets are added up from smaller ones.
MAX_YUAN = Decimal("9999999999.99")
_WAN = Decimal(10_000)

_PLAIN = re.compile(r"\d+(\.\d+)?|\.\d+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d{1,4}(,\d{4})+(\.\d+)?", re.ASCII)


class MoneyError(ValueError):
    """Text that is no amount. `code` is one of empty, not_a_number, negative, grouping, too_precise, too_large."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    @property
    def message(self) -> str:
        """What to tell the person, in the current language."""
        return {
            "empty": _("Enter an amount in yuan. If there is none, enter 0."),
            "not_a_number": _("Enter the amount in digits, for example 1250 or 1250.50."),
            "negative": _("The amount cannot be less than 0. If there is none, enter 0."),
            "grouping": _("Check the commas in the amount, or leave them out: 1250 instead of 1,250."),
            "too_precise": _("Enter at most two digits after the point, for example 1250.50."),
            "too_large": _("This amount is too large. Check the number of digits."),
        }[self.code]


def parse_yuan(text: str) -> Decimal:
    """Read an amount as people write it: `1250`, `1,250.50`, `１２５０元`, `¥ 3.5万`. Returns 元 with two decimals.

    Raises MoneyError; nothing is rounded silently.
    """
    compact = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    compact = (
        compact.removeprefix("¥")
        .removeprefix("RMB")
        .removesuffix("整")
        .removesuffix("元")
        .removesuffix("圆")
        .removesuffix("块")
    )
    if not compact:
        raise MoneyError("empty")
    if compact[0] in "-−–负":
        raise MoneyError("negative")
    in_wan = compact.endswith(("万", "萬"))
    unit = _WAN if in_wan else Decimal(1)
    number = (compact[:-1] if in_wan else compact).removeprefix("+").replace("。", ".")
    if len(number) > 40 or not (_PLAIN.fullmatch(number) or _GROUPED.fullmatch(number)):
        looks_grouped = re.fullmatch(r"[\d,]+(\.\d+)?", number, re.ASCII) and "," in number and len(number) <= 40
        raise MoneyError("grouping" if looks_grouped else "not_a_number")
    amount = Decimal(number.replace(",", "")) * unit
    if amount > MAX_YUAN:
        raise MoneyError("too_large")
    if amount != amount.quantize(Decimal("0.01")):
        raise MoneyError("too_precise")
    return amount.quantize(Decimal("0.01"))


def to_fen(amount: Decimal) -> int:
    """元 → 分. Raises MoneyError("too_precise") for a fraction of a 分 and "not_a_number" for NaN or infinity."""
    if not amount.is_finite():
        raise MoneyError("not_a_number")
    fen = amount * 100
    if fen != fen.to_integral_value():
        raise MoneyError("too_precise")
    return int(fen)


def from_fen(fen: int) -> Decimal:
    """分 → 元 with two decimals."""
    return Decimal(fen).scaleb(-2)


def format_yuan(amount: Decimal, language: str = "zh-hans") -> str:
    """`1,250` or `1,250.50`, without unit: the sentence around it says 元. Both languages group by thousands.

    `language` is part of the interface so that a locality with another habit needs no change in its callers.
    """
    quantized = amount.quantize(Decimal("0.01"))
    whole = quantized == quantized.to_integral_value()
    return f"{quantized:,.0f}" if whole else f"{quantized:,.2f}"
