"""The expression tree rules are made of: a small closed set of frozen nodes, free of behaviour.

Authors never build these by hand: `plugins.api.language` gives them operators. Everything that reads a rule
(type check, compiler, interpreter, sentences, later a batch evaluator) is a function over these classes.

Numbers are exact: money in 分, dates as ordinals, everything else as written; what is not whole is a `Fraction`
until an explicit `Rounded` node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Literal, TypeAlias

from .source import NOWHERE, Where

Scope: TypeAlias = Literal["household", "member", "applicant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Base of all nodes; `at` is the author's line and takes no part in equality."""

    at: Where = field(default=NOWHERE, compare=False, repr=False)


# Numbers --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact(Node):
    """A fact of the household, of the member in hand, or of the applicant."""

    scope: Scope
    key: str


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A dated value of parameters.yaml."""

    key: str


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number written in the rule itself; takes the unit of what it meets, and only zero may meet a unit."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """left + - * / right, exact."""

    op: Literal["+", "-", "*", "/"]
    left: Number
    right: Number


@dataclass(frozen=True, slots=True)
class Rounded(Node):
    """The only place where a number is rounded: to a multiple of `step` (stored units, e.g. 100 分)."""

    value: Number
    step: int
    how: Literal["up", "down", "half_up"]


@dataclass(frozen=True, slots=True)
class Pick(Node):
    """The largest or the smallest of several numbers: floors and caps."""

    kind: Literal["largest", "smallest"]
    items: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Lookup(Node):
    """A table: the value standing beside the choice that `key` has."""

    key: Fact
    rows: tuple[tuple[str, Number], ...]


@dataclass(frozen=True, slots=True)
class AgeOf(Node):
    """Full years from a date to the day of the evaluation."""

    born: Number


@dataclass(frozen=True, slots=True)
class MonthsSince(Node):
    """Full months from a date to the day of the evaluation."""

    since: Number


@dataclass(frozen=True, slots=True)
class CountMembers(Node):
    """How many members there are, or how many meet a condition."""

    where: Bool | None


@dataclass(frozen=True, slots=True)
class SumMembers(Node):
    """The sum of a number over the members, or over those that meet a condition."""

    value: Number
    where: Bool | None


@dataclass(frozen=True, slots=True)
class ExtremeMember(Node):
    """The smallest or largest number among the members; `otherwise` where none meets the condition."""

    kind: Literal["min", "max"]
    value: Number
    where: Bool | None
    otherwise: Number | None


@dataclass(frozen=True, slots=True)
class Named(Node):
    """A number with the name that sentences call it by."""

    label: str
    value: Number


# Conditions -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holds(Node):
    """A yes/no fact is yes."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """left < <= > >= == != right."""

    op: Literal["<", "<=", ">", ">=", "==", "!="]
    left: Number
    right: Number


@dataclass(frozen=True, slots=True)
class Between(Node):
    """low <= value <= high."""

    value: Number
    low: Number
    high: Number


@dataclass(frozen=True, slots=True)
class IsIn(Node):
    """A choice is one of these."""

    fact: Fact
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Received(Node):
    """The household receives another scheme (R6.9), where `months` stands for at least so many full months."""

    scheme: str
    months: Number | None = None


@dataclass(frozen=True, slots=True)
class AllOf(Node):
    """Every part holds."""

    items: tuple[Bool, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Node):
    """At least one part holds."""

    items: tuple[Bool, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The part does not hold; unknown stays unknown."""

    item: Bool


@dataclass(frozen=True, slots=True)
class AnyMember(Node):
    """At least one member meets the condition."""

    where: Bool


@dataclass(frozen=True, slots=True)
class AllMembers(Node):
    """Every member meets the condition."""

    where: Bool


Number: TypeAlias = (
    Fact
    | Parameter
    | Constant
    | Arithmetic
    | Rounded
    | Pick
    | Lookup
    | AgeOf
    | MonthsSince
    | CountMembers
    | SumMembers
    | ExtremeMember
    | Named
)
Bool: TypeAlias = Holds | Compare | Between | IsIn | Received | AllOf | AnyOf | Not | AnyMember | AllMembers
Tree: TypeAlias = Number | Bool


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below a node, in the order they are written."""
    for f in fields(node):
        yield from _nodes(getattr(node, f.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it, depth first."""
    yield node
    for child in children(node):
        yield from walk(child)
