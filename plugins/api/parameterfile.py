"""parameters.yaml of a plugin, read with the place of every mistake.

Every key begins with the plugin's name and a point:

    education.aid_per_term:
      unit: yuan/term
      label: Education aid per pupil and term
      values:
        - {from: 2026-09-01, value: 1250, source: 清教发〔2026〕7号}
        - {from: 2026-09-01, office: liuhe, value: 1300, source: …, source_url: https://…}

A value holds until the next begins, or through `until`. A value with an office holds in that office and below
it. `floor` (a number, or {times: 1.3, of: other.parameter}, also as a fraction: times: 1/6) is the least that any
value may be (R6.10). A floor that holds "in principle" only says `override: reason`: a value that says why in
`below_floor` may then lie below it, as high as it is on the value's first day.
`range: [1, 12]` bounds what anybody may enter at all.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from .errors import LoadError, NumberError
from .parameters import FINEST, LIMIT, Floor, ParameterDefinition, ParameterValue
from .source import Where
from .units import Unit
from .vocabulary import nearest
from .yamlfile import Document

_FIELDS = {"unit", "label", "values", "floor", "range", "show"}
_VALUE_FIELDS = {"from", "until", "office", "value", "source", "source_url", "below_floor"}
_FRACTION = re.compile(r"^(\d{1,6})/([1-9]\d{0,5})$")


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
    if type(entry.get("show", False)) is not bool:
        raise LoadError(f"show of {key} is true or false: show: true", document.where(key, "show"))
    if not isinstance(entry["values"], list):
        raise LoadError(f"values of {key} are a list", document.where(key, "values"))
    values = tuple(_value(document, key, i, v) for i, v in enumerate(entry["values"]))
    definition = ParameterDefinition(
        key,
        str(entry["unit"]),
        str(entry["label"]),
        values,
        _floor(document, key, entry.get("floor")),
        entry.get("show", False),
        where,
        _range(document, key, entry.get("range")),
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
        str(entry.get("below_floor") or "").strip(),
    )


def _decimal(value: Any, what: str, where: Where) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise LoadError(f"{what} must be a number", where)
    number = Decimal(value)
    if not number.is_finite() or not 0 <= number <= LIMIT:
        raise LoadError(f"{what} must be a finite number, not negative", where)
    if number.normalize() != number.quantize(FINEST):
        raise LoadError(f"{what} has more than eight decimals", where)
    return number


def _floor(document: Document, key: str, entry: Any) -> Floor | None:
    if entry is None:
        return None
    where = document.where(key, "floor")
    if not isinstance(entry, dict):
        return Floor(_decimal(entry, f"the floor of {key}", where))
    _only(entry, {"least", "times", "of", "override"}, document, key, "floor")
    if entry.get("override") not in {None, "reason"}:
        raise LoadError(f"the floor of {key} is overridden by a reason or not at all: override: reason", where)
    if ("least" in entry) == ("times" in entry) or ("times" in entry) != bool(entry.get("of")):
        raise LoadError(f"the floor of {key} is {{least: 100}} or {{times: 1.3, of: other.parameter}}", where)
    number, parts = entry.get("least", entry.get("times")), 1
    if isinstance(number, str) and (found := _FRACTION.match(number)):
        number, parts = int(found[1]), int(found[2])
    return Floor(
        _decimal(number, f"the floor of {key}", where),
        str(entry.get("of") or ""),
        entry.get("override") == "reason",
        parts,
    )


def _range(document: Document, key: str, entry: Any) -> tuple[Decimal, Decimal]:
    if entry is None:
        return Decimal(0), LIMIT
    where = document.where(key, "range")
    if not isinstance(entry, list) or len(entry) != 2:
        raise LoadError(f"the range of {key} is the least and the most: range: [1, 12]", where)
    low, high = (_decimal(number, f"the range of {key}", where) for number in entry)
    if low > high:
        raise LoadError(f"the range of {key} begins above its end", where)
    return low, high


def _check_timeline(definition: ParameterDefinition) -> None:
    """The general values follow each other without a gap; no two of one office begin on one day."""
    seen: dict[tuple[str | None, date], ParameterValue] = {}
    for value in definition.values:
        if (value.office, value.since) in seen:
            raise LoadError(f"{definition.key} has two values from {value.since}", value.at)
        seen[value.office, value.since] = value
        try:
            definition.check_number(value.value)
        except NumberError as error:
            raise LoadError(f"{definition.key}: {value.value} {error}", value.at) from None
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
