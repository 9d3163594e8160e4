"""What a batch program computes, as a graph of column operations: every distinct value once, whoever asks for it.

Limits decide some comparisons without any data, and ages are compared by the last day of birth. `when` gives null
for an unknown condition; Polars' own would take `otherwise`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .columns import ELAPSED, ROSTER_LIMIT, Column, Columns, How, Kind


class Graph(Columns):
    """Columns with choices, conditions, and values brought together from members."""

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
        count, low, high = ELAPSED[a.data], a.args[0].low - 1, a.args[0].high
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


def _decided(op: str, a: Column, b: Column) -> bool | None:
    if op == "<":
        return True if a.high < b.low else False if a.low >= b.high else None
    if op == "<=":
        return True if a.high <= b.low else False if a.low > b.high else None
    return True if a.low == a.high == b.low == b.high else False if a.high < b.low or b.high < a.low else None


def _dates_inside(a: Column) -> bool:
    return a.op == "elapsed" or (a.op == "filled" and any(_dates_inside(part) for part in a.args))
