"""Dated parameters: amounts, standards, limits and multipliers, with the document each comes from.

parameters.yaml of a plugin, every key beginning with the plugin's name and a point:

    education.aid_per_term:
      unit: yuan/term
      label: Education aid per pupil and term
      values:
        - {from: 2026-09-01, value: 1250, source: 清教发〔2026〕7号}
        - {from: 2026-09-01, office: liuhe, value: 1300, source: …, source_url: https://…}

A value holds until the next begins, or through `until`. A value with an office holds in that office and below
it. `floor` (a number, or {times: 1.3, of: other.parameter}) is the least that any value may be (R6.10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from .errors import LoadError, ParameterError
from .source import Where
from .units import Unit
from .vocabulary import nearest
from .yamlfile import Document

_FIELDS = {"unit", "label", "values", "floor", "show"}
_VALUE_FIELDS = {"from", "until", "office", "value", "source", "source_url"}
_LIMIT = Decimal(10) ** 12
_FINEST = Decimal("1E-8")


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value: from its first day, in an office subtree (None: everywhere), by a source document."""

    value: Decimal
    since: date
    until: date | None
    office: str | None
    source: str
    source_url: str = ""
    at: Where = field(default=Where(), compare=False, repr=False)

    def covers(self, on: date) -> bool:
        """In force on this day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Floor:
    """The least a value may be: a number, or a multiple of another parameter on the same day."""

    number: Decimal
    of: str = ""


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

    @property
    def measure(self) -> Unit:
        """The unit, parsed."""
        return Unit.parse(self.unit)

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
        """LoadError for a value below its floor on the day it begins, or on which the floor rises."""
        for definition in (self._known[key] for key in keys):
            if definition.floor is not None:
                self._check_floor(definition, definition.floor)

    def _check_floor(self, definition: ParameterDefinition, floor: Floor) -> None:
        other = self.find(floor.of, definition.at) if floor.of else None
        days = {v.since for v in definition.values} | ({v.since for v in other.values} if other else set())
        for value in definition.values:
            chain = (value.office,) if value.office else ()
            for day in sorted(d for d in days if value.covers(d)):
                base = other.value_on(day, chain) if other else None
                least = floor.number * base.value if base else floor.number
                if (base or not other) and definition.value_on(day, chain) is value and value.value < least:
                    raise LoadError(f"{definition.key} is {value.value} on {day}, below its floor of {least}", value.at)


def read_parameters(path: Path, plugin: str) -> tuple[ParameterDefinition, ...]:
    """Read a plugin's parameters.yaml. LoadError with file and line for anything amiss, gaps included."""
    document = Document(path)
    if document.data is None:
        return ()
    if not isinstance(document.data, dict):
        raise LoadError("parameters.yaml is a mapping of keys to parameters", document.where())
    return tuple(_definition(document, key, entry, plugin) for key, entry in document.data.items())


def _definition(document: Document, key: str, entry: Any, plugin: str) -> ParameterDefinition:
    where = document.where(key)
    if not key.startswith(f"{plugin}."):
        raise LoadError(f"parameter {key} must begin with the plugin's name: {plugin}.{key.rpartition('.')[2]}", where)
    _only(entry, _FIELDS, document, key)
    for needed in ("unit", "label", "values"):
        if not entry.get(needed):
            raise LoadError(f"parameter {key} has no {needed}", where)
    try:
        Unit.parse(str(entry["unit"]))
    except ValueError as error:
        raise LoadError(f"parameter {key}: {error}", document.where(key, "unit")) from None
    if not isinstance(entry["values"], list):
        raise LoadError(f"values of {key} are a list", document.where(key, "values"))
    values = tuple(_value(document, key, i, v) for i, v in enumerate(entry["values"]))
    definition = ParameterDefinition(
        key,
        str(entry["unit"]),
        str(entry["label"]),
        values,
        _floor(document, key, entry.get("floor")),
        entry.get("show") is True,
        where,
    )
    _check_timeline(definition)
    return definition


def _only(entry: Any, allowed: set[str], document: Document, *place: str | int) -> None:
    if not isinstance(entry, dict):
        raise LoadError("expected a mapping", document.where(*place))
    for name in entry:
        if name not in allowed:
            raise LoadError(f"unknown field {name!r}{nearest(name, allowed)}", document.where(*place, name))


def _value(document: Document, key: str, index: int, entry: Any) -> ParameterValue:
    place = (key, "values", index)
    where = document.where(*place)
    _only(entry, _VALUE_FIELDS, document, *place)
    since, until = entry.get("from"), entry.get("until")
    if type(since) is not date or (until is not None and type(until) is not date):
        raise LoadError(f"a value of {key} says from which day it holds: from: 2026-09-01", where)
    if until is not None and until < since:
        raise LoadError(f"a value of {key} ends before it begins", where)
    if not str(entry.get("source") or "").strip():
        raise LoadError(f"a value of {key} names no source document: source: 清教发〔2026〕7号", where)
    office = entry.get("office")
    return ParameterValue(
        _decimal(entry.get("value"), f"a value of {key}", where),
        since,
        until,
        None if office is None else str(office),
        str(entry["source"]),
        str(entry.get("source_url") or ""),
        where,
    )


def _decimal(value: Any, what: str, where: Where) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise LoadError(f"{what} must be a number", where)
    number = Decimal(value)
    if not number.is_finite() or not 0 <= number <= _LIMIT:
        raise LoadError(f"{what} must be a finite number, not negative", where)
    if number.normalize() != number.quantize(_FINEST):
        raise LoadError(f"{what} has more than eight decimals", where)
    return number


def _floor(document: Document, key: str, entry: Any) -> Floor | None:
    if entry is None:
        return None
    where = document.where(key, "floor")
    if isinstance(entry, dict):
        _only(entry, {"times", "of"}, document, key, "floor")
        return Floor(_decimal(entry.get("times"), f"the floor of {key}", where), str(entry.get("of") or ""))
    return Floor(_decimal(entry, f"the floor of {key}", where))


def _check_timeline(definition: ParameterDefinition) -> None:
    """The general values follow each other without a gap; no two of one office begin on one day."""
    seen: dict[tuple[str | None, date], ParameterValue] = {}
    for value in definition.values:
        if (value.office, value.since) in seen:
            raise LoadError(f"{definition.key} has two values from {value.since}", value.at)
        seen[value.office, value.since] = value
        if definition.measure.money and value.value != value.value.quantize(Decimal("0.01")):
            raise LoadError(f"{definition.key}: money has at most two decimals", value.at)
    general = sorted((v for v in definition.values if v.office is None), key=lambda v: v.since)
    if not general:
        raise LoadError(
            f"{definition.key} has values for single offices only: add one without office, for everywhere else",
            definition.at,
        )
    for value, following in zip(general, [*general[1:], None], strict=True):
        if value.until is None:
            continue
        gap = value.until + timedelta(days=1)
        if following is None or following.since > gap:
            end = "on" if following is None else f"to {following.since - timedelta(days=1)}"
            raise LoadError(f"{definition.key} has no value from {gap} {end}", value.at)
