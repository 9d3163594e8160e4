"""Households that columns cannot hold, evaluated like a single one: longer rosters, numbers beyond 128 bits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from plugins.api.compiler import Run
from plugins.api.errors import FractionError
from plugins.api.facts import Facts
from plugins.api.numbers import whole
from plugins.api.scheme import Scheme
from plugins.api.vocabulary import FactDefinition

from .households import Needs, Prepared
from .lowering import received_name, since_name

_Given = Callable[[Any], Any]
Answer: TypeAlias = tuple[tuple[bool | None, ...], tuple[int, int] | None]


def evaluate_apart(scheme: Scheme, run: Run, facts: Iterator[Facts], on: date) -> Iterator[tuple[Answer, str]]:
    """For each household the truth of every criterion and the bounds of the amount; what went wrong, if anything."""
    for household in facts:
        try:
            truths, _, bounds, _ = run(
                household.household, household.members, household.applicant, household.complete, on
            )
            amounts = None if bounds is None else (whole(bounds[0]), whole(bounds[1]))
        except FractionError as error:
            yield ((None,) * len(scheme.eligible.criteria), None), str(error)
        except ArithmeticError as error:
            yield ((None,) * len(scheme.eligible.criteria), None), type(error).__name__
        else:
            yield (truths, amounts), ""


def _given(definition: FactDefinition) -> _Given:
    """From a stored value back to one that the fact's reader takes."""
    if definition.type in ("money", "area"):
        return lambda value: Decimal(value).scaleb(-2)
    if definition.type == "date":
        return date.fromordinal
    if definition.type == "choice":
        return lambda value: definition.values[value]
    return lambda value: value


def facts_of(prepared: Prepared, needs: Needs, rows: Sequence[int]) -> Iterator[Facts]:
    """The stored facts of some households."""
    readers = {path: (definition, _given(definition)) for path, definition in needs.facts.items()}
    for row in rows:
        stored = prepared.households.row(row, named=True)
        start, size = int(prepared.full_roster.start[row]), int(prepared.full_roster.size[row])
        people = prepared.full_members.slice(start, size).iter_rows(named=True)
        members = tuple(MappingProxyType(_part("member", person, readers)) for person in people)
        household = _part("household", stored, readers)
        if (received := _received(stored, needs.received)) is not None:
            household["receives"] = received
        applicant = MappingProxyType(_part("applicant", stored, readers))
        yield Facts(MappingProxyType(household), members, applicant, not prepared.incomplete[row])


def _part(
    scope: str, stored: Mapping[str, Any], readers: Mapping[str, tuple[FactDefinition, _Given]]
) -> dict[str, Any]:
    return {
        definition.key: given(stored[path])
        for path, (definition, given) in readers.items()
        if definition.scope == scope and stored.get(path) is not None
    }


def _received(stored: Mapping[str, Any], schemes: Sequence[str]) -> dict[str, date | None] | None:
    known = [scheme for scheme in schemes if stored.get(received_name(scheme)) is not None]
    if not known:
        return None
    days = {scheme: stored[since_name(scheme)] for scheme in known if stored[received_name(scheme)]}
    return {scheme: None if day is None else date.fromordinal(day) for scheme, day in days.items()}
