"""From trees to columns, in one of two ways.

exact   a number is one column, null where anything in it is unknown: fast, and right wherever it decides
bounds  a number is two columns, its lowest and highest value, never null: what `plugins.api.interpret` means

In both a condition is one column of True, False and null. Aggregates over the members stand in `aggregates`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, TypeVar

from plugins.api import tree
from plugins.api.compiler.base import about_member
from plugins.api.dispatch import by_node
from plugins.api.numbers import Exact, exact, full_months
from plugins.api.vocabulary import FactDefinition, Vocabulary

from . import aggregates
from .graph import Column, Graph
from .ratios import Bounds, Ratio, Ratios

# How much of a fact a set of frames knows: nothing, something, everything.
Known: TypeAlias = Literal["nothing", "some", "all"]
Person: TypeAlias = Literal["nobody", "member", "stranger"]
R = TypeVar("R")
HUNDREDTHS = 100
# Any day there is: nobody declares since when a scheme can have been received.
EVER = (date.min.toordinal(), date.max.toordinal())


def received_name(scheme: str) -> str:
    """The column that says whether a scheme is received."""
    return f"received/{scheme}"


def since_name(scheme: str) -> str:
    """The column of the day since when (an ordinal), null where that is unknown."""
    return f"since/{scheme}"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a program is made for: the way, how much is known of each fact, whether some rosters may still grow."""

    exact: bool
    known: Mapping[str, Known]
    growing: bool


class Lowering:
    """Builds the graph of conditions and numbers. `values` are the parameters in stored units."""

    def __init__(self, graph: Graph, vocabulary: Vocabulary, values: Mapping[str, Exact], setting: Setting) -> None:
        self.graph = graph
        self.ratios = Ratios(graph)
        self.vocabulary = vocabulary
        self.values = values
        self.setting = setting
        self.person: Person = "nobody"
        self._numbers: dict[tuple[tree.Node, Person], Bounds] = {}
        self._conditions: dict[tuple[tree.Node, Person], Column] = {}

    # One value a node and person, however often it is asked for

    def number(self, node: tree.Number) -> Bounds:
        """The bounds of a number."""
        key = node, self._place(node)
        if key not in self._numbers:
            self._numbers[key] = self._number(node)
        return self._numbers[key]

    def condition(self, node: tree.Bool) -> Column:
        """The truth of a condition."""
        key = node, self._place(node)
        if key not in self._conditions:
            self._conditions[key] = self._condition(node)
        return self._conditions[key]

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

    # Conditions

    @by_node
    def _condition(self, node: tree.Node) -> Column:
        raise TypeError(f"not a condition: {node}")

    @_condition.register(tree.Holds)
    def _(self, node: tree.Holds) -> Column:
        return self.graph.truth(None) if self.known_of(node.fact) == "nothing" else self.given(node.fact, "truth")

    @_condition.register(tree.Compare)
    def _(self, node: tree.Compare) -> Column:
        return self.compare(node.op, self.number(node.left), self.number(node.right))

    def compare(self, op: str, a: Bounds, b: Bounds) -> Column:
        """Compare two numbers of which only bounds may be known."""
        r, g = self.ratios, self.graph
        if op in (">", ">="):
            return self.compare("<" if op == ">" else "<=", b, a)
        if op == "!=":
            return g.negate(self.compare("==", a, b))
        if a.known and b.known:
            return r.compare(op, a.low, b.low)  # type: ignore[arg-type]
        if op == "<":
            return g.surely(r.compare("<", a.high, b.low), r.compare("<=", b.high, a.low))
        if op == "<=":
            return g.surely(r.compare("<=", a.high, b.low), r.compare("<", b.high, a.low))
        same = [r.compare("==", x.low, x.high) for x in (a, b) if not x.known]
        apart = g.either(r.compare("<", a.high, b.low), r.compare("<", b.high, a.low))
        return g.surely(g.both(r.compare("==", a.low, b.low), *same), apart)

    @_condition.register(tree.Between)
    def _(self, node: tree.Between) -> Column:
        value = self.number(node.value)
        low, high = self.number(node.low), self.number(node.high)
        return self.graph.both(self.compare(">=", value, low), self.compare("<=", value, high))

    @_condition.register(tree.IsIn)
    def _(self, node: tree.IsIn) -> Column:
        values = self.definition(node.fact).values
        if set(values) <= set(node.values):
            return self.graph.truth(True)
        if self.known_of(node.fact) == "nothing":
            return self.graph.truth(None)
        return self.graph.is_code(self.given(node.fact, "code"), [values.index(v) for v in set(node.values)])

    @_condition.register(tree.Received)
    def _(self, node: tree.Received) -> Column:
        g = self.graph
        known = self.setting.known.get("household.receives", "nothing")
        if known == "nothing":
            return g.truth(None)
        received = g.stored(received_name(node.scheme), "household", "truth", known == "some")
        if node.months is None:
            return received
        return g.when(
            received, self.compare(">=", self._received_for(node.scheme), self.number(node.months)), g.truth(False)
        )

    def _received_for(self, scheme: str) -> Bounds:
        """For how many full months a scheme is received, if it is."""
        g = self.graph
        since = g.stored(since_name(scheme), "household", "number", True, *EVER)
        months = g.elapsed("months", since)
        if self.setting.exact:
            return self.one(Ratio(months))
        most = g.number(full_months(1, g.on))
        return Bounds(Ratio(g.filled(months, g.number(0))), Ratio(g.filled(months, most)))

    @_condition.register(tree.AllOf)
    def _(self, node: tree.AllOf) -> Column:
        return self.graph.both(*(self.condition(item) for item in node.items))

    @_condition.register(tree.AnyOf)
    def _(self, node: tree.AnyOf) -> Column:
        return self.graph.either(*(self.condition(item) for item in node.items))

    @_condition.register(tree.Not)
    def _(self, node: tree.Not) -> Column:
        return self.graph.negate(self.condition(node.item))

    @_condition.register(tree.AnyMember, tree.AllMembers)
    def _(self, node: tree.AnyMember | tree.AllMembers) -> Column:
        return aggregates.some_or_every(self, node)


def _ends(bounds: Bounds) -> tuple[Ratio, ...]:
    return (bounds.low,) if bounds.known else (bounds.low, bounds.high)
