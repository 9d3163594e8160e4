"""Amounts that the rule leaves to an officer within limits (R6.10)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import tree
from .source import Where, caller
from .terms import Operand, number_node

if TYPE_CHECKING:
    from .scheme import Citation


@dataclass(frozen=True, slots=True)
class AmountRange:
    """The least and the most an officer may choose, and the clause that says so."""

    low: tree.Number
    high: tree.Number
    cite: Citation
    at: Where = field(compare=False, repr=False)


def amount_range(low: Operand, high: Operand, *, cite: Citation) -> AmountRange:
    """Let an officer choose from `low` to `high`, both included, and give a reason.

    `Scheme(..., amount_range=amount_range(STANDARD * three_months, STANDARD * twelve_months, cite=clause(...)))`
    """
    return AmountRange(number_node(low), number_node(high), cite, caller())
