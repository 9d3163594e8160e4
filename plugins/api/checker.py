"""The types of expressions: names, units, what is whole. Every mistake is a LoadError at the author's line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from . import tree, units
from .dispatch import by_node
from .errors import LoadError
from .parameters import ParameterBook
from .units import Unit
from .vocabulary import FactDefinition, Vocabulary, nearest


@dataclass(frozen=True, slots=True)
class Type:
    """What a number is: its unit (None: a bare constant that takes any), and whether it is surely whole as stored."""

    unit: Unit | None
    whole: bool = True


class Checker:
    """Walks trees with the vocabulary and the parameters at hand; `used` collects the facts a tree reads."""

    def __init__(self, vocabulary: Vocabulary, book: ParameterBook) -> None:
        self.vocabulary = vocabulary
        self.book = book
        self.facts: dict[str, FactDefinition] = {}
        self.parameters: dict[str, tree.Parameter] = {}
        self.schemes: dict[str, tree.Received] = {}
        self._inside_member = False
        # Facts worked out by a formula that may leave a fraction of their smallest unit.
        self._fractions: set[str] = set()

    # Numbers

    @by_node
    def number(self, node: tree.Node) -> Type:
        """The type of a number; LoadError where it has none."""
        raise LoadError("expected a number here", node.at)

    @number.register(tree.Fact)
    def _(self, node: tree.Fact) -> Type:
        definition = self._fact(node)
        if definition.range is None:
            raise LoadError(
                f"{definition.path} is no number but a {definition.type}: use .is_in(...) or the fact itself", node.at
            )
        return Type(definition.measure, definition.type != "area" and definition.path not in self._fractions)

    @number.register(tree.Parameter)
    def _(self, node: tree.Parameter) -> Type:
        definition = self.book.find(node.key, node.at)
        self.parameters.setdefault(node.key, node)
        scale = definition.measure.scale
        whole = all(v.value * scale == int(v.value * scale) for v in definition.values)
        return Type(definition.measure, whole)

    @number.register(tree.Constant)
    def _(self, node: tree.Constant) -> Type:
        return Type(None, node.value == int(node.value))

    @number.register(tree.Arithmetic)
    def _(self, node: tree.Arithmetic) -> Type:
        left, right = self.number(node.left), self.number(node.right)
        if units.DATE in (left.unit, right.unit):
            raise LoadError(
                "dates are compared, or turned into an age(...) or months_since(...), not calculated with", node.at
            )
        if node.op in "+-":
            return Type(self._same(node, node.left, left, node.right, right), left.whole and right.whole)
        a, b = left.unit or units.COUNT, right.unit or units.COUNT
        if node.op == "*":
            if a.money and b.money:
                raise LoadError(f"{a} cannot be multiplied by {b}", node.at)
            return Type(a * b, left.whole and right.whole)
        self._divisor(node.right)
        if b.money and not a.money:
            raise LoadError(f"{a} cannot be divided by {b}", node.at)
        return Type(a / b, False)

    def _divisor(self, node: tree.Number) -> None:
        """Dividing by something that may be zero is refused while loading, not met with a family at the window."""
        good = (
            (isinstance(node, tree.Constant) and node.value > 0)
            or (isinstance(node, tree.Parameter) and all(v.value > 0 for v in self.book[node.key].values))
            or (isinstance(node, tree.Fact) and self._fact(node).bounds[0] > 0)
            or (isinstance(node, tree.CountMembers) and node.where is None)
        )
        if not good:
            raise LoadError(
                "this divisor may be zero: divide by household.size, household.members.count() or a positive parameter",
                node.at,
            )

    @number.register(tree.Rounded)
    def _(self, node: tree.Rounded) -> Type:
        inner = self.number(node.value)
        if inner.unit is None or not inner.unit.money:
            raise LoadError("only money is rounded", node.at)
        return Type(inner.unit)

    @number.register(tree.Pick)
    def _(self, node: tree.Pick) -> Type:
        return self._alike(node, node.items)

    def _alike(self, node: tree.Node, items: Iterable[tree.Number]) -> Type:
        found: Type | None = None
        first: tree.Number | None = None
        for item in items:
            kind = self.number(item)
            if found is None or first is None:
                found, first = kind, item
            else:
                found = Type(self._same(node, first, found, item, kind), found.whole and kind.whole)
        if found is None:
            raise LoadError("nothing to choose from", node.at)
        return found

    @number.register(tree.Lookup)
    def _(self, node: tree.Lookup) -> Type:
        definition = self._choice(node.key, node)
        keys = [key for key, _ in node.rows]
        self._values(definition, keys, node)
        if missing := [v for v in definition.values if v not in keys]:
            raise LoadError(f"the table has no row for {', '.join(missing)}", node.at)
        return self._alike(node, (value for _, value in node.rows))

    @number.register(tree.AgeOf)
    def _(self, node: tree.AgeOf) -> Type:
        if self.number(node.born).unit != units.DATE:
            raise LoadError("age(...) needs a date", node.at)
        return Type(units.AGE)

    @number.register(tree.MonthsSince)
    def _(self, node: tree.MonthsSince) -> Type:
        if self.number(node.since).unit != units.DATE:
            raise LoadError("months_since(...) needs a date", node.at)
        return Type(units.MONTH)

    @number.register(tree.CountMembers)
    def _(self, node: tree.CountMembers) -> Type:
        self._member(node, node.where)
        return Type(units.COUNT)

    @number.register(tree.SumMembers)
    def _(self, node: tree.SumMembers) -> Type:
        inner = self._member(node, node.where, node.value)
        if inner.unit == units.DATE:
            raise LoadError("dates cannot be added up", node.at)
        return Type(inner.unit or units.COUNT, inner.whole)

    @number.register(tree.ExtremeMember)
    def _(self, node: tree.ExtremeMember) -> Type:
        inner = self._member(node, node.where, node.value)
        if node.otherwise is None:
            return inner
        other = self.number(node.otherwise)
        return Type(self._same(node, node.value, inner, node.otherwise, other), inner.whole and other.whole)

    @number.register(tree.Named)
    def _(self, node: tree.Named) -> Type:
        return self.number(node.value)

    # Conditions

    @by_node
    def condition(self, node: tree.Node) -> None:
        """LoadError where a condition makes no sense."""
        raise LoadError("expected a condition here", node.at)

    @condition.register(tree.Holds)
    def _(self, node: tree.Holds) -> None:
        definition = self._fact(node.fact)
        if definition.type != "boolean":
            raise LoadError(
                f"{definition.path} is a {definition.type}, not yes or no: compare it with something", node.at
            )

    @condition.register(tree.Compare)
    def _(self, node: tree.Compare) -> None:
        self._same(node, node.left, self.number(node.left), node.right, self.number(node.right))

    @condition.register(tree.Between)
    def _(self, node: tree.Between) -> None:
        value = self.number(node.value)
        for end in (node.low, node.high):
            self._same(node, node.value, value, end, self.number(end))

    @condition.register(tree.IsIn)
    def _(self, node: tree.IsIn) -> None:
        self._values(self._choice(node.fact, node), node.values, node)

    @condition.register(tree.Received)
    def _(self, node: tree.Received) -> None:
        self._fact(tree.Fact("household", "receives", at=node.at))
        self.schemes.setdefault(node.scheme, node)
        if node.months is not None:
            since = tree.MonthsSince(tree.Constant(Decimal(0)), at=node.at)
            self._same(node, since, Type(units.MONTH), node.months, self.number(node.months))

    @condition.register(tree.AllOf, tree.AnyOf)
    def _(self, node: tree.AllOf | tree.AnyOf) -> None:
        if not node.items:
            raise LoadError("an empty list of conditions", node.at)
        for item in node.items:
            self.condition(item)

    @condition.register(tree.Not)
    def _(self, node: tree.Not) -> None:
        self.condition(node.item)

    @condition.register(tree.AnyMember, tree.AllMembers)
    def _(self, node: tree.AnyMember | tree.AllMembers) -> None:
        self._member(node, node.where)

    # Helpers

    def _member(self, node: tree.Node, where: tree.Bool | None, value: tree.Number | None = None) -> Type:
        if self._inside_member:
            raise LoadError("an aggregate over the members cannot stand inside another", node.at)
        self._inside_member = True
        try:
            if where is not None:
                self.condition(where)
            return self.number(value) if value is not None else Type(units.COUNT)
        finally:
            self._inside_member = False

    def _fact(self, node: tree.Fact) -> FactDefinition:
        definition = self.vocabulary.find(node)
        if node.scope == "member" and not self._inside_member:
            raise LoadError(
                f"{definition.path} belongs to one person: "
                "put it inside any_member(...), household.members.sum(...) or the like",
                node.at,
            )
        if definition.path not in self.facts:
            self.facts[definition.path] = definition
            if (formula := definition.formula) is not None:
                self._formula(definition, formula)
        return definition

    def _formula(self, definition: FactDefinition, formula: tree.Number) -> None:
        inside, self._inside_member = self._inside_member, definition.scope == "member"
        kind = self.number(formula)
        self._inside_member = inside
        if not kind.whole:
            self._fractions.add(definition.path)
        if kind.unit is not None and kind.unit != definition.measure:
            raise LoadError(
                f"{definition.path} is measured in {definition.measure}, but its formula gives {kind.unit}",
                definition.at,
            )

    def _choice(self, fact: tree.Fact, node: tree.Node) -> FactDefinition:
        definition = self._fact(fact)
        if definition.type != "choice":
            raise LoadError(f"{definition.path} is a {definition.type}, not a choice", node.at)
        return definition

    def _values(self, definition: FactDefinition, values: Iterable[str], node: tree.Node) -> None:
        for value in values:
            if value not in definition.values:
                raise LoadError(
                    f"{definition.path} is never {value!r}{nearest(value, definition.values)}; "
                    f"it is one of {', '.join(definition.values)}",
                    node.at,
                )

    def _same(self, node: tree.Node, left: tree.Number, a: Type, right: tree.Number, b: Type) -> Unit | None:
        """Both sides in one unit. A bare constant meets a plain number, or is zero."""
        for side, mine, other in ((left, a.unit, b.unit), (right, b.unit, a.unit)):
            if mine is None and other is not None:
                value = side.value if isinstance(side, tree.Constant) else None
                if not other.plain and value != 0:
                    raise LoadError(
                        f"{_show(value)} has no unit but meets {other}: make it a parameter, with a date and a source",
                        node.at,
                    )
                return other
        if a.unit != b.unit:
            raise LoadError(f"{a.unit} cannot be compared or added with {b.unit}", node.at)
        return a.unit


def _show(value: object) -> str:
    return "a number" if value is None else str(value)
