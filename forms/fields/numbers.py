"""Amounts of money, counts and areas. 0 is an answer, "not sure" is another, and neither ever becomes the other."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms.fields.base import SHORT_TEXT, Field, FieldError, to_ascii_digits, too_long
from portal.common import money

_CHINESE_NUMERALS: Final = frozenset("零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟")


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
                _("Please write a number from %(low)s to %(high)s.")
                % {
                    "low": f"{self.low.normalize():f}",
                    "high": f"{self.high.normalize():f}",
                }
            )
        if self.whole:
            return int(value)
        if value != round(value, 2):
            raise FieldError(_("Two places after the point are enough, for example 48.5."))
        return value

    def words(self, value: int | Decimal) -> str:
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
