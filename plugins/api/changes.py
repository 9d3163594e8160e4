"""What would change a refusal: which limit a criterion missed and by how much, in sentences and as data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from . import tree, units
from .interpret import compare
from .numbers import Exact, round_to
from .phrases import FLIP, facing, format_number
from .statements import Writer
from .units import Unit

if TYPE_CHECKING:
    from .findings import Basis


class WouldChange(NamedTuple):
    """One thing that would have to be otherwise.

    depth   below an entry with `says` ending in a colon stand its parts, one deeper
    says    the sentence
    gap     by how much a limit was missed, in `unit` (元 with two decimals, never too small; months, years …); None
            where no number was compared
    unit    yuan, yuan/month, age, month …; empty for a plain number
    """

    depth: int
    says: str
    gap: Decimal | None = None
    unit: str = ""


def what_would_change(node: tree.Bool, basis: Basis, language: str) -> tuple[WouldChange, ...]:
    """What would have to be otherwise for a criterion that is not met; nothing for one that is met or open."""
    changes = _Changes(basis, language)
    return tuple(changes.of(node, 0)) if changes.run.condition(node) is False else ()


class _Changes(Writer):
    """Walks down what is not met."""

    def of(self, node: tree.Bool, depth: int, wanted: bool = True, choice: bool = False) -> Iterator[WouldChange]:
        """What would have to be otherwise for a condition to be as `wanted`, which it is not; `choice` where it is one
        of several things of which one is enough: what it needs together must not read as more of them."""
        if isinstance(node, tree.Not):
            yield from self.of(node.item, depth, not wanted, choice)
        elif isinstance(node, tree.AllOf | tree.AnyOf):
            yield from self._several(node, depth, wanted, choice)
        elif isinstance(node, tree.AnyMember | tree.AllMembers):
            yield from self._members(node, depth, wanted, choice)
        elif isinstance(node, tree.Compare):
            yield self._number(node if wanted else tree.Compare(FLIP[node.op], node.left, node.right), depth)
        elif isinstance(node, tree.Between) and wanted:
            yield self._number(self._missed_end(node), depth)
        elif isinstance(node, tree.Received) and wanted and node.months is not None and self._receives(node):
            yield self._received(node, node.months, depth)
        else:
            yield WouldChange(depth, self._plain(node, wanted))

    def _several(self, node: tree.AllOf | tree.AnyOf, depth: int, wanted: bool, choice: bool) -> Iterator[WouldChange]:
        """All parts that are not as wanted where all are needed; a choice of them where one is enough."""
        parts = [item for item in node.items if self.run.condition(item) is (not wanted)]
        one_is_enough = isinstance(node, tree.AnyOf) is wanted
        if len(parts) > 1 and (one_is_enough or choice):
            together = "all of these together would be enough:"
            yield WouldChange(depth, self.say("one of these would be enough:" if one_is_enough else together))
            depth, choice = depth + 1, one_is_enough
        for part in parts:
            yield from self.of(part, depth, wanted, choice)

    def _members(
        self, node: tree.AnyMember | tree.AllMembers, depth: int, wanted: bool, choice: bool
    ) -> Iterator[WouldChange]:
        if isinstance(node, tree.AnyMember) is wanted:
            # Somebody would do, and nobody does: which of them is not the rule's to say.
            what = self.phrase(node.where if wanted else tree.Not(node.where))
            yield WouldChange(depth, self.say("there would have to be a member for whom: %(what)s", what=what))
            return
        against = [index for index in self.run.each() if self.run.condition(node.where) is (not wanted)]
        if choice and len(against) > 1:
            yield WouldChange(depth, self.say("all of these together would be enough:"))
            depth += 1
        for index in self.run.each():
            if index in against:
                yield WouldChange(depth, self.say("%(who)s:", who=self.who(index)))
                yield from self.of(node.where, depth + 1, wanted)

    def _missed_end(self, node: tree.Between) -> tree.Compare:
        above = compare(">=", self.run.number(node.value), self.run.number(node.low))
        if above is False:
            return tree.Compare(">=", node.value, node.low)
        return tree.Compare("<=", node.value, node.high)

    def _number(self, node: tree.Compare, depth: int) -> WouldChange:
        """A limit that was missed, and by how much at the least."""
        node = facing(node)
        (low, high), (least, most) = self.run.number(node.left), self.run.number(node.right)
        unit = self.unit(node.left)
        name = self.name(node.left)
        relation = self.relation(node.op, node.left, self.demand(node.right))
        if node.op == "!=":
            return WouldChange(depth, self.say("%(name)s would have to be %(relation)s", name=name, relation=relation))
        too_much = node.op in ("<", "<=") or (node.op == "==" and low > most)
        gap = low - most if too_much else least - high
        if gap == 0:
            text = "%(name)s would have to be %(relation)s, and is exactly that"
            return WouldChange(depth, self.say(text, name=name, relation=relation), Decimal(0), _name(unit))
        text = (
            "%(name)s would have to be %(relation)s; it is over by %(gap)s"
            if too_much
            else "%(name)s would have to be %(relation)s; it is short by %(gap)s"
        )
        return self._missed(text, gap, unit, depth, name=name, relation=relation)

    def _missed(self, text: str, gap: Exact, unit: Unit, depth: int, **values: str) -> WouldChange:
        # Money is said to the fen, and never as less than it is.
        shown: Exact = round_to(gap, 1, "up") if unit.money else gap
        days = unit == units.DATE
        words = self.say("%(number)s days", number=shown) if days else format_number(shown, unit, self.language)
        number = Decimal(Fraction(shown).numerator) / Decimal(Fraction(shown).denominator)
        return WouldChange(
            depth,
            self.say(text, gap=words, **values),
            number.scaleb(-2) if unit.money else number,
            "day" if days else _name(unit),
        )

    def _receives(self, node: tree.Received) -> bool:
        return self.run.condition(tree.Received(node.scheme)) is True

    def _received(self, node: tree.Received, least: tree.Number, depth: int) -> WouldChange:
        """Received, but not long enough."""
        text = "the household would have to receive %(scheme)s for at least %(months)s; it is short by %(gap)s"
        gap = self.run.number(least)[0] - self.run.received_for(node)[1]
        scheme = self.basis.names(node.scheme, self.language)
        return self._missed(text, gap, units.MONTH, depth, scheme=scheme, months=self.demand(least))

    def _plain(self, node: tree.Bool, wanted: bool) -> str:
        """A yes or no, a choice, a scheme received: what would be needed instead."""
        if isinstance(node, tree.Holds):
            text = "this would have to be so: %(name)s" if wanted else "this would have to be otherwise: %(name)s"
            return self.say(text, name=self.phrase(node))
        if isinstance(node, tree.IsIn):
            name = self.text(self.run.definition(node.fact).label)
            text = (
                "%(name)s would have to be: %(choices)s"
                if wanted
                else "%(name)s would have to be something else than: %(choices)s"
            )
            return self.say(text, name=name, choices=self.choices(node))
        if isinstance(node, tree.Received):
            scheme = self.basis.names(node.scheme, self.language)
            text = (
                "the household would have to receive %(scheme)s"
                if wanted
                else "the household may not receive %(scheme)s at the same time"
            )
            return self.say(text, scheme=scheme)
        return self.say("this would have to be otherwise: %(name)s", name=self.phrase(node))


def _name(unit: Unit) -> str:
    """The unit as parameters write it; empty for a plain number."""
    return "" if unit.plain else str(unit)
