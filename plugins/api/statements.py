"""Statements: what is the case, with the actual values; only what decided is said."""

from __future__ import annotations

from . import tree, units
from .dispatch import by_node
from .interpret import compare
from .numbers import Bounds
from .phrases import FLIP, Phrases, facing, format_number

_MEMBERS_SHOWN = 3


class Writer(Phrases):
    """Writes sentences in one language about one evaluation."""

    @by_node
    def state(self, node: tree.Node) -> str:
        """What is the case, with the actual values."""
        raise TypeError(f"no sentence for {node}")

    def unknown(self, fact: tree.Fact) -> str:
        """The words for a fact that is not known, or not well enough."""
        weak = self.run.path(fact) in self.basis.weak
        return "declared, but not confirmed yet: %(name)s" if weak else "not known yet: %(name)s"

    @state.register(tree.Holds)
    def _(self, node: tree.Holds) -> str:
        value = self.run.given(node.fact)
        name = self.text(self.run.definition(node.fact).label)
        if value is None:
            return self.say(self.unknown(node.fact), name=name)
        return self.say("%(name)s: yes", name=name) if value else self.say("%(name)s: no", name=name)

    @state.register(tree.Compare)
    def _(self, node: tree.Compare) -> str:
        node = facing(node)
        truth = self.run.condition(node)
        left = self.run.number(node.left)
        name = self.name(node.left)
        if truth is None:
            return self.open_number(node, name, left)
        relation = self.relation(node.op if truth else FLIP[node.op], node.left, self.demand(node.right))
        if left[0] == left[1]:
            # Rounded to two digits it might look equal to what it is compared with: "734.995 元，低于 735 元".
            gap = left[0] - self.run.number(node.right)[0]
            close = left[0].denominator > 1 and -1 < gap < 1
            value = self.number(node.left, digits=4 if close else 2)
            return self.say("%(name)s %(value)s, %(relation)s", name=name, value=value, relation=relation)
        if left[0] > 0:
            known = format_number(left[0], self.unit(node.left), self.language)
            return self.say(
                "%(name)s so far at least %(known)s, %(relation)s", name=name, known=known, relation=relation
            )
        return self.say("%(name)s %(relation)s", name=name, relation=relation)

    def open_number(self, node: tree.Compare, name: str, left: Bounds) -> str:
        """A comparison that is still open, with what is known already."""
        demand = self.relation(node.op, node.left, self.demand(node.right))
        if left[0] == left[1]:
            return self.say(
                "%(name)s %(value)s; not known yet whether %(demand)s",
                name=name,
                value=self.number(node.left),
                demand=demand,
            )
        if left[0] > 0:
            known = format_number(left[0], self.unit(node.left), self.language)
            return self.say(
                "%(name)s is not known yet, so far at least %(known)s; it must be %(demand)s",
                name=name,
                known=known,
                demand=demand,
            )
        return self.say("%(name)s is not known yet; it must be %(demand)s", name=name, demand=demand)

    @state.register(tree.Between)
    def _(self, node: tree.Between) -> str:
        value, low, high = self.run.number(node.value), self.run.number(node.low), self.run.number(node.high)
        above, below = compare(">=", value, low), compare("<=", value, high)
        if above is False or below is False:
            end = (
                tree.Compare(">=", node.value, node.low)
                if above is False
                else tree.Compare("<=", node.value, node.high)
            )
            return self.state(end)
        name, ends = self.name(node.value), {"low": self.demand(node.low), "high": self.demand(node.high)}
        if above and below:
            return self.say(
                "%(name)s %(value)s, between %(low)s and %(high)s", name=name, value=self.number(node.value), **ends
            )
        return self.say("%(name)s is not known yet; it must be between %(low)s and %(high)s", name=name, **ends)

    @state.register(tree.IsIn)
    def _(self, node: tree.IsIn) -> str:
        definition = self.run.definition(node.fact)
        value = self.run.given(node.fact)
        name = self.text(definition.label)
        if value is None:
            return self.say(self.unknown(node.fact), name=name)
        label = self.text(next(c.label for c in definition.choices if c.value == value))
        return self.say("%(name)s: %(value)s", name=name, value=label)

    @state.register(tree.Received)
    def _(self, node: tree.Received) -> str:
        receives = self.run.condition(tree.Received(node.scheme))
        scheme = self.basis.names(node.scheme, self.language)
        if receives and node.months is not None:
            return self._received_for(node, node.months, scheme)
        text = {
            True: "already receives %(scheme)s",
            False: "does not receive %(scheme)s",
            None: "not known yet whether the household receives %(scheme)s",
        }[receives]
        return self.say(text, scheme=scheme)

    def _received_for(self, node: tree.Received, least: tree.Number, scheme: str) -> str:
        """For how long a scheme that is received has been."""
        truth = self.run.condition(node)
        low, high = self.run.received_for(node)
        months = self.demand(least)
        if low != high:
            text = "receives %(scheme)s, not known yet since when; it must be for at least %(months)s"
            return self.say(text, scheme=scheme, months=months)
        lasted = format_number(low, units.MONTH, self.language)
        text = {
            True: "has received %(scheme)s for %(lasted)s, not less than %(months)s",
            False: "has received %(scheme)s for %(lasted)s, less than %(months)s",
            None: "has received %(scheme)s for %(lasted)s; not known yet whether that is at least %(months)s",
        }[truth]
        return self.say(text, scheme=scheme, lasted=lasted, months=months)

    @state.register(tree.AllOf, tree.AnyOf)
    def _(self, node: tree.AllOf | tree.AnyOf) -> str:
        truth = self.run.condition(node)
        deciding = [item for item in node.items if self.run.condition(item) is truth]
        if (truth is True and isinstance(node, tree.AnyOf)) or (truth is False and isinstance(node, tree.AllOf)):
            deciding = deciding[:1]
        return self.join([self.state(item) for item in deciding], "%(first)s; %(second)s")

    @state.register(tree.Not)
    def _(self, node: tree.Not) -> str:
        return self.state(node.item)

    @state.register(tree.AnyMember, tree.AllMembers)
    def _(self, node: tree.AnyMember | tree.AllMembers) -> str:
        truth = self.run.condition(node)
        if truth is False and isinstance(node, tree.AnyMember):
            return self.say("no member for whom: %(what)s", what=self.phrase(node.where))
        if truth is True and isinstance(node, tree.AllMembers):
            return self.phrase(node)
        parts = [
            self.say("%(who)s: %(what)s", who=self.who(i), what=self.state(node.where))
            for i in self.run.each()
            if self.run.condition(node.where) is truth
        ]
        if truth is None and not self.run.facts.complete:
            parts.append(self.say("the list of members is not complete"))
        more = len(parts) - _MEMBERS_SHOWN
        shown = self.join(parts[:_MEMBERS_SHOWN], "%(first)s; %(second)s")
        return self.say("%(shown)s and %(number)s more", shown=shown, number=more) if more > 0 else shown
