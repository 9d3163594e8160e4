"""Dated parameters: amounts, standards, limits and multipliers, with the document each comes from.

A value holds until the next begins, or through its last day. A value with an office holds in that office and below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from .errors import LoadError, NumberError, ParameterError
from .source import Where
from .units import Unit
from .vocabulary import nearest

# No figure of a policy is larger.
LIMIT = Decimal(10) ** 12
# Nobody is 17.5 years of age in a rule, and nobody owns half a car.
_WHOLE = frozenset({"age", "count", "day", "term"})
FINEST = Decimal("1E-8")
_FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value: from its first day, in an office subtree (None: everywhere), by a source document.

    `below_floor` is the reason for lying below a floor that holds in principle only: below the floor as it is on the
    value's first day, not below a higher one that comes later.
    """

    value: Decimal
    since: date
    until: date | None
    office: str | None
    source: str
    source_url: str = ""
    at: Where = field(default=Where(), compare=False, repr=False)
    below_floor: str = ""

    def covers(self, on: date) -> bool:
        """In force on this day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Floor:
    """The least a value may be: a number, or a multiple of another parameter on the same day and in the same office.

    `in_principle`: a value below it is possible with a reason. `parts`: a sixth is 1 of 6 parts, which no decimal says.
    """

    number: Decimal
    of: str = ""
    in_principle: bool = False
    parts: int = 1

    def least(self, base: Decimal | None, step: Decimal) -> Decimal:
        """The least value, in the steps in which values are given; `base` is the other parameter's value."""
        whole = self.number if base is None else self.number * base
        return whole if self.parts == 1 else (whole / self.parts).quantize(step, ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class Breach:
    """A parameter that lies below its floor: on which day first, in which office (None: everywhere), by how much."""

    key: str
    value: ParameterValue
    least: Decimal
    on: date
    office: str | None
    floor: Floor

    @property
    def reasoned(self) -> bool:
        """There is a reason for lying below the floor; in what is told as a breach, one for a lower floor."""
        return self.floor.in_principle and bool(self.value.below_floor)


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """A parameter: key, unit, label (msgid), its values, whether the home page shows it among today's standards."""

    key: str
    unit: str
    label: str
    values: tuple[ParameterValue, ...]
    floor: Floor | None = None
    show: bool = False
    at: Where = field(default=Where(), compare=False, repr=False)
    range: tuple[Decimal, Decimal] = (Decimal(0), LIMIT)

    @property
    def measure(self) -> Unit:
        """The unit, parsed."""
        return Unit.parse(self.unit)

    @property
    def step(self) -> Decimal:
        """The smallest difference between two values: one 分, one whole count, else the eighth decimal."""
        if self.measure.money:
            return _FEN
        return Decimal(1) if self.unit in _WHOLE else FINEST

    @property
    def starts(self) -> date:
        """The first day with a value that holds everywhere."""
        return min(v.since for v in self.values if v.office is None)

    def value_on(self, on: date, office_chain: Sequence[str] = ()) -> ParameterValue | None:
        """The value in force: of the nearest office on the way up that has its own, else the general one."""
        for office in (*office_chain, None):
            found = [v for v in self.values if v.office == office and v.covers(on)]
            if found:
                return max(found, key=lambda v: v.since)
        return None

    def overlaid(self, values: Iterable[ParameterValue]) -> ParameterDefinition:
        """With more values. Of several for one office from one day the last one given here holds."""
        held = {(value.office, value.since): value for value in (*self.values, *values)}
        return replace(self, values=tuple(held.values()))

    def check_number(self, number: Decimal) -> None:
        """NumberError for a value this parameter can never have: its range, whole 分, whole counts, eight decimals."""
        if not number.is_finite() or number < 0:
            raise NumberError("negative")
        if not self.range[0] <= number <= self.range[1]:
            raise NumberError("range")
        if number % self.step:
            raise NumberError("fen" if self.measure.money else "whole" if self.step == 1 else "decimals")


class ParameterBook(Mapping[str, ParameterDefinition]):
    """All parameters by key."""

    def __init__(self, definitions: Iterable[ParameterDefinition] = ()) -> None:
        self._known: dict[str, ParameterDefinition] = {}
        for definition in definitions:
            if definition.key in self._known:
                raise LoadError(
                    f"parameter {definition.key} is defined twice, first at {self._known[definition.key].at}",
                    definition.at,
                )
            self._known[definition.key] = definition

    def __getitem__(self, key: str) -> ParameterDefinition:
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def extended(self, definitions: Iterable[ParameterDefinition]) -> ParameterBook:
        """A new book with more parameters."""
        return ParameterBook((*self._known.values(), *definitions))

    def find(self, key: str, where: Where) -> ParameterDefinition:
        """The definition; LoadError with the nearest name at the rule's line."""
        if key not in self._known:
            raise LoadError(f"unknown parameter {key}{nearest(key, self._known)}", where)
        return self._known[key]

    def overlaid(self, values: Mapping[str, Iterable[ParameterValue]]) -> ParameterBook:
        """A new book with more values; those of parameters nobody defines are left aside."""
        return ParameterBook(d.overlaid(values[d.key]) if d.key in values else d for d in self._known.values())

    def resolve(self, keys: Iterable[str], on: date, office_chain: Sequence[str]) -> dict[str, ParameterValue]:
        """The values in force. ParameterError naming the first parameter that has none."""
        found = {}
        for key in keys:
            value = self._known[key].value_on(on, office_chain)
            if value is None:
                raise ParameterError(
                    f"parameter {key} has no value on {on.isoformat()}; "
                    f"the first begins on {self._known[key].starts.isoformat()}"
                )
            found[key] = value
        return found

    def check_floors(self, keys: Iterable[str]) -> None:
        """LoadError for a value below its floor on the day it begins, or on which the floor rises.

        One whose reason the floor has outgrown is told (`portal check`, the page of figures) and loads: a plugin does
        not go down because another one raises a figure.
        """
        wanted = set(keys)
        for definition in (self._known[key] for key in wanted):
            if definition.floor is not None and definition.floor.of:
                self.find(definition.floor.of, definition.at)
        for breach in self.breaches():
            if breach.key in wanted and not breach.reasoned:
                raise LoadError(
                    f"{breach.key} is {breach.value.value} on {breach.on}, below its floor of {breach.least}",
                    breach.value.at,
                )

    def breaches(
        self,
        chains: Mapping[str, Sequence[str]] | None = None,
        since: date = date.min,
        before: ParameterBook | None = None,
    ) -> Iterator[Breach]:
        """Every parameter below its floor, once for each value and office, on the first such day from `since` on.

        A reason answers for the gap it was given for: for the floor on the first day of its value, not for a higher
        one (R6.10). For values that stood in the book `before`, that floor is looked up there: raising it afterwards
        from the same day on makes the gap grow as well.
        `chains` gives for an office those above it, itself first; where the tree is not known an office stands alone.
        """
        for definition in self._known.values():
            if definition.floor is None or (definition.floor.of and definition.floor.of not in self._known):
                continue
            told: set[tuple[ParameterValue, str | None]] = set()
            for breach, chain in self._below(definition, definition.floor, chains or {}, since):
                if (breach.value, breach.office) not in told and not self._answered(breach, chain, before):
                    told.add((breach.value, breach.office))
                    yield breach

    def _below(
        self, definition: ParameterDefinition, floor: Floor, chains: Mapping[str, Sequence[str]], since: date
    ) -> Iterator[tuple[Breach, Sequence[str]]]:
        """Every turning day and office on which a value lies below the floor, whatever the reason; with its chain."""
        values = (*definition.values, *(self._known[floor.of].values if floor.of else ()))
        for day in _turning_days(values, since):
            for office in sorted({v.office for v in values}, key=lambda code: code or ""):
                chain = chains.get(office, (office,)) if office else ()
                value, least = definition.value_on(day, chain), self._least(definition, floor, day, chain)
                if value is not None and least is not None and value.value < least:
                    yield Breach(definition.key, value, least, day, office, floor), chain

    def _least(self, definition: ParameterDefinition, floor: Floor, on: date, chain: Sequence[str]) -> Decimal | None:
        """How high the floor is; None while the other parameter has no value yet."""
        if not floor.of:
            return floor.least(None, definition.step)
        base = self._known[floor.of].value_on(on, chain)
        return None if base is None else floor.least(base.value, definition.step)

    def _answered(self, breach: Breach, chain: Sequence[str], before: ParameterBook | None) -> bool:
        """Whether the value's reason was given for a floor as high as this."""
        if not breach.reasoned:
            return False
        stood = before is not None and breach.value in before[breach.key].values
        book = before if before is not None and stood else self
        least = book._least(book[breach.key], breach.floor, breach.value.since, chain)
        return least is not None and breach.least <= least


def _turning_days(values: Sequence[ParameterValue], since: date) -> list[date]:
    """The days from `since` on, itself included, on which any of the values begins or is no longer in force."""
    days = (
        {since}
        | {v.since for v in values}
        | {v.until + timedelta(days=1) for v in values if v.until and v.until < date.max}
    )
    return sorted(day for day in days if day >= since)
