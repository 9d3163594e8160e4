"""Exact arithmetic on numbers and on the bounds of numbers not fully known; shared by both evaluators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from .errors import FractionError

Exact: TypeAlias = int | Fraction
Bounds: TypeAlias = tuple[Exact, Exact]


def exact(value: Decimal, scale: int = 1) -> Exact:
    """A decimal as a whole number where it is one, else a fraction."""
    number = Fraction(value) * scale
    return number.numerator if number.denominator == 1 else number


def whole(value: Exact) -> int:
    """A number that must be whole, such as an amount in 分; FractionError rather than a part of it lost in silence."""
    if type(value) is int:
        return value
    if value.denominator != 1:
        raise FractionError
    return value.numerator


def divide(left: Exact, right: Exact) -> Exact:
    """left / right without loss."""
    if type(left) is int and type(right) is int:
        quotient, rest = divmod(left, right)
        return Fraction(left, right) if rest else quotient
    number = Fraction(left) / right
    return number.numerator if number.denominator == 1 else number


def divide_bounds(a: Exact, b: Exact, c: Exact, d: Exact) -> Bounds:
    """[a, b] / [c, d] for a positive divisor."""
    return divide(a, d if a >= 0 else c), divide(b, c if b >= 0 else d)


def times_bounds(a: Exact, b: Exact, c: Exact, d: Exact) -> Bounds:
    """[a, b] * [c, d]."""
    corners: list[Exact] = [_times(a, c), _times(a, d), _times(b, c), _times(b, d)]
    return min(corners), max(corners)


def _times(left: Exact, right: Exact) -> Exact:
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    return Fraction(left) * Fraction(right)


def round_to(value: Exact, step: int, how: str) -> int:
    """A multiple of step: up, down, or the nearest with halves away from zero."""
    if how == "up":
        return -_floor(-value, step)
    if how == "down":
        return _floor(value, step)
    size = value if value >= 0 else -value
    whole = _floor(2 * size + step, 2 * step) // 2
    return whole if value >= 0 else -whole


def _floor(value: Exact, step: int) -> int:
    return int(value // step) * step


def full_years(born: Exact, on: date) -> int:
    """Age on a day, from the morning of the birthday; one of 29 February falls on 1 March in other years."""
    birth = date.fromordinal(int(born))
    years = on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
    return max(years, 0)


def full_months(since: Exact, on: date) -> int:
    """Months from one day to another, full on the same day of a later month; 0 before it.

    Where that month has no such day, the month is full on the first of the next: from 31 January one month is full
    on 1 March. Twelve full months are always one full year.
    """
    start = date.fromordinal(int(since))
    months = (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day)
    return max(months, 0)


def months_received(received: Mapping[str, int | None] | None, scheme: str, on: date) -> Bounds:
    """For how many full months a scheme is received; since a day nobody knows, for any number of them."""
    since = None if received is None else received.get(scheme)
    if since is None:
        return 0, full_months(1, on)
    months = full_months(since, on)
    return months, months


def extreme(kind: str, sure: list[Bounds], perhaps: list[Bounds]) -> Bounds:
    """Bounds of the smallest (largest) of numbers that surely or only perhaps take part."""
    everybody = [*sure, *perhaps]
    if kind == "min":
        return min(low for low, _ in everybody), min(high for _, high in sure) if sure else max(
            high for _, high in perhaps
        )
    return max(low for low, _ in sure) if sure else min(low for low, _ in perhaps), max(high for _, high in everybody)
