"""Amounts that the rule leaves to an officer within limits (R6.10)."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import tree
from .citing import Citation, cited
from .source import Where, caller
from .terms import Operand, number_node


@dataclass(frozen=True, slots=True)
class AmountRange:
    """The least and the most an officer may choose, and the clause that says so."""

    low: tree.Number
    high: tree.Number
    cite: Citation
    at: Where = field(compare=False, repr=False)

    @property
    def turned(self) -> tree.Compare:
        """Whether the range begins above its end, so that nothing lies within it."""
        return tree.Compare(">", self.low, self.high, at=self.at)

    def says_turned(self, scheme: str) -> str:
        """What is told where it does."""
        return (
            f"the range of {scheme} ({self.cite}) begins above its end, so an officer decides: "
            "mend its figures, or let amount_range=(low, high) end at at_least(high, low)"
        )


def amount_range(low: Operand, high: Operand, *, cite: Citation) -> AmountRange:
    """Let an officer choose from `low` to `high`, both included, and give a reason.

    `Scheme(..., amount_range=amount_range(STANDARD * three_months, STANDARD * twelve_months, cite=clause(...)))`
    """
    where = caller()
    return AmountRange(number_node(low), number_node(high), cited("an amount_range", cite, where), where)
