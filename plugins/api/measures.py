"""The unit a number is shown in; for trees that have passed the type check."""

from __future__ import annotations

from . import tree, units
from .parameters import ParameterBook
from .units import Unit
from .vocabulary import Vocabulary


def unit_of(node: tree.Number, vocabulary: Vocabulary, book: ParameterBook) -> Unit | None:
    """The unit of a number; None for a bare constant, which takes that of its neighbour."""
    if isinstance(node, tree.Fact):
        return vocabulary[f"{node.scope}.{node.key}"].measure
    if isinstance(node, tree.Parameter):
        return book[node.key].measure
    if isinstance(node, tree.AgeOf):
        return units.AGE
    if isinstance(node, tree.MonthsSince):
        return units.MONTH
    if isinstance(node, tree.Arithmetic):
        left, right = unit_of(node.left, vocabulary, book), unit_of(node.right, vocabulary, book)
        if node.op in "+-":
            return left or right
        a, b = left or units.COUNT, right or units.COUNT
        return a * b if node.op == "*" else a / b
    parts = _parts(node)
    return next(
        (unit for part in parts if (unit := unit_of(part, vocabulary, book))), units.COUNT if not parts else None
    )


def _parts(node: tree.Number) -> tuple[tree.Number, ...]:
    """The numbers a number is one of."""
    if isinstance(node, tree.Pick):
        return node.items
    if isinstance(node, tree.Lookup):
        return tuple(value for _, value in node.rows)
    if isinstance(node, tree.Rounded | tree.Named | tree.SumMembers | tree.ExtremeMember):
        return (node.value,)
    return ()
