"""From trees to columns: facts and numbers. `lowering` adds conditions, `aggregates` what is asked of the members.

exact   a number is one column, null where anything in it is unknown: fast, and right wherever it decides
bounds  a number is two columns, its lowest and highest value, never null: what `plugins.api.interpret` means
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from plugins.api import tree
from plugins.api.compiler.base import about_member
from plugins.api.dispatch import by_node
from plugins.api.numbers import Exact, exact
from plugins.api.vocabulary import FactDefinition, Vocabulary

from . import aggregates
from .columns import Column
from .graph import Graph
from .ratios import Bounds, Ratio, Ratios

# How much of a fact a set of frames knows: nothing, something, everything.
Known: TypeAlias = Literal["nothing", "some", "all"]
Person: TypeAlias = Literal["nobody", "member", "stranger"]
R = TypeVar("R")
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Setting:
    """What a program is made for: the way, how much is known of each fact, whether some rosters may still grow."""

    exact: bool
    known: Mapping[str, Known]
    growing: bool


class Numbers:
    """Builds the columns of facts and numbers. `values` are the parameters in stored units."""

    def __init__(self, graph: Graph, vocabulary: Vocabulary, values: Mapping[str, Exact], setting: Setting) -> None:
        self.graph = graph
        self.ratios = Ratios(graph)
        self.vocabulary = vocabulary
        self.values = values
        self.setting = setting
        self.person: Person = "nobody"
        self._numbers: dict[tuple[tree.Node, Person], Bounds] = {}

    # One value a node and person, however often it is asked for

    def number(self, node: tree.Number) -> Bounds:
        """The bounds of a number."""
        key = node, self._place(node)
        if key not in self._numbers:
            self._numbers[key] = self._number(node)
        return self._numbers[key]

    def _place(self, node: tree.Node) -> Person:
        return self.person if self.person != "nobody" and about_member(node) else "nobody"

    def among(self, person: Person, visit: Callable[[], R]) -> R:
        """Visit with another person in hand."""
        outer, self.person = self.person, person
        try:
            return visit()
        finally:
            self.person = outer

    def one(self, value: Ratio) -> Bounds:
        """A known number."""
        return Bounds(value, value)

    # Facts

    def definition(self, fact: tree.Fact) -> FactDefinition:
        """The fact's definition."""
        return self.vocabulary[f"{fact.scope}.{fact.key}"]

    def known_of(self, fact: tree.Fact) -> Known:
        """How much the frames know of a fact; of a stranger nothing is known."""
        if fact.scope == "member" and self.person == "stranger":
            return "nothing"
        return self.setting.known.get(f"{fact.scope}.{fact.key}", "nothing")

    def given(self, fact: tree.Fact, kind: Literal["number", "truth", "code"]) -> Column:
        """The column of a fact that is known of some."""
        definition = self.definition(fact)
        low, high = self._limits(definition) if kind == "number" else (0, len(definition.values))
        frame: Literal["member", "household"] = "member" if fact.scope == "member" else "household"
        return self.graph.stored(definition.path, frame, kind, self.known_of(fact) == "some", low, high)

    def _limits(self, definition: FactDefinition) -> tuple[int, int]:
        low, high = definition.bounds
        return (low * HUNDREDTHS, high * HUNDREDTHS) if definition.type == "area" else (low, high)

    # Numbers

    @by_node
    def _number(self, node: tree.Node) -> Bounds:
        raise TypeError(f"not a number: {node}")

    @_number.register(tree.Fact)
    def _(self, node: tree.Fact) -> Bounds:
        definition = self.definition(node)
        known = self.known_of(node)
        under = HUNDREDTHS if definition.type == "area" else 1
        if known == "nothing":
            return self._not_given(definition)
        given = self.given(node, "number")
        if known == "all":
            return self.one(Ratio(given, under))
        if definition.formula is None:
            if self.setting.exact:
                return self.one(Ratio(given, under))
            low, high = (Ratio(self.graph.filled(given, self.graph.number(n)), under) for n in self._limits(definition))
            return Bounds(low, high)
        return self._given_wins(Ratio(given, under), self._not_given(definition))

    def _not_given(self, definition: FactDefinition) -> Bounds:
        """A fact nobody gave: what its formula says, else anything in its range."""
        if (formula := definition.formula) is not None:
            # A household's formula is about the household, also while one of its members is in hand.
            person = self.person if definition.scope == "member" else "nobody"
            return self.among(person, lambda: self.number(formula))
        low, high = definition.bounds
        if self.setting.exact and low < high:
            return self.one(Ratio(self.graph.unknown(low, high)))
        return Bounds(self.ratios.exact(low), self.ratios.exact(high))

    def _given_wins(self, given: Ratio, otherwise: Bounds) -> Bounds:
        missing = self.graph.missing(given.over)

        def joined(other: Ratio) -> Ratio:
            if other.under == given.under and not other.factors:
                return Ratio(self.graph.filled(given.over, other.over), given.under)
            return self.ratios.when(missing, other, given)

        low = joined(otherwise.low)
        return Bounds(low, low if otherwise.known else joined(otherwise.high))

    @_number.register(tree.Parameter)
    def _(self, node: tree.Parameter) -> Bounds:
        return self.one(self.ratios.exact(self.values[node.key]))

    @_number.register(tree.Constant)
    def _(self, node: tree.Constant) -> Bounds:
        return self.one(self.ratios.exact(exact(node.value)))

    @_number.register(tree.Named)
    def _(self, node: tree.Named) -> Bounds:
        return self.number(node.value)

    @_number.register(tree.Arithmetic)
    def _(self, node: tree.Arithmetic) -> Bounds:
        a, b = self.number(node.left), self.number(node.right)
        if node.op == "*":
            return self._times(a, b)
        if node.op == "/":
            return self._divided(a, b)
        if node.op == "+":
            low = self.ratios.add(a.low, b.low)
            return Bounds(low, low if a.known and b.known else self.ratios.add(a.high, b.high))
        low = self.ratios.subtract(a.low, b.high)
        return Bounds(low, low if a.known and b.known else self.ratios.subtract(a.high, b.low))

    def _times(self, a: Bounds, b: Bounds) -> Bounds:
        r = self.ratios
        if a.known and b.known:
            return self.one(r.multiply(a.low, b.low))
        corners = [r.multiply(x, y) for x in _ends(a) for y in _ends(b)]
        if a.low.over.low >= 0 and b.low.over.low >= 0:
            return Bounds(corners[0], corners[-1])
        return Bounds(r.choose("smallest", corners), r.choose("largest", corners))

    def _divided(self, a: Bounds, b: Bounds) -> Bounds:
        low = self._over(a.low, near=b.high, far=b.low)
        if a.known and b.known:
            return self.one(low)
        return Bounds(low, self._over(a.high, near=b.low, far=b.high))

    def _over(self, a: Ratio, *, near: Ratio, far: Ratio) -> Ratio:
        """a / near where a is not negative, else a / far."""
        if near is far or a.over.low >= 0:
            return self.ratios.divide(a, near)
        negative = self.graph.compare("<", a.over, self.graph.number(0))
        return self.ratios.when(negative, self.ratios.divide(a, far), self.ratios.divide(a, near))

    @_number.register(tree.Rounded)
    def _(self, node: tree.Rounded) -> Bounds:
        return self._each(self.number(node.value), lambda end: self.ratios.rounded(end, node.step, node.how))

    def _each(self, bounds: Bounds, change: Callable[[Ratio], Ratio]) -> Bounds:
        low = change(bounds.low)
        return Bounds(low, low if bounds.known else change(bounds.high))

    @_number.register(tree.Pick)
    def _(self, node: tree.Pick) -> Bounds:
        items = [self.number(item) for item in node.items]
        low = self.ratios.choose(node.kind, [item.low for item in items])
        if all(item.known for item in items):
            return self.one(low)
        return Bounds(low, self.ratios.choose(node.kind, [item.high for item in items]))

    @_number.register(tree.Lookup)
    def _(self, node: tree.Lookup) -> Bounds:
        rows = {key: self.number(row) for key, row in node.rows}
        known = self.known_of(node.key)
        anything = Bounds(
            self.ratios.choose("smallest", [row.low for row in rows.values()]),
            self.ratios.choose("largest", [row.high for row in rows.values()]),
        )
        if known == "nothing":
            if not self.setting.exact:
                return anything
            (low, high), line = self.ratios.common([anything.low, anything.high])
            return self.one(Ratio(self.graph.unknown(low.low, high.high), line.under, line.factors))
        given = self.given(node.key, "code")
        key = given if self.setting.exact else self.graph.filled(given, self.graph.code(0))
        values = self.definition(node.key).values
        settled = all(row.known for row in rows.values()) and (self.setting.exact or known == "all")

        def chosen(end: Callable[[Bounds], Ratio]) -> Ratio:
            *tests, (_, found) = ((values.index(value), end(row)) for value, row in rows.items())
            for code, value in reversed(tests):
                found = self.ratios.when(self.graph.is_code(key, [code]), value, found)
            return found

        low = self._unless_missing(given, chosen(lambda row: row.low), anything.low)
        return Bounds(low, low if settled else self._unless_missing(given, chosen(lambda row: row.high), anything.high))

    def _unless_missing(self, key: Column, chosen: Ratio, otherwise: Ratio) -> Ratio:
        if self.setting.exact or not key.nullable:
            return chosen
        return self.ratios.when(self.graph.missing(key), otherwise, chosen)

    @_number.register(tree.AgeOf)
    def _(self, node: tree.AgeOf) -> Bounds:
        return self._elapsed("years", self.number(node.born))

    @_number.register(tree.MonthsSince)
    def _(self, node: tree.MonthsSince) -> Bounds:
        return self._elapsed("months", self.number(node.since))

    def _elapsed(self, unit: Literal["years", "months"], since: Bounds) -> Bounds:
        low = Ratio(self.graph.elapsed(unit, since.high.over))
        return Bounds(low, low if since.known else Ratio(self.graph.elapsed(unit, since.low.over)))

    @_number.register(tree.CountMembers)
    def _(self, node: tree.CountMembers) -> Bounds:
        return aggregates.count(self, node)

    @_number.register(tree.SumMembers)
    def _(self, node: tree.SumMembers) -> Bounds:
        return aggregates.total(self, node)

    @_number.register(tree.ExtremeMember)
    def _(self, node: tree.ExtremeMember) -> Bounds:
        return aggregates.extreme(self, node)


def _ends(bounds: Bounds) -> tuple[Ratio, ...]:
    return (bounds.low,) if bounds.known else (bounds.low, bounds.high)
