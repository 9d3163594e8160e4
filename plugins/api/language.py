"""The words rules are written in: household, member, parameter, any_member, rounded …"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from . import tree
from .errors import LoadError
from .source import caller
from .terms import Condition, Operand, Term, Test, condition_node, number_node

if TYPE_CHECKING:
    from .vocabulary import FactDefinition

_ROUND_TO = {"fen": 1, "jiao": 10, "yuan": 100, "ten_yuan": 1000}


class Members:
    """The people of the household: aggregates over them."""

    __slots__ = ()

    def count(self, where: Test | None = None) -> Term:
        """How many members (meet the condition)."""
        return Term(tree.CountMembers(_optional(where), at=caller()))

    def sum(self, value: Term, where: Test | None = None) -> Term:
        """The sum of a member's number, over those that meet the condition."""
        return Term(tree.SumMembers(number_node(value), _optional(where), at=caller()))

    def min(self, value: Term, where: Test | None = None, otherwise: Operand | None = None) -> Term:
        """The smallest; with a condition, `otherwise` says what it is when nobody meets it."""
        return self._extreme("min", value, where, otherwise)

    def max(self, value: Term, where: Test | None = None, otherwise: Operand | None = None) -> Term:
        """The largest; with a condition, `otherwise` says what it is when nobody meets it."""
        return self._extreme("max", value, where, otherwise)

    def _extreme(self, kind: Literal["min", "max"], value: Term, where: Test | None, otherwise: Operand | None) -> Term:
        if (where is None) != (otherwise is None):
            raise LoadError(
                f"members.{kind} takes a condition and `otherwise` together: nobody may meet the condition", caller()
            )
        fallback = None if otherwise is None else number_node(otherwise)
        return Term(tree.ExtremeMember(kind, number_node(value), _optional(where), fallback, at=caller()))


def _optional(test: Test | None) -> tree.Bool | None:
    return None if test is None else condition_node(test)


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
        self_care: Term
        insured: Term
        medical_costs: Term
        school_costs: Term
        wants_work: Term


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


def received(scheme: str, *, months: Operand | None = None) -> Condition:
    """The household receives this scheme (R6.9: recognition in one scheme unlocks others).

    With `months` (a number in the unit month, as a rule a parameter) it has received it for at least so many full
    months; a grant whose first day is not known leaves that open.
    """
    least = None if months is None else number_node(months)
    return Condition(tree.Received(scheme, least, at=caller()))


def any_member(where: Test) -> Condition:
    """At least one member meets the condition."""
    return Condition(tree.AnyMember(condition_node(where), at=caller()))


def all_members(where: Test) -> Condition:
    """Every member meets the condition."""
    return Condition(tree.AllMembers(condition_node(where), at=caller()))


def all_of(*tests: Test) -> Condition:
    """Every condition holds: a long `&`."""
    return Condition(tree.AllOf(tuple(condition_node(t) for t in tests), at=caller()))


def any_of(*tests: Test) -> Condition:
    """At least one condition holds: a long `|`."""
    return Condition(tree.AnyOf(tuple(condition_node(t) for t in tests), at=caller()))


def rounded(value: Operand, *, to: str = "yuan", how: Literal["up", "down", "half_up"] = "half_up") -> Term:
    """Round money to fen, jiao, yuan or ten_yuan; nothing is ever rounded without this."""
    if to not in _ROUND_TO or how not in ("up", "down", "half_up"):
        raise LoadError(f"round to one of {', '.join(_ROUND_TO)} and up, down or half_up", caller())
    return Term(tree.Rounded(number_node(value), _ROUND_TO[to], how, at=caller()))


def at_least(value: Operand, floor: Operand) -> Term:
    """The value, but never less than the floor."""
    return Term(tree.Pick("largest", (number_node(value), number_node(floor)), at=caller()))


def at_most(value: Operand, cap: Operand) -> Term:
    """The value, but never more than the cap."""
    return Term(tree.Pick("smallest", (number_node(value), number_node(cap)), at=caller()))


def lookup(key: Term, table: Mapping[str, Operand]) -> Term:
    """A table look-up: one row for every value the choice can have."""
    if not isinstance(key, Term) or not isinstance(key.node, tree.Fact):
        raise LoadError("lookup needs a fact that is a choice, such as household.residence", caller())
    if not isinstance(table, Mapping):
        raise LoadError('the table of lookup is a mapping: {"urban": parameter(...), ...}', caller())
    rows = tuple((value, number_node(number)) for value, number in table.items())
    return Term(tree.Lookup(key.node, rows, at=caller()))


def age(born: Term) -> Term:
    """Full years from a date fact to the day of the evaluation."""
    return Term(tree.AgeOf(number_node(born), at=caller()))


def months_since(since: Term) -> Term:
    """Full months from a date fact to the day of the evaluation, 0 before it.

    A month is full on the same day of a later month; where that month has no such day, on the first of the next.
    """
    return Term(tree.MonthsSince(number_node(since), at=caller()))


def named(label: str, value: Term) -> Term:
    """Give a calculated number the name its sentences use: "人均月收入 445 元，低于 735 元"."""
    return Term(tree.Named(label, number_node(value), at=caller()))
