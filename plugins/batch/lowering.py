"""From trees to columns: conditions, each one column of True, False and null, and with them everything else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from plugins.api import tree
from plugins.api.dispatch import by_node
from plugins.api.numbers import Exact, full_months
from plugins.api.vocabulary import Vocabulary

from . import aggregates
from .columns import Column
from .graph import Graph
from .numbers import Numbers, Person, Setting
from .ratios import Bounds, Ratio

# Any day there is: nobody declares since when a scheme can have been received.
EVER = (date.min.toordinal(), date.max.toordinal())


def received_name(scheme: str) -> str:
    """The column that says whether a scheme is received."""
    return f"received/{scheme}"


def since_name(scheme: str) -> str:
    """The column of the day since when (an ordinal), null where that is unknown."""
    return f"since/{scheme}"


class Lowering(Numbers):
    """Builds the columns of conditions and numbers."""

    def __init__(self, graph: Graph, vocabulary: Vocabulary, values: Mapping[str, Exact], setting: Setting) -> None:
        super().__init__(graph, vocabulary, values, setting)
        self._conditions: dict[tuple[tree.Node, Person], Column] = {}

    def condition(self, node: tree.Bool) -> Column:
        """The truth of a condition."""
        key = node, self._place(node)
        if key not in self._conditions:
            self._conditions[key] = self._condition(node)
        return self._conditions[key]

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
