"""From a value as it is given to the number, word or mapping that rules work with; impossible values are refused.

Forms and files give money as a whole number, a Decimal or text; a float never: it could not be exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .errors import FactError

if TYPE_CHECKING:
    from .vocabulary import FactDefinition

TEXT_LIMIT = 500
_DIGITS = 30


def reader(definition: FactDefinition) -> Callable[[Any], Any]:
    """The reader of a fact, made once and called for every value."""
    make = _READERS.get(definition.type)
    if make is not None:
        return make(definition)
    if definition.type == "boolean":
        return _checked(definition, lambda v: type(v) is bool, "must be true or false")
    if definition.type == "choice":
        allowed = frozenset(definition.values)
        message = f"must be one of {', '.join(definition.values)}"
        return _checked(definition, lambda v: type(v) is str and v in allowed, message)
    message = f"must be text of at most {TEXT_LIMIT} characters"
    return _checked(definition, lambda v: isinstance(v, str) and len(v) <= TEXT_LIMIT, message)


def _decimal_reader(definition: FactDefinition) -> Callable[[Any], int | Fraction]:
    low, high = definition.bounds
    path = definition.path
    money = definition.type == "money"
    scale = 100 if money else 1
    what = "an amount in yuan" if money else "an area in m²"
    limits = f"must be {what} between {definition.range[0]} and {definition.range[1]}" if definition.range else ""

    def read(value: Any) -> int | Fraction:
        kind = type(value)
        stored: int | Fraction
        if kind is int:
            stored = value * scale
        elif kind is Decimal or kind is str:
            stored = _hundredths(value, path, what)
            if not money:
                stored = stored // 100 if stored % 100 == 0 else Fraction(stored, 100)
        else:
            raise FactError(path, f"must be {what} (a Decimal or a whole number, never a float), not {kind.__name__}")
        if not low <= stored <= high:
            raise FactError(path, limits)
        return stored

    return read


def _hundredths(value: Decimal | str, path: str, what: str) -> int:
    try:
        number = Decimal(value)
        # A large exponent would fill the memory before it could be refused.
        over, under = number.as_integer_ratio() if abs(number.adjusted()) < _DIGITS else (0, 0)
    except (ArithmeticError, ValueError):  # not a number, NaN, infinity
        raise FactError(path, f"must be {what}") from None
    if not under:
        raise FactError(path, f"must be {what}, neither endless nor infinitely small")
    if 100 % under:
        raise FactError(path, f"must be {what} with at most two decimals")
    return over * (100 // under)


def _count_reader(definition: FactDefinition) -> Callable[[Any], int]:
    low, high = definition.bounds
    path = definition.path

    def read(value: Any) -> int:
        if type(value) is not int:
            raise FactError(path, f"must be a whole number, not {type(value).__name__}")
        if not low <= value <= high:
            raise FactError(path, f"must be a whole number from {low} to {high}")
        return value

    return read


def _date_reader(definition: FactDefinition) -> Callable[[Any], int]:
    low, high = definition.bounds
    path = definition.path

    def read(value: Any) -> int:
        day = _day(value, path)
        if not low <= day <= high:
            raise FactError(path, f"must be a date from {date.fromordinal(low)} to {date.fromordinal(high)}")
        return day

    return read


def _schemes_reader(definition: FactDefinition) -> Callable[[Any], dict[str, int | None]]:
    def read(value: Any) -> dict[str, int | None]:
        if value == ():  # most families receive nothing, and are asked about it at every turn
            return {}
        if isinstance(value, str) or not isinstance(value, Iterable) or not all(isinstance(v, str) for v in value):
            raise FactError(definition.path, "must be a list of scheme keys, or a mapping of them to days")
        if isinstance(value, Mapping):
            return {key: None if since is None else _day(since, definition.path) for key, since in value.items()}
        return dict.fromkeys(value)

    return read


def _day(value: Any, path: str) -> int:
    """The ordinal of a date, or of its ISO text."""
    if type(value) is str:
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise FactError(path, "must be a date such as 2026-09-17") from None
    if type(value) is not date:
        raise FactError(path, f"must be a date, not {type(value).__name__}")
    return value.toordinal()


def _checked(definition: FactDefinition, good: Callable[[Any], bool], message: str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not good(value):
            raise FactError(definition.path, message)
        return value

    return read


_READERS: dict[str, Callable[[FactDefinition], Callable[[Any], Any]]] = {
    "money": _decimal_reader,
    "area": _decimal_reader,
    "count": _count_reader,
    "date": _date_reader,
    "schemes": _schemes_reader,
}
