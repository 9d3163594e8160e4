"""Phrases: what things are called, and what a condition demands ("人均月收入低于 735 元")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Literal, TypeAlias

from . import tree, units
from .dispatch import by_node
from .interpret import Interpreter
from .measures import unit_of
from .numbers import Exact
from .texts import COMMON_TEXTS
from .units import Unit

if TYPE_CHECKING:
    from .findings import Basis

Op: TypeAlias = Literal["<", "<=", ">", ">=", "==", "!="]
# A space stands between Han and digits, never between Han and Han: "低于 735 元", "低于低保标准".
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_MEASURED = {
    units.AGE: "%(number)s years",  # 岁
    units.YEAR: "%(number)s yr",  # 年
    units.MONTH: "%(number)s months",
    units.AREA: "%(number)s m²",
}
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_MIRROR: dict[Op, Op] = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
FLIP: dict[Op, Op] = {"<": ">=", ">=": "<", "<=": ">", ">": "<=", "==": "!=", "!=": "=="}


def facing(node: tree.Compare) -> tree.Compare:
    """The comparison about the family: `limit <= costs` is told as what it means for the costs, which are at least
    the limit; nobody could change the limit.
    """
    if _is_limit(node.left) and not _is_limit(node.right):
        return tree.Compare(_MIRROR[node.op], node.right, node.left)
    return node


def _is_limit(node: tree.Node) -> bool:
    """Whether a number is the rules' alone; which row of a table it comes from may depend on the family."""
    if isinstance(node, tree.Parameter | tree.Constant):
        return True
    parts = [row for _value, row in node.rows] if isinstance(node, tree.Lookup) else list(tree.children(node))
    return bool(parts) and all(map(_is_limit, parts))


def format_number(value: Exact, unit: Unit, language: str, digits: int = 2) -> str:
    """A stored number for people: 445 元, 1,102.50 yuan, 16 岁, 48.5 m²; `digits` of what is not whole."""
    say = COMMON_TEXTS
    if unit == units.DATE:
        return date.fromordinal(int(value)).isoformat()
    if unit.money:
        text = f"{value // 100:,}" if value % 100 == 0 else f"{_decimal(value / Fraction(100), digits):,}"
        return say("%(amount)s yuan", language) % {"amount": text}
    text = f"{value:,}" if isinstance(value, int) else f"{_decimal(value, digits).normalize():,f}"
    template = _MEASURED.get(unit)
    return say(template, language) % {"number": text} if template else text


def _decimal(value: Exact, digits: int) -> Decimal:
    """Rounded to the digits; beyond two, zeros at the end are left out."""
    number = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-digits))
    return number if digits <= 2 else number.normalize()


@dataclass
class Phrases:
    """Names, numbers and demands in one language, about one evaluation."""

    basis: Basis
    language: str

    def __post_init__(self) -> None:
        self.run: Interpreter = self.basis.interpreter()

    def say(self, msgid: str, **values: object) -> str:
        """One of this module's own texts."""
        text = COMMON_TEXTS(msgid, self.language)
        return _BETWEEN_HAN.sub("", text % values) if values else text

    def text(self, msgid: str) -> str:
        """A text of the plugin or of the common vocabulary."""
        return self.basis.translate(msgid, self.language)

    def join(self, parts: Sequence[str], msgid: str) -> str:
        """Parts put together two by two, e.g. with `%(first)s; %(second)s`."""
        return reduce(lambda first, second: self.say(msgid, first=first, second=second), parts) if parts else ""

    def list(self, items: Sequence[str]) -> str:
        """a, b or c."""
        if len(items) < 2:
            return "".join(items)
        return self.say(
            "%(first)s or %(second)s", first=self.join(items[:-1], "%(first)s, %(second)s"), second=items[-1]
        )

    # Names and numbers

    @by_node
    def name(self, node: tree.Number) -> str:
        """What a number is called."""
        return self.say("the calculated value")

    @name.register(tree.Fact)
    def _(self, node: tree.Fact) -> str:
        return self.text(self.run.definition(node).label)

    @name.register(tree.Named)
    def _(self, node: tree.Named) -> str:
        return self.text(node.label)

    @name.register(tree.Parameter, tree.Constant)
    def _(self, node: tree.Parameter | tree.Constant) -> str:
        return self.number(node)

    @name.register(tree.CountMembers)
    def _(self, node: tree.CountMembers) -> str:
        if node.where is None:
            return self.say("number of members")
        return self.say("number of members for whom: %(what)s", what=self.phrase(node.where))

    @name.register(tree.SumMembers)
    def _(self, node: tree.SumMembers) -> str:
        return self.say("sum of %(what)s over the members", what=self.name(node.value))

    @name.register(tree.ExtremeMember)
    def _(self, node: tree.ExtremeMember) -> str:
        text = "smallest %(what)s of a member" if node.kind == "min" else "largest %(what)s of a member"
        return self.say(text, what=self.name(node.value))

    @name.register(tree.AgeOf)
    def _(self, node: tree.AgeOf) -> str:
        return self.say("Age")

    @name.register(tree.MonthsSince)
    def _(self, node: tree.MonthsSince) -> str:
        return self.say("months since: %(what)s", what=self.name(node.since))

    @name.register(tree.Rounded)
    def _(self, node: tree.Rounded) -> str:
        return self.name(node.value)

    @name.register(tree.Arithmetic)
    def _(self, node: tree.Arithmetic) -> str:
        return f"{self.name(node.left)} {_SIGNS[node.op]} {self.name(node.right)}"

    def unit(self, node: tree.Number) -> Unit:
        """The unit a number is shown in."""
        return unit_of(node, self.basis.vocabulary, self.basis.book) or units.COUNT

    def number(self, node: tree.Number, digits: int = 2) -> str:
        """The value of a number, or the range it is in."""
        low, high = self.run.number(node)
        unit = self.unit(node)
        if low == high:
            return format_number(low, unit, self.language, digits)
        return self.say(
            "between %(low)s and %(high)s",
            low=format_number(low, unit, self.language),
            high=format_number(high, unit, self.language),
        )

    def relation(self, op: str, node: tree.Number, other: str) -> str:
        """`below 735 yuan`; counts and ages have words of their own."""
        words = "below" if self.unit(node).money else "less"
        texts = {
            "<": {"below": "below %(other)s", "less": "less than %(other)s"},
            "<=": {"below": "at most %(other)s", "less": "not more than %(other)s"},
            ">": {"below": "above %(other)s", "less": "more than %(other)s"},
            ">=": {"below": "at least %(other)s", "less": "not less than %(other)s"},
            "==": {"below": "equal to %(other)s", "less": "equal to %(other)s"},
            "!=": {"below": "different from %(other)s", "less": "different from %(other)s"},
        }
        return self.say(texts[op][words], other=other)

    def who(self, index: int) -> str:
        """A member by place and relation, never by name."""
        if index == 0:
            return self.say("the applicant")
        relation = self.run.facts.members[index].get("relation")
        label = next((c.label for c in self.run.vocabulary["member.relation"].choices if c.value == relation), "")
        if not label or relation == "self":
            return self.say("member %(number)s", number=index + 1)
        return self.say("member %(number)s (%(relation)s)", number=index + 1, relation=self.text(label))

    # Phrases: the demand

    @by_node
    def phrase(self, node: tree.Node) -> str:
        """What a condition demands."""
        raise TypeError(f"no phrase for {node}")

    @phrase.register(tree.Holds)
    def _(self, node: tree.Holds) -> str:
        return self.text(self.run.definition(node.fact).label)

    @phrase.register(tree.Compare)
    def _(self, node: tree.Compare) -> str:
        node = facing(node)
        return self.say(
            "%(name)s %(relation)s",
            name=self.name(node.left),
            relation=self.relation(node.op, node.left, self.demand(node.right)),
        )

    @phrase.register(tree.Between)
    def _(self, node: tree.Between) -> str:
        return self.say(
            "%(name)s between %(low)s and %(high)s",
            name=self.name(node.value),
            low=self.demand(node.low),
            high=self.demand(node.high),
        )

    @phrase.register(tree.IsIn)
    def _(self, node: tree.IsIn) -> str:
        return self.say(
            "%(name)s: %(choices)s", name=self.text(self.run.definition(node.fact).label), choices=self.choices(node)
        )

    @phrase.register(tree.Received)
    def _(self, node: tree.Received) -> str:
        scheme = self.basis.names(node.scheme, self.language)
        if node.months is None:
            return self.say("receives %(scheme)s", scheme=scheme)
        return self.say("receives %(scheme)s for at least %(months)s", scheme=scheme, months=self.demand(node.months))

    @phrase.register(tree.AllOf, tree.AnyOf)
    def _(self, node: tree.AllOf | tree.AnyOf) -> str:
        return self.join(
            [self.phrase(item) for item in node.items],
            "%(first)s and %(second)s" if isinstance(node, tree.AllOf) else "%(first)s or %(second)s",
        )

    @phrase.register(tree.Not)
    def _(self, node: tree.Not) -> str:
        if isinstance(node.item, tree.Compare):
            return self.phrase(tree.Compare(FLIP[node.item.op], node.item.left, node.item.right))
        return self.say("not: %(what)s", what=self.phrase(node.item))

    @phrase.register(tree.AnyMember)
    def _(self, node: tree.AnyMember) -> str:
        return self.say("a member for whom: %(what)s", what=self.phrase(node.where))

    @phrase.register(tree.AllMembers)
    def _(self, node: tree.AllMembers) -> str:
        return self.say("for every member: %(what)s", what=self.phrase(node.where))

    def demand(self, node: tree.Number) -> str:
        """The other side of a comparison: its value, or its name while that is open."""
        low, high = self.run.number(node)
        return self.number(node) if low == high else self.name(node)

    def choices(self, node: tree.IsIn) -> str:
        """The labels of the accepted choices."""
        return self.list([self.text(c.label) for c in self.run.definition(node.fact).choices if c.value in node.values])
