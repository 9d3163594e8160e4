"""Columns of a batch program and their arithmetic; `graph` adds choices, conditions and members.

A `Column` knows in which frame it lives (one row a household, or one row a member), the lowest and highest value it
can hold, and whether it can be null. From the limits follow its width (64 or 128 bits; wider is refused with
`TooWide`, so nothing can overflow), and floors and caps that cannot bite. Null means unknown everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

from plugins.api.numbers import full_months, full_years

Frame: TypeAlias = Literal["household", "member", "constant"]
Kind: TypeAlias = Literal["number", "truth", "code"]
How: TypeAlias = Literal["sum", "count", "any", "all", "min", "max"]
INT64 = (-(2**63), 2**63 - 1)
INT128 = (-(2**127), 2**127 - 1)
# People on one roster; longer ones are evaluated one by one, so that sums stay within known limits.
ROSTER_LIMIT = 100
_ARITHMETIC = frozenset(["+", "-", "*", "//", "max", "min", "elapsed"])
_LAST_ORDINAL = date.max.toordinal()
ELAPSED: dict[str, Callable[[int, date], int]] = {"years": full_years, "months": full_months}


class TooWide(Exception):
    """A number may not fit in 128 bits, or a fraction has no common denominator: evaluate one by one instead."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One operation of the graph; two with the same operation and arguments are one object."""

    uid: int
    op: str
    args: tuple[Column, ...]
    data: Any
    frame: Frame
    kind: Kind
    low: int = 0
    high: int = 0
    nullable: bool = False

    @property
    def constant(self) -> bool:
        """The same known value in every row."""
        return self.op == "literal"

    @property
    def wide(self) -> bool:
        """Needs 128 bits."""
        return self.kind == "number" and not (INT64[0] <= self.low and self.high <= INT64[1])


@dataclass
class Columns:
    """Makes columns, each once; simplifies what limits and constants decide."""

    on: date
    _known: dict[Any, Column] = field(default_factory=dict)

    def _make(
        self,
        op: str,
        args: Sequence[Column] = (),
        data: Any = None,
        *,
        kind: Kind = "number",
        low: int = 0,
        high: int = 0,
        nullable: bool = False,
        frame: Frame | None = None,
    ) -> Column:
        if frame is None:
            frames = {a.frame for a in args}
            frame = "member" if "member" in frames else "household" if "household" in frames else "constant"
            if frame == "member":
                args = [self.spread(a) for a in args]
        if op in _ARITHMETIC and any(a.op == "unknown" for a in args):
            return self.unknown(low, high)
        key = (op, tuple(a.uid for a in args), data, frame)
        found = self._known.get(key)
        if found is None:
            if kind == "number" and not (INT128[0] <= low and high <= INT128[1]):
                raise TooWide(f"{op} may reach {max(-low, high)}")
            found = Column(len(self._known), op, tuple(args), data, frame, kind, low, high, nullable)
            self._known[key] = found
        return found

    # Leaves

    def number(self, value: int) -> Column:
        """A whole number."""
        return self._make("literal", data=value, low=value, high=value)

    def code(self, value: int) -> Column:
        """The position of a value of a choice."""
        return self._make("literal", data=("code", value), kind="code", low=value, high=value)

    def truth(self, value: bool | None) -> Column:
        """True, False or unknown in every row."""
        op = "unknown" if value is None else "literal"
        return self._make(op, data=("truth", value), kind="truth", nullable=value is None)

    def unknown(self, low: int, high: int) -> Column:
        """A number unknown in every row, of which the limits are known."""
        return self._make("unknown", data=(low, high), low=low, high=high, nullable=True)

    def stored(self, name: str, frame: Frame, kind: Kind, nullable: bool, low: int = 0, high: int = 0) -> Column:
        """A column of the frames handed in."""
        return self._make("stored", data=name, frame=frame, kind=kind, low=low, high=high, nullable=nullable)

    def spread(self, a: Column) -> Column:
        """A household's value beside each of its members."""
        if a.frame != "household":
            return a
        return self._make("spread", [a], frame="member", kind=a.kind, low=a.low, high=a.high, nullable=a.nullable)

    # Numbers

    def add(self, a: Column, b: Column) -> Column:
        """a + b."""
        if a.constant and b.constant:
            return self.number(a.low + b.low)
        if _is(a, 0) or _is(b, 0):
            return b if _is(a, 0) else a
        return self._make("+", [a, b], low=a.low + b.low, high=a.high + b.high, nullable=a.nullable or b.nullable)

    def subtract(self, a: Column, b: Column) -> Column:
        """a - b."""
        if a.constant and b.constant:
            return self.number(a.low - b.low)
        if _is(b, 0):
            return a
        return self._make("-", [a, b], low=a.low - b.high, high=a.high - b.low, nullable=a.nullable or b.nullable)

    def multiply(self, a: Column, b: Column) -> Column:
        """a * b; nothing times an unknown number is nothing."""
        if a.constant and b.constant:
            return self.number(a.low * b.low)
        if _is(a, 0) or _is(b, 0):
            return self.number(0)
        if _is(a, 1) or _is(b, 1):
            return b if _is(a, 1) else a
        corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
        return self._make("*", [a, b], low=min(corners), high=max(corners), nullable=a.nullable or b.nullable)

    def floor_divide(self, a: Column, b: Column) -> Column:
        """The largest whole number not above a / b, for a positive divisor."""
        if a.constant and b.constant:
            return self.number(a.low // b.low)
        if _is(b, 1):
            return a
        corners = [x // y for x in (a.low, a.high) for y in (b.low, b.high)]
        return self._make("//", [a, b], low=min(corners), high=max(corners), nullable=a.nullable or b.nullable)

    def larger(self, a: Column, b: Column) -> Column:
        """The larger of two; unknown if one is, unless the other is as large as it can be."""
        if a.low >= b.high or b.low >= a.high:
            return a if a.low >= b.high else b
        return self._make(
            "max", [a, b], low=max(a.low, b.low), high=max(a.high, b.high), nullable=a.nullable or b.nullable
        )

    def smaller(self, a: Column, b: Column) -> Column:
        """The smaller of two; unknown if one is, unless the other is as small as it can be."""
        if a.high <= b.low or b.high <= a.low:
            return a if a.high <= b.low else b
        return self._make(
            "min", [a, b], low=min(a.low, b.low), high=min(a.high, b.high), nullable=a.nullable or b.nullable
        )

    def elapsed(self, unit: Literal["years", "months"], since: Column) -> Column:
        """Full years or months from a date (an ordinal) to the day; the later the date, the fewer."""
        least, most = (ELAPSED[unit](min(max(day, 1), _LAST_ORDINAL), self.on) for day in (since.high, since.low))
        if since.constant:
            return self.number(most)
        return self._make("elapsed", [since], unit, low=least, high=most, nullable=since.nullable)


def _is(a: Column, value: int) -> bool:
    return a.constant and a.low == value
