"""Terms and conditions: what the operators of a rule make.

A `Term` is a number, choice or yes/no; a `Condition` is something that is met, not met or unknown. Both only
record what was written (a tree of `plugins.api.tree` nodes with the author's line); nothing is evaluated here
and nothing is looked up: spelling and units are checked when the plugin is loaded.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypeAlias

from . import tree
from .errors import LoadError
from .source import caller

Operand: TypeAlias = "Term | int | Decimal"
Test: TypeAlias = "Condition | Term"


class _Logic:
    """`&`, `|` and `~`; Python's own `and`, `or`, `not` cannot be three-valued and are refused."""

    __slots__ = ()

    def _bool(self) -> tree.Bool:
        raise NotImplementedError

    def __and__(self, other: Test) -> Condition:
        return Condition(tree.AllOf(_parts(tree.AllOf, self, other), at=caller()))

    def __or__(self, other: Test) -> Condition:
        return Condition(tree.AnyOf(_parts(tree.AnyOf, self, other), at=caller()))

    def __invert__(self) -> Condition:
        return Condition(tree.Not(self._bool(), at=caller()))

    def __bool__(self) -> bool:
        raise LoadError(
            "a rule is neither true nor false before there are facts: write & | ~ instead of and, or, not, "
            "and .between(low, high) instead of low < x < high",
            caller(),
        )


def _parts(kind: type[tree.AllOf] | type[tree.AnyOf], *tests: _Logic) -> tuple[tree.Bool, ...]:
    """The operands of & or |, with `a & b & c` kept flat so that it reads as one list."""
    found: list[tree.Bool] = []
    for test in tests:
        node = condition_node(test)
        if isinstance(node, kind):
            found.extend(node.items)
        else:
            found.append(node)
    return tuple(found)


def condition_node(test: object) -> tree.Bool:
    if isinstance(test, _Logic):
        return test._bool()
    raise LoadError(f"expected a condition such as member.age >= parameter(...), got {type(test).__name__}", caller())


class Condition(_Logic):
    """Something that is met, not met or unknown."""

    __slots__ = ("node",)

    def __init__(self, node: tree.Bool) -> None:
        self.node = node

    def _bool(self) -> tree.Bool:
        return self.node


class Term(_Logic):
    """A fact, a parameter or something calculated from them. A yes/no fact may stand as a condition itself."""

    __slots__ = ("node",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, node: tree.Number) -> None:
        self.node = node

    def _bool(self) -> tree.Bool:
        if isinstance(self.node, tree.Fact):
            return tree.Holds(self.node, at=self.node.at)
        raise LoadError("a number is not a condition: compare it with something", caller())

    def _compare(self, op: Literal["<", "<=", ">", ">=", "==", "!="], other: Operand) -> Condition:
        return Condition(tree.Compare(op, self.node, number_node(other), at=caller()))

    def __lt__(self, other: Operand) -> Condition:
        return self._compare("<", other)

    def __le__(self, other: Operand) -> Condition:
        return self._compare("<=", other)

    def __gt__(self, other: Operand) -> Condition:
        return self._compare(">", other)

    def __ge__(self, other: Operand) -> Condition:
        return self._compare(">=", other)

    def __eq__(self, other: Operand | str | bool) -> Condition:  # type: ignore[override]
        if isinstance(other, str):
            return self.is_in(other)
        if isinstance(other, bool):
            return Condition(self._bool()) if other else ~self
        return self._compare("==", other)

    def __ne__(self, other: Operand | str | bool) -> Condition:  # type: ignore[override]
        if isinstance(other, str | bool):
            return ~(self == other)
        return self._compare("!=", other)

    def is_in(self, *values: str) -> Condition:
        """The choice is one of these values."""
        if not isinstance(self.node, tree.Fact):
            raise LoadError("only a fact that is a choice can be .is_in(...)", caller())
        if not values or not all(isinstance(value, str) for value in values):
            raise LoadError(
                'is_in takes the values one by one: .is_in("primary", "junior"), of a list .is_in(*list)', caller()
            )
        return Condition(tree.IsIn(self.node, values, at=caller()))

    def between(self, low: Operand, high: Operand) -> Condition:
        """low <= this <= high, both ends included."""
        return Condition(tree.Between(self.node, number_node(low), number_node(high), at=caller()))

    def _calculate(self, op: Literal["+", "-", "*", "/"], other: Operand, swap: bool = False) -> Term:
        left, right = (number_node(other), self.node) if swap else (self.node, number_node(other))
        return Term(tree.Arithmetic(op, left, right, at=caller()))

    def __add__(self, other: Operand) -> Term:
        return self._calculate("+", other)

    def __radd__(self, other: Operand) -> Term:
        return self._calculate("+", other, swap=True)

    def __sub__(self, other: Operand) -> Term:
        return self._calculate("-", other)

    def __rsub__(self, other: Operand) -> Term:
        return self._calculate("-", other, swap=True)

    def __mul__(self, other: Operand) -> Term:
        return self._calculate("*", other)

    def __rmul__(self, other: Operand) -> Term:
        return self._calculate("*", other, swap=True)

    def __truediv__(self, other: Operand) -> Term:
        return self._calculate("/", other)

    def __rtruediv__(self, other: Operand) -> Term:
        return self._calculate("/", other, swap=True)


def number_node(value: object) -> tree.Number:
    if isinstance(value, Term):
        return value.node
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return tree.Constant(Decimal(value), at=caller())
    hint = "; money and rates are written as parameters or Decimal, never float" if isinstance(value, float) else ""
    raise LoadError(f"expected a number, a fact or a parameter, got {type(value).__name__}{hint}", caller())
