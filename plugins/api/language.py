"""The words rules are written in: facts with operators, parameters, aggregates, criteria.

A `Term` is a number, choice or yes/no; a `Condition` is something that is met, not met or unknown. Both only
record what was written (a tree of `plugins.api.tree` nodes with the author's line); nothing is evaluated here
and nothing is looked up: spelling and units are checked when the plugin is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from . import tree
from .errors import LoadError
from .source import caller

if TYPE_CHECKING:
    from .vocabulary import FactDefinition

Operand: TypeAlias = "Term | int | Decimal"
Test: TypeAlias = "Condition | Term"
_ROUND_TO = {"fen": 1, "jiao": 10, "yuan": 100, "ten_yuan": 1000}


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
        raise LoadError("a rule has no truth of its own before there are facts: write & | ~ instead of and, or, not; and .between(low, high) instead of low < x < high", caller())


def _parts(kind: type[tree.AllOf] | type[tree.AnyOf], *tests: _Logic) -> tuple[tree.Bool, ...]:
    """The operands of & or |, with `a & b & c` kept flat so that it reads as one list."""
    found: list[tree.Bool] = []
    for test in tests:
        node = _test(test)
        if isinstance(node, kind):
            found.extend(node.items)
        else:
            found.append(node)
    return tuple(found)


def _test(test: object) -> tree.Bool:
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
        return Condition(tree.Compare(op, self.node, _number(other), at=caller()))

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
        return Condition(tree.IsIn(self.node, values, at=caller()))

    def between(self, low: Operand, high: Operand) -> Condition:
        """low <= this <= high, both ends included."""
        return Condition(tree.Between(self.node, _number(low), _number(high), at=caller()))

    def _calculate(self, op: Literal["+", "-", "*", "/"], other: Operand, swap: bool = False) -> Term:
        left, right = (_number(other), self.node) if swap else (self.node, _number(other))
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


def _number(value: object) -> tree.Number:
    if isinstance(value, Term):
        return value.node
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return tree.Constant(Decimal(value), at=caller())
    hint = "; money and rates are written as parameters or Decimal, never float" if isinstance(value, float) else ""
    raise LoadError(f"expected a number, a fact or a parameter, got {type(value).__name__}{hint}", caller())


class Members:
    """The people of the household: aggregates over them."""

    __slots__ = ()

    def count(self, where: Test | None = None) -> Term:
        """How many members (meet the condition)."""
        return Term(tree.CountMembers(_optional(where), at=caller()))

    def sum(self, value: Term, where: Test | None = None) -> Term:
        """The sum of a member's number, over those that meet the condition."""
        return Term(tree.SumMembers(_number(value), _optional(where), at=caller()))

    def min(self, value: Term, where: Test | None = None, otherwise: Operand | None = None) -> Term:
        """The smallest; with a condition, `otherwise` says what it is when nobody meets it."""
        return self._extreme("min", value, where, otherwise)

    def max(self, value: Term, where: Test | None = None, otherwise: Operand | None = None) -> Term:
        """The largest; with a condition, `otherwise` says what it is when nobody meets it."""
        return self._extreme("max", value, where, otherwise)

    def _extreme(self, kind: Literal["min", "max"], value: Term, where: Test | None, otherwise: Operand | None) -> Term:
        if (where is None) != (otherwise is None):
            raise LoadError(f"members.{kind} takes a condition and `otherwise` together: nobody may meet the condition", caller())
        fallback = None if otherwise is None else _number(otherwise)
        return Term(tree.ExtremeMember(kind, _number(value), _optional(where), fallback, at=caller()))


def _optional(test: Test | None) -> tree.Bool | None:
    return None if test is None else _test(test)


class _Scope:
    """Facts as attributes; `scope["plugin.fact"]` or `scope[DEFINITION]` for a plugin's own."""

    __slots__ = ()
    _name: tree.Scope

    def __getitem__(self, key: str | FactDefinition) -> Term:
        return Term(tree.Fact(self._name, key if isinstance(key, str) else key.key, at=caller()))

    if not TYPE_CHECKING:  # type checkers see the declared facts only, so they catch a misspelt one

        def __getattr__(self, key: str) -> Term:
            if key.startswith("__"):
                raise AttributeError(key)
            return self[key]


class Household(_Scope):
    """Facts of the whole household (the common ones are declared for type checkers)."""

    __slots__ = ()
    _name = "household"
    members = Members()
    if TYPE_CHECKING:
        residence: Term
        registered_here: Term
        lives_here: Term
        size: Term
        income_monthly: Term
        income_per_head: Term
        maintenance_monthly: Term
        savings: Term
        vehicles: Term
        homes: Term
        floor_area: Term
        members_complete: Term


class Member(_Scope):
    """Facts of the member in hand; only inside an aggregate over the members."""

    __slots__ = ()
    _name = "member"
    if TYPE_CHECKING:
        relation: Term
        birth_date: Term
        age: Term
        in_school: Term
        income_monthly: Term
        work: Term
        disability: Term
        seriously_ill: Term


class Applicant(_Scope):
    """Facts of the applicant alone."""

    __slots__ = ()
    _name = "applicant"
    if TYPE_CHECKING:
        cause: Term


household = Household()
member = Member()
applicant = Applicant()


def parameter(key: str) -> Term:
    """The value of a dated parameter on the day and for the office of the evaluation."""
    return Term(tree.Parameter(key, at=caller()))


def received(scheme: str) -> Condition:
    """The household receives this scheme (R6.9: recognition in one scheme unlocks others)."""
    return Condition(tree.Received(scheme, at=caller()))


def any_member(where: Test) -> Condition:
    """At least one member meets the condition."""
    return Condition(tree.AnyMember(_test(where), at=caller()))


def all_members(where: Test) -> Condition:
    """Every member meets the condition."""
    return Condition(tree.AllMembers(_test(where), at=caller()))


def all_of(*tests: Test) -> Condition:
    """Every condition holds: a long `&`."""
    return Condition(tree.AllOf(tuple(_test(t) for t in tests), at=caller()))


def any_of(*tests: Test) -> Condition:
    """At least one condition holds: a long `|`."""
    return Condition(tree.AnyOf(tuple(_test(t) for t in tests), at=caller()))


def rounded(value: Operand, *, to: str = "yuan", how: Literal["up", "down", "half_up"] = "half_up") -> Term:
    """Round money to fen, jiao, yuan or ten_yuan; nothing is ever rounded without this."""
    if to not in _ROUND_TO or how not in ("up", "down", "half_up"):
        raise LoadError(f"round to one of {', '.join(_ROUND_TO)} and up, down or half_up", caller())
    return Term(tree.Rounded(_number(value), _ROUND_TO[to], how, at=caller()))


def at_least(value: Operand, floor: Operand) -> Term:
    """The value, but never less than the floor."""
    return Term(tree.Pick("largest", (_number(value), _number(floor)), at=caller()))


def at_most(value: Operand, cap: Operand) -> Term:
    """The value, but never more than the cap."""
    return Term(tree.Pick("smallest", (_number(value), _number(cap)), at=caller()))


def lookup(key: Term, table: Mapping[str, Operand]) -> Term:
    """A table look-up: one row for every value the choice can have."""
    if not isinstance(key.node, tree.Fact):
        raise LoadError("lookup needs a fact that is a choice", caller())
    rows = tuple((value, _number(number)) for value, number in table.items())
    return Term(tree.Lookup(key.node, rows, at=caller()))


def age(born: Term) -> Term:
    """Full years from a date fact to the day of the evaluation."""
    return Term(tree.AgeOf(_number(born), at=caller()))


def named(label: str, value: Term) -> Term:
    """Give a calculated number the name its sentences use: "人均月收入 445 元，低于 735 元"."""
    return Term(tree.Named(label, _number(value), at=caller()))


def number_node(term: object) -> tree.Number:
    """The tree behind a term (for the host)."""
    return _number(term)


def condition_node(test: object) -> tree.Bool:
    """The tree behind a condition (for the host)."""
    return _test(cast("Test", test))
