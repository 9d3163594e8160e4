"""What is wrong with the shape of something an author wrote, and how to mend it; nothing where it is right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal


def is_number(value: object) -> bool:
    """A whole number or a finite Decimal; a float could not be exact, and True is none."""
    return type(value) is int or (isinstance(value, Decimal) and value.is_finite())


def tuple_problem(name: str, values: object, kind: type, example: str) -> str:
    """Of a tuple of one kind: a value in brackets without a comma is the usual mistake."""
    if isinstance(values, tuple | list) and all(isinstance(value, kind) for value in values):
        return ""
    return f"{name} is of {kind.__name__}; write a tuple: {name}=({example},)"


def range_problem(values: object, type_: str) -> str:
    """Of the lowest and the highest value of a number or date."""
    kinds, example = _ENDS[type_]
    ends = values if isinstance(values, tuple | list) else ()
    # Neither True, a day with a time, nor a float: their types are not among them.
    if len(ends) != 2 or any(type(end) not in kinds for end in ends):
        return f"the range of a {type_} is its lowest and highest value: range={example}"
    if any(isinstance(end, Decimal) and not end.is_finite() for end in ends):
        return f"a range has two ends: range={example}"
    return f"the range begins above its end: write range=({ends[1]!r}, {ends[0]!r})" if ends[0] > ends[1] else ""


_NUMBERS = (int, Decimal)
_ENDS: dict[str, tuple[tuple[type, ...], str]] = {
    "money": (_NUMBERS, "(0, Decimal(100000))"),
    "area": (_NUMBERS, "(0, Decimal(10000))"),
    "count": ((int,), "(0, 100)"),
    "date": ((date,), "(date(1890, 1, 1), date(2100, 12, 31))"),
}
