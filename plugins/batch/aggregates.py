"""Aggregates over the members, as columns.

A roster that is not complete may grow up to MAX_MEMBERS by people of whom nothing is known: strangers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Literal, TypeAlias

from plugins.api import tree
from plugins.api.common import MAX_MEMBERS

from .columns import ROSTER_LIMIT, Column, TooWide
from .graph import Graph
from .ratios import Bounds, Factors, Ratio

if TYPE_CHECKING:
    from .lowering import Lowering

Pick: TypeAlias = Literal["largest", "smallest"]
Extreme: TypeAlias = Literal["min", "max"]
# Whether it is there at all, and its value.
Candidate: TypeAlias = tuple[Column, Ratio]
SIZE = "roster/size"
GROWING = "roster/growing"


def size(g: Graph) -> Column:
    """How many members are listed."""
    return g.stored(SIZE, "household", "number", False, 0, ROSTER_LIMIT)


def growing(lowering: Lowering) -> Column:
    """Whether the list may still grow."""
    g = lowering.graph
    return g.stored(GROWING, "household", "truth", False) if lowering.setting.growing else g.truth(False)


def some_or_every(lowering: Lowering, node: tree.AnyMember | tree.AllMembers) -> Column:
    """any_member and all_members."""
    g = lowering.graph
    where = _where(lowering, node.where)
    open_end = g.only_where(g.negate(growing(lowering)), g.truth(isinstance(node, tree.AllMembers)))
    if isinstance(node, tree.AnyMember):
        return g.either(g.over_members("any", where), open_end)
    return g.both(g.over_members("all", where), open_end)


def _where(lowering: Lowering, where: tree.Bool) -> Column:
    return lowering.among("member", lambda: lowering.condition(where))


def _complete(lowering: Lowering, value: Column, limits: tuple[int, int] | None = None) -> Column:
    """What is known of complete rosters only; `limits` with what strangers may add to it elsewhere."""
    return lowering.graph.only_where(lowering.graph.negate(growing(lowering)), value, limits)


def count(lowering: Lowering, node: tree.CountMembers) -> Bounds:
    """members.count()."""
    g = lowering.graph
    exact = lowering.setting.exact
    listed = size(g)
    if node.where is None:
        if exact:
            return lowering.one(Ratio(_complete(lowering, g.larger(listed, g.number(1)))))
        return _pair(
            lowering,
            g.larger(listed, g.number(1)),  # a household has a member, listed or not
            g.when(growing(lowering), g.larger(listed, g.number(MAX_MEMBERS)), g.larger(listed, g.number(1))),
        )
    where = _where(lowering, node.where)
    if exact:
        return lowering.one(Ratio(_complete(lowering, g.over_members("count", where))))
    low = g.over_members("count", g.filled(where, g.truth(False)))
    high = g.over_members("count", g.filled(where, g.truth(True)))
    return _pair(lowering, low, g.add(high, _strangers(lowering)))


def _strangers(lowering: Lowering) -> Column:
    """How many people the list may still grow by."""
    g = lowering.graph
    none = g.number(0)
    return g.when(growing(lowering), g.larger(g.subtract(g.number(MAX_MEMBERS), size(g)), none), none)


def _pair(lowering: Lowering, low: Column, high: Column) -> Bounds:
    if low is high:
        return lowering.one(Ratio(low))
    return Bounds(Ratio(low), Ratio(high))


def total(lowering: Lowering, node: tree.SumMembers) -> Bounds:
    """members.sum()."""
    g = lowering.graph
    value = lowering.among("member", lambda: lowering.number(node.value))
    where = g.truth(True) if node.where is None else _where(lowering, node.where)
    zero = g.number(0)
    if lowering.setting.exact:
        listed = g.over_members("sum", g.when(where, value.low.over, zero))
        (mine, theirs), line = lowering.ratios.common(
            [Ratio(listed, value.low.under, _line(value.low)), _stranger(lowering, node.value).low]
        )
        limits = mine.low + MAX_MEMBERS * min(theirs.low, 0), mine.high + MAX_MEMBERS * max(theirs.high, 0)
        return lowering.one(Ratio(_complete(lowering, mine, limits), line.under, line.factors))
    stranger = _stranger(lowering, node.value)
    more = Ratio(_strangers(lowering))

    def end(mine: Ratio, theirs: Ratio, lowest: bool) -> Ratio:
        bite = g.smaller if lowest else g.larger
        perhaps = bite(mine.over, zero)
        each = g.when(g.filled(where, g.truth(False)), mine.over, g.when(g.missing(where), perhaps, zero))
        if perhaps is zero or perhaps is mine.over:
            each = g.when(g.filled(where, g.truth(perhaps is not zero)), mine.over, zero)
        known = Ratio(g.over_members("sum", each), mine.under, _line(mine))
        extra = Ratio(bite(theirs.over, zero), theirs.under, theirs.factors)
        return lowering.ratios.add(known, lowering.ratios.multiply(extra, more))

    low = end(value.low, stranger.low, True)
    if value.known and not where.nullable and not lowering.setting.growing:
        return lowering.one(low)
    return Bounds(low, end(value.high, stranger.high, False))


def _stranger(lowering: Lowering, value: tree.Number) -> Bounds:
    """A member's number for somebody nothing is known of; nothing, where nobody can come."""
    if not lowering.setting.growing:
        return lowering.one(Ratio(lowering.graph.number(0)))
    return lowering.among("stranger", lambda: lowering.number(value))


def _line(value: Ratio) -> Factors:
    """What stands below the line of a member's number, as the household's; it must be the same for all members."""
    found = []
    for column, power in value.factors:
        if column.frame == "member":
            raise TooWide("the members' numbers have no common denominator")
        found.append((column, power))
    return tuple(found)


def extreme(lowering: Lowering, node: tree.ExtremeMember) -> Bounds:
    """members.min() and members.max()."""
    value = lowering.among("member", lambda: lowering.number(node.value))
    other = None if node.otherwise is None else lowering.number(node.otherwise)
    where = lowering.graph.truth(True) if node.where is None else _where(lowering, node.where)
    if lowering.setting.exact:
        return lowering.one(_exact_extreme(lowering, node, value.low, where, other))
    return _extreme_bounds(lowering, node, value, where, other)


def _best(lowering: Lowering, kind: Extreme, value: Ratio, where: Column) -> tuple[Column, Column, Factors, int]:
    """The best among the members that take part, with the mark that stands where nobody does."""
    g = lowering.graph
    mark = g.number(value.over.high + 1 if kind == "min" else value.over.low - 1)
    # The mark is met only where somebody may not take part, or where nobody is listed yet.
    marked = lowering.setting.growing or not where.constant
    best = g.over_members(kind, g.when(where, value.over, mark), mark.low if marked else None)
    return best, mark, _line(value), value.under


def _exact_extreme(
    lowering: Lowering, node: tree.ExtremeMember, value: Ratio, where: Column, other: Bounds | None
) -> Ratio:
    best, mark, line, under = _best(lowering, node.kind, value, where)
    found = Ratio(best, under, line)
    if lowering.setting.growing:
        (mine, theirs), whole = lowering.ratios.common([found, _stranger(lowering, node.value).low])
        limits = min(mine.low, theirs.low), max(mine.high, theirs.high)
        found = Ratio(_complete(lowering, mine, limits), whole.under, whole.factors)
    if other is None:
        return found
    nobody = _complete(lowering, lowering.graph.compare("==", best, mark))
    return lowering.ratios.when(nobody, other.low, found)


def _extreme_bounds(
    lowering: Lowering, node: tree.ExtremeMember, value: Bounds, where: Column, other: Bounds | None
) -> Bounds:
    """As `plugins.api.numbers.extreme`: who surely takes part limits one end, whoever may take part the other."""
    g, r = lowering.graph, lowering.ratios
    smallest = node.kind == "min"
    outward: Pick = "smallest" if smallest else "largest"
    inward: Pick = "largest" if smallest else "smallest"

    def outer(bounds: Bounds) -> Ratio:
        return bounds.low if smallest else bounds.high

    def inner(bounds: Bounds) -> Ratio:
        return bounds.high if smallest else bounds.low

    surely, possibly = g.filled(where, g.truth(False)), g.filled(where, g.truth(True))
    somebody = g.compare("<", g.number(0), size(g)) if node.where is None else g.over_members("any", surely)
    stranger = _stranger(lowering, node.value)

    def candidates(end: Callable[[Bounds], Ratio], kind: Extreme, test: Column) -> list[Candidate]:
        """Members under a test, a stranger, and what stands where nobody counts: each with whether it is there."""
        best, mark, line, under = _best(lowering, kind, end(value), test)
        found = [(g.negate(g.compare("==", best, mark)), Ratio(best, under, line))]
        if lowering.setting.growing:
            found.append((growing(lowering), end(stranger)))
        if other is not None:
            found.append((g.negate(somebody), end(other)))
        return found

    outermost = _chosen(lowering, outward, candidates(outer, node.kind, possibly))
    known = value.known and not where.nullable and not lowering.setting.growing and (other is None or other.known)
    if known:
        return lowering.one(outermost)
    best, _, line, under = _best(lowering, node.kind, inner(value), surely)
    perhaps = candidates(inner, "max" if smallest else "min", g.both(possibly, g.negate(surely)))
    innermost = r.when(somebody, Ratio(best, under, line), _chosen(lowering, inward, perhaps))
    return Bounds(outermost, innermost) if smallest else Bounds(innermost, outermost)


def _chosen(lowering: Lowering, kind: Pick, items: list[Candidate]) -> Ratio:
    """The best of those candidates that are there; at least one of them always is."""
    g, r = lowering.graph, lowering.ratios
    overs, line = r.common([value for _, value in items])
    mark = g.number(max(c.high for c in overs) + 1 if kind == "smallest" else min(c.low for c in overs) - 1)
    pick = g.smaller if kind == "smallest" else g.larger
    best = reduce(pick, [g.when(there, over, mark) for (there, _), over in zip(items, overs, strict=True)])
    return Ratio(best, line.under, line.factors)
