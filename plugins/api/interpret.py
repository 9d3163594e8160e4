"""The interpreter: slow, plain, and the meaning of a rule.

Sentences are written from it, and the compiler is tested against it.

A condition is True, False or None (unknown, Kleene's strong logic). A number is a pair of bounds, equal when it
is known; an unknown fact has the bounds its definition declares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from . import tree
from .common import MAX_MEMBERS
from .dispatch import by_node
from .facts import Facts
from .numbers import (
    Bounds,
    Exact,
    divide_bounds,
    exact,
    extreme,
    full_months,
    full_years,
    months_received,
    round_to,
    times_bounds,
)
from .vocabulary import FactDefinition, Vocabulary

Truth: TypeAlias = bool | None
_NOBODY = -1


def conjunction(values: list[Truth]) -> Truth:
    """Kleene's and: one False decides; else one unknown leaves it open."""
    return False if False in values else None if None in values else True


def disjunction(values: list[Truth]) -> Truth:
    """Kleene's or: one True decides; else one unknown leaves it open."""
    return True if True in values else None if None in values else False


def compare(op: str, a: Bounds, b: Bounds) -> Truth:
    """Compare two numbers of which only bounds may be known."""
    (al, ah), (bl, bh) = a, b
    if op == "<":
        return True if ah < bl else False if al >= bh else None
    if op == "<=":
        return True if ah <= bl else False if al > bh else None
    if op in (">", ">="):
        return compare("<" if op == ">" else "<=", b, a)
    equal = True if al == ah == bl == bh else False if ah < bl or bh < al else None
    return equal if op == "==" else None if equal is None else not equal


@dataclass
class Interpreter:
    """One evaluation: facts, the day, the parameter values in stored units, the vocabulary.

    `person` is the index of the member in hand while an aggregate looks at one.
    """

    facts: Facts
    on: date
    parameters: Mapping[str, Exact]
    vocabulary: Vocabulary
    person: int | None = field(default=None)

    # Facts

    def given(self, fact: tree.Fact) -> Any:
        """The stored value of a fact as it was given, None where it was not."""
        value = self._values(fact.scope).get(fact.key)
        return None if value is None else self.definition(fact).read(value)

    def _values(self, scope: str) -> Mapping[str, Any]:
        if scope == "member":
            return {} if self.person is None or self.person == _NOBODY else self.facts.members[self.person]
        return self.facts.household if scope == "household" else self.facts.applicant

    def definition(self, fact: tree.Fact) -> FactDefinition:
        """The fact's definition."""
        return self.vocabulary[f"{fact.scope}.{fact.key}"]

    def path(self, fact: tree.Fact) -> str:
        """Where the fact stands: `members.1.age`."""
        return f"members.{self.person}.{fact.key}" if fact.scope == "member" else f"{fact.scope}.{fact.key}"

    def each(self) -> Iterator[int]:
        """Make each member in turn the one in hand."""
        outer = self.person
        for index in range(len(self.facts.members)):
            self.person = index
            yield index
        self.person = outer

    def _stranger(self, value: tree.Number) -> Bounds:
        """The bounds of a member's number for somebody nothing is known of."""
        outer, self.person = self.person, _NOBODY
        bounds = self.number(value)
        self.person = outer
        return bounds

    def received_for(self, node: tree.Received) -> Bounds:
        """For how many full months the scheme is received, if it is."""
        return months_received(self.given(tree.Fact("household", "receives")), node.scheme, self.on)

    # Numbers

    @by_node
    def number(self, node: tree.Node) -> Bounds:
        """Lowest and highest the number can be."""
        raise TypeError(f"not a number: {node}")

    @number.register(tree.Fact)
    def _(self, node: tree.Fact) -> Bounds:
        value = self.given(node)
        if value is not None:
            return value, value
        definition = self.definition(node)
        formula = definition.formula
        return definition.bounds if formula is None else self.number(formula)

    @number.register(tree.Parameter)
    def _(self, node: tree.Parameter) -> Bounds:
        value = self.parameters[node.key]
        return value, value

    @number.register(tree.Constant)
    def _(self, node: tree.Constant) -> Bounds:
        value = exact(node.value)
        return value, value

    @number.register(tree.Arithmetic)
    def _(self, node: tree.Arithmetic) -> Bounds:
        (a, b), (c, d) = self.number(node.left), self.number(node.right)
        if node.op == "+":
            return a + c, b + d
        if node.op == "-":
            return a - d, b - c
        return times_bounds(a, b, c, d) if node.op == "*" else divide_bounds(a, b, c, d)

    @number.register(tree.Rounded)
    def _(self, node: tree.Rounded) -> Bounds:
        low, high = self.number(node.value)
        return round_to(low, node.step, node.how), round_to(high, node.step, node.how)

    @number.register(tree.Pick)
    def _(self, node: tree.Pick) -> Bounds:
        choose = max if node.kind == "largest" else min
        items = [self.number(item) for item in node.items]
        return choose(low for low, _ in items), choose(high for _, high in items)

    @number.register(tree.Lookup)
    def _(self, node: tree.Lookup) -> Bounds:
        value = self.given(node.key)
        rows = [self.number(item) for key, item in node.rows if value is None or key == value]
        return min(low for low, _ in rows), max(high for _, high in rows)

    @number.register(tree.AgeOf)
    def _(self, node: tree.AgeOf) -> Bounds:
        low, high = self.number(node.born)
        return full_years(high, self.on), full_years(low, self.on)

    @number.register(tree.MonthsSince)
    def _(self, node: tree.MonthsSince) -> Bounds:
        low, high = self.number(node.since)
        return full_months(high, self.on), full_months(low, self.on)

    @number.register(tree.CountMembers)
    def _(self, node: tree.CountMembers) -> Bounds:
        known = len(self.facts.members)
        more = 0 if self.facts.complete else max(MAX_MEMBERS - known, 0)
        if node.where is None:
            return (known if self.facts.complete else max(known, 1)), known + more
        truths = [self.condition(node.where) for _ in self.each()]
        return truths.count(True), truths.count(True) + truths.count(None) + more

    @number.register(tree.SumMembers)
    def _(self, node: tree.SumMembers) -> Bounds:
        low: Exact = 0
        high: Exact = 0
        for _ in self.each():
            truth = True if node.where is None else self.condition(node.where)
            if truth is not False:
                a, b = self.number(node.value)
                low += a if truth else min(a, 0)
                high += b if truth else max(b, 0)
        if not self.facts.complete:
            more = max(MAX_MEMBERS - len(self.facts.members), 0)
            a, b = self._stranger(node.value)
            low += min(a, 0) * more
            high += max(b, 0) * more
        return low, high

    @number.register(tree.ExtremeMember)
    def _(self, node: tree.ExtremeMember) -> Bounds:
        sure: list[Bounds] = []
        perhaps: list[Bounds] = []
        for _ in self.each():
            truth = True if node.where is None else self.condition(node.where)
            if truth is not False:
                (sure if truth else perhaps).append(self.number(node.value))
        if not self.facts.complete:
            perhaps.append(self._stranger(node.value))
        if not sure and node.otherwise is not None:
            perhaps.append(self.number(node.otherwise))
        return extreme(node.kind, sure, perhaps)

    @number.register(tree.Named)
    def _(self, node: tree.Named) -> Bounds:
        return self.number(node.value)

    # Conditions

    @by_node
    def condition(self, node: tree.Node) -> Truth:
        """True, False or None."""
        raise TypeError(f"not a condition: {node}")

    @condition.register(tree.Holds)
    def _(self, node: tree.Holds) -> Truth:
        value: Truth = self.given(node.fact)
        return value

    @condition.register(tree.Compare)
    def _(self, node: tree.Compare) -> Truth:
        return compare(node.op, self.number(node.left), self.number(node.right))

    @condition.register(tree.Between)
    def _(self, node: tree.Between) -> Truth:
        value = self.number(node.value)
        return conjunction([compare(">=", value, self.number(node.low)), compare("<=", value, self.number(node.high))])

    @condition.register(tree.IsIn)
    def _(self, node: tree.IsIn) -> Truth:
        value = self.given(node.fact)
        if value is None:
            return True if set(self.definition(node.fact).values) <= set(node.values) else None
        return value in node.values

    @condition.register(tree.Received)
    def _(self, node: tree.Received) -> Truth:
        value = self.given(tree.Fact("household", "receives"))
        if value is None:
            return None
        if node.scheme not in value:
            return False
        return True if node.months is None else compare(">=", self.received_for(node), self.number(node.months))

    @condition.register(tree.AllOf)
    def _(self, node: tree.AllOf) -> Truth:
        return conjunction([self.condition(item) for item in node.items])

    @condition.register(tree.AnyOf)
    def _(self, node: tree.AnyOf) -> Truth:
        return disjunction([self.condition(item) for item in node.items])

    @condition.register(tree.Not)
    def _(self, node: tree.Not) -> Truth:
        truth = self.condition(node.item)
        return None if truth is None else not truth

    @condition.register(tree.AnyMember)
    def _(self, node: tree.AnyMember) -> Truth:
        more: list[Truth] = [] if self.facts.complete else [None]
        return disjunction([self.condition(node.where) for _ in self.each()] + more)

    @condition.register(tree.AllMembers)
    def _(self, node: tree.AllMembers) -> Truth:
        more: list[Truth] = [] if self.facts.complete else [None]
        return conjunction([self.condition(node.where) for _ in self.each()] + more)
