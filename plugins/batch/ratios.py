"""Exact fractions of columns: a whole number over a constant and whole columns that are never zero or below.

Nothing is divided before an explicit rounding; two fractions are compared by cross multiplication.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal, TypeAlias

from plugins.api.numbers import Exact

from .columns import Column, TooWide
from .graph import Graph

Factors: TypeAlias = tuple[tuple[Column, int], ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """`over` / (`under` * every factor to its power); all below the line is positive."""

    over: Column
    under: int = 1
    factors: Factors = ()

    @property
    def whole(self) -> bool:
        """Nothing below the line."""
        return self.under == 1 and not self.factors


@dataclass(frozen=True, slots=True)
class Bounds:
    """The lowest and highest value of a number; one and the same where it is known."""

    low: Ratio
    high: Ratio

    @property
    def known(self) -> bool:
        """The two ends are one."""
        return self.low is self.high


class Ratios:
    """Arithmetic on fractions of one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def exact(self, value: Exact) -> Ratio:
        """A known number."""
        return Ratio(self.graph.number(value.numerator), value.denominator)

    def add(self, a: Ratio, b: Ratio) -> Ratio:
        """a + b."""
        (x, y), line = self.common([a, b])
        return Ratio(self.graph.add(x, y), line.under, line.factors)

    def subtract(self, a: Ratio, b: Ratio) -> Ratio:
        """a - b."""
        (x, y), line = self.common([a, b])
        return Ratio(self.graph.subtract(x, y), line.under, line.factors)

    def multiply(self, a: Ratio, b: Ratio) -> Ratio:
        """a * b."""
        factors = _powers(Counter(dict(a.factors)) + Counter(dict(b.factors)))
        over = self.graph.multiply(a.over, b.over)
        # A constant above and below the line is cancelled, so that numbers stay small.
        return _cancelled(self.graph, over, a.under * b.under, factors)

    def divide(self, a: Ratio, b: Ratio) -> Ratio:
        """a / b; TooWide if b may be zero or below (its own evaluator says what happens then)."""
        if b.over.low <= 0:
            raise TooWide("a divisor may be zero")
        over = self.graph.multiply(a.over, self._product(b.under, b.factors))
        if b.over.constant:
            return _cancelled(self.graph, over, a.under * b.over.low, a.factors)
        factors = _powers(Counter(dict(a.factors)) + Counter({b.over: 1}))
        return _cancelled(self.graph, over, a.under, factors)

    def choose(self, kind: Literal["largest", "smallest"], items: Sequence[Ratio]) -> Ratio:
        """The largest or the smallest."""
        overs, line = self.common(items)
        pick = self.graph.larger if kind == "largest" else self.graph.smaller
        return Ratio(reduce(pick, overs), line.under, line.factors)

    def when(self, test: Column, a: Ratio, b: Ratio) -> Ratio:
        """a where the test holds, b where it does not, unknown where nobody knows."""
        (x, y), line = self.common([a, b])
        return Ratio(self.graph.when(test, x, y), line.under, line.factors)

    def rounded(self, a: Ratio, step: int, how: Literal["up", "down", "half_up"]) -> Ratio:
        """A multiple of step: up, down, or the nearest with halves away from zero."""
        g = self.graph
        below = g.multiply(self._product(a.under, a.factors), g.number(step))
        if how == "down":
            times = g.floor_divide(a.over, below)
        elif how == "up":
            zero = g.number(0)
            times = g.subtract(zero, g.floor_divide(g.subtract(zero, a.over), below))
        else:
            times = self._half_up(a.over, below)
        return Ratio(g.multiply(times, g.number(step)))

    def _half_up(self, over: Column, below: Column) -> Column:
        g = self.graph
        two, zero = g.number(2), g.number(0)

        def nearest(size: Column) -> Column:
            return g.floor_divide(g.add(g.multiply(size, two), below), g.multiply(below, two))

        if over.low >= 0:
            return nearest(over)
        minus = g.subtract(zero, nearest(g.subtract(zero, over)))
        return g.when(g.compare("<", over, zero), minus, nearest(over))

    def compare(self, op: Literal["<", "<=", "=="], a: Ratio, b: Ratio) -> Column:
        """a op b, by cross multiplication.

        What stands below both lines falls out of the comparison; where it is unknown, the answer stays unknown.
        """
        (x, y), _ = self.common([a, b])
        result = self.graph.compare(op, x, y)
        shared = {c for c, _ in a.factors} & {c for c, _ in b.factors}
        for column in sorted(shared, key=lambda c: c.uid):
            if column.nullable:
                result = self.graph.only_where(self.graph.negate(self.graph.missing(column)), result)
        return result

    def common(self, items: Sequence[Ratio]) -> tuple[list[Column], Ratio]:
        """What stands above the line once all stand over one; that line (its `over` is the first's)."""
        under = math.lcm(*(item.under for item in items))
        most: Counter[Column] = Counter()
        for item in items:
            most |= Counter(dict(item.factors))
        overs = []
        for item in items:
            rest = _powers(most - Counter(dict(item.factors)))
            overs.append(self.graph.multiply(item.over, self._product(under // item.under, rest)))
        return overs, Ratio(overs[0], under, _powers(most))

    def _product(self, constant: int, factors: Factors) -> Column:
        found = self.graph.number(constant)
        for column, power in factors:
            for _ in range(power):
                found = self.graph.multiply(found, column)
        return found


def _powers(counts: Counter[Column]) -> Factors:
    return tuple(sorted(((c, n) for c, n in counts.items() if n > 0), key=lambda item: item[0].uid))


def _cancelled(graph: Graph, over: Column, under: int, factors: Factors) -> Ratio:
    if under == 1 or not over.constant:
        return Ratio(over, under, factors)
    shared = math.gcd(over.low, under)
    return Ratio(graph.number(over.low // shared), under // shared, factors)
