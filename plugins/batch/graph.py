"""What a batch program computes, as a graph of column operations: every distinct value once, whoever asks for it.

A `Column` knows in which frame it lives (one row a household, or one row a member), the lowest and highest value it
can hold, and whether it can be null. From the limits follow its width (64 or 128 bits; wider is refused with
`TooWide`, so nothing can overflow), comparisons that need no data, and floors and caps that cannot bite.

Null means unknown everywhere. `when` gives null for an unknown condition; Polars' own would take `otherwise`.
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
_ELAPSED: dict[str, Callable[[int, date], int]] = {"years": full_years, "months": full_months}


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
class Graph:
    """Builds columns; simplifies what limits and constants decide."""

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
        least, most = (_ELAPSED[unit](min(max(day, 1), _LAST_ORDINAL), self.on) for day in (since.high, since.low))
        if since.constant:
            return self.number(most)
        return self._make("elapsed", [since], unit, low=least, high=most, nullable=since.nullable)

    # Choosing

    def when(self, test: Column, a: Column, b: Column) -> Column:
        """a where the test holds, b where it does not, null where nobody knows."""
        if test.constant:
            return a if test.data[1] else b
        if test.op == "unknown":
            return self._nothing(a, b)
        if a is b and not test.nullable:
            return a
        return self._make(
            "when",
            [test, a, b],
            kind=a.kind,
            low=min(a.low, b.low),
            high=max(a.high, b.high),
            nullable=test.nullable or a.nullable or b.nullable,
        )

    def filled(self, a: Column, value: Column) -> Column:
        """a, or the value where a is null."""
        if not a.nullable:
            return a
        if a.op == "unknown":
            return value
        return self._make(
            "filled",
            [a, value],
            kind=a.kind,
            low=min(a.low, value.low),
            high=max(a.high, value.high),
            nullable=value.nullable,
        )

    def only_where(self, test: Column, a: Column, limits: tuple[int, int] | None = None) -> Column:
        """a where the test (never null) holds, null elsewhere; `limits` for what it may really be there."""
        if test.constant:
            return a if test.data[1] else self._nothing(a, a)
        low, high = limits or (a.low, a.high)
        return self._make("only", [test, a], (low, high), kind=a.kind, low=low, high=high, nullable=True)

    def _nothing(self, a: Column, b: Column) -> Column:
        return self.truth(None) if a.kind == "truth" else self.unknown(min(a.low, b.low), max(a.high, b.high))

    # Conditions

    def missing(self, a: Column) -> Column:
        """a is null."""
        if not a.nullable or a.op == "unknown":
            return self.truth(a.op == "unknown")
        if a.op == "elapsed":
            return self.missing(a.args[0])
        return self._make("missing", [a], kind="truth")

    def compare(self, op: Literal["<", "<=", "=="], a: Column, b: Column) -> Column:
        """a op b, null where either is unknown unless the limits decide."""
        decided = _decided(op, a, b)
        if decided is not None:
            return self.truth(decided)
        for one, other, swapped in ((a, b, False), (b, a, True)):
            if other.constant and op != "==" and _dates_inside(one):
                return self._by_date(op, one, other.low, swapped)
        if "unknown" in (a.op, b.op):
            return self.truth(None)
        return self._make(op, [a, b], kind="truth", nullable=a.nullable or b.nullable)

    def _by_date(self, op: str, a: Column, limit: int, swapped: bool) -> Column:
        """Compare an age with a number by the last day of birth instead: no calendar is needed for each person."""
        if a.op == "filled":
            first, second = (self._by_date(op, part, limit, swapped) for part in a.args)
            return self.when(self.missing(a.args[0]), second, first)
        if a.op != "elapsed":
            b = self.number(limit)
            return self.compare(op, b, a) if swapped else self.compare(op, a, b)  # type: ignore[arg-type]
        # a < limit (<= limit, limit < a, limit <= a) as: at least `enough` have passed, or not.
        enough = limit if (op == "<") != swapped else limit + 1
        reached = self.compare("<=", a.args[0], self.number(self._last_day(a, enough)))
        return reached if swapped else self.negate(reached)

    def _last_day(self, a: Column, enough: int) -> int:
        """The last date since which so many years (months) are full on the day; before the first if never."""
        count, low, high = _ELAPSED[a.data], a.args[0].low - 1, a.args[0].high
        while low < high:
            middle = (low + high + 1) // 2
            if count(middle, self.on) >= enough:
                low = middle
            else:
                high = middle - 1
        return low

    def is_code(self, a: Column, codes: Sequence[int]) -> Column:
        """A choice is one of these."""
        return self._make("code", [a], tuple(sorted(codes)), kind="truth", nullable=a.nullable)

    def both(self, *items: Column) -> Column:
        """Kleene's and."""
        return self._junction("&", False, items)

    def either(self, *items: Column) -> Column:
        """Kleene's or."""
        return self._junction("|", True, items)

    def _junction(self, op: str, decides: bool, items: Sequence[Column]) -> Column:
        found: list[Column] = []
        for item in items:
            if item.constant:
                if item.data[1] is decides:
                    return item
            elif item not in found:
                found.append(item)
        if not found:
            return self.truth(not decides)
        result = found[0]
        for item in found[1:]:
            result = self._make(op, [result, item], kind="truth", nullable=result.nullable or item.nullable)
        return result

    def negate(self, a: Column) -> Column:
        """Not; unknown stays unknown."""
        if a.constant:
            return self.truth(not a.data[1])
        if a.op in ("unknown", "not"):
            return a if a.op == "unknown" else a.args[0]
        return self._make("not", [a], kind="truth", nullable=a.nullable)

    def surely(self, yes: Column, no: Column) -> Column:
        """True where `yes`, False where `no`, else unknown; neither is ever null."""
        if yes.constant and no.constant:
            return self.truth(True if yes.data[1] else False if no.data[1] else None)
        return self.either(yes, self.only_where(no, self.truth(False)))

    # Members

    def over_members(self, how: How, a: Column, nobody: int | None = None) -> Column:
        """Bring a member's value together for the household; null as soon as one is, save where any/all is decided.

        A household without members has 0, False (any), True (all), `nobody` (min, max).
        """
        if how in ("min", "max") and a.op == "elapsed" and nobody is None:
            # The youngest was born last: one age a household instead of one a person.
            born = self.over_members("max" if how == "min" else "min", a.args[0])
            return self.elapsed(a.data, born)
        low, high = a.low, a.high
        if how == "count":
            low, high = 0, ROSTER_LIMIT
        elif how == "sum":
            low, high = min(0, low * ROSTER_LIMIT), max(0, high * ROSTER_LIMIT)
        elif nobody is not None:
            low, high = min(low, nobody), max(high, nobody)
        kind: Kind = "truth" if how in ("any", "all") else "number"
        return self._make(
            "members",
            [self._per_member(a)],
            (how, nobody),
            kind=kind,
            low=low,
            high=high,
            nullable=a.nullable,
            frame="household",
        )

    def _per_member(self, a: Column) -> Column:
        if a.frame == "constant":
            a = self._make("each", [a], kind=a.kind, low=a.low, high=a.high, nullable=a.nullable, frame="member")
        return self.spread(a)


def _is(a: Column, value: int) -> bool:
    return a.constant and a.low == value


def _decided(op: str, a: Column, b: Column) -> bool | None:
    if op == "<":
        return True if a.high < b.low else False if a.low >= b.high else None
    if op == "<=":
        return True if a.high <= b.low else False if a.low > b.high else None
    return True if a.low == a.high == b.low == b.high else False if a.high < b.low or b.high < a.low else None


def _dates_inside(a: Column) -> bool:
    return a.op == "elapsed" or (a.op == "filled" and any(_dates_inside(part) for part in a.args))
