"""Every figure as it stands: what the list, the command and the history's head show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from plugins.api.parameters import ParameterDefinition, ParameterValue
from plugins.manager import get_manager
from portal.accounts.models import Office
from portal.content.listing import addresses_of_documents
from portal.policy import authority, floors, words
from portal.policy.models import ChangedValue, ParameterChange

OPEN = (ParameterChange.State.DRAFT, ParameterChange.State.PROPOSED)


@dataclass(frozen=True)
class Source:
    """A document that sets a figure; ``url`` is empty where it cannot be read here."""

    number: str
    url: str


@dataclass(frozen=True)
class Next:
    """The value that comes after today's, and its first day."""

    value: str
    since: dt.date


@dataclass(frozen=True)
class Figure:
    """One figure as it stands for a place on a day; ``value`` in words, empty if it has none then.

    ``apart`` are other offices with a value of their own on that day. ``too_low`` says in sentences where it lies below
    its floor then or later. ``known`` is False for figures that no plugin
    defines any more: their adopted values are kept and count for nothing.
    """

    key: str
    label: str
    value: str
    number: Decimal | None
    unit: str
    since: dt.date | None
    source: Source
    coming: Next | None
    floor: str
    apart: tuple[tuple[str, str], ...]
    too_low: tuple[str, ...] = ()
    known: bool = True


def figures(on: dt.date, chain: Sequence[str] = (), keys: Iterable[str] | None = None) -> list[Figure]:
    """Figures in the order of the plugins' files, those nobody defines last.

    Args:
        chain: office codes from the place up to the root; empty: everywhere.
        keys: these only.
    """
    book = get_manager().book
    wanted = set(keys) if keys is not None else None
    definitions = [definition for definition in book.values() if wanted is None or definition.key in wanted]
    offices = {office.code: office.label for office in Office.objects.all()}
    values = [definition.value_on(on, chain) for definition in definitions]
    urls = addresses_of_documents({value.source for value in values if value})
    too_low = floors.standing(book, on)
    found = [
        replace(_figure(d, value, on, chain, offices, urls), too_low=tuple(too_low.get(d.key, ())))
        for d, value in zip(definitions, values, strict=True)
    ]
    adopted = ChangedValue.objects.filter(change__state=ParameterChange.State.IN_FORCE)
    orphans = sorted(set(adopted.values_list("key", flat=True)) - set(book))
    none = Source("", "")
    return found + [
        Figure(key, key, "", None, "", None, none, None, "", (), known=False)
        for key in orphans
        if wanted is None or key in wanted
    ]


def _figure(
    definition: ParameterDefinition,
    value: ParameterValue | None,
    on: dt.date,
    chain: Sequence[str],
    offices: dict[str, str],
    urls: dict[str, str],
) -> Figure:
    office = value.office if value else None
    later = [v for v in definition.values if v.since > on and v.office in {None, office, *chain}]
    coming = min(later, key=lambda v: v.since, default=None)
    apart = sorted({v.office for v in definition.values if v.office and v.office not in chain and v.covers(on)})
    return Figure(
        key=definition.key,
        label=words.label(definition.key),
        value=words.value(definition, value.value) if value else "",
        number=value.value if value else None,
        unit=definition.unit,
        since=value.since if value else None,
        source=_source(value, urls),
        coming=Next(words.value(definition, coming.value), coming.since) if coming else None,
        floor=words.floor(definition),
        apart=tuple((offices.get(code, code), _apart(definition, on, code)) for code in apart),
    )


def _apart(definition: ParameterDefinition, on: dt.date, code: str) -> str:
    value = definition.value_on(on, (code,))
    return words.value(definition, value.value) if value else ""


def source_of(number: str, url: str, urls: dict[str, str]) -> Source:
    """A document: published here, else where its address leads."""
    return Source(number, urls.get(number) or url)


def _source(value: ParameterValue | None, urls: dict[str, str]) -> Source:
    return source_of(value.source, value.source_url, urls) if value else Source("", "")


def by_agency(rows: Iterable[Figure]) -> list[tuple[str, str, list[Figure]]]:
    """Key and name of each agency with its figures."""
    groups: dict[str, list[Figure]] = {}
    for row in rows:
        groups.setdefault(authority.owner_of(row.key), []).append(row)
    return [(agency, words.agency(agency), found) for agency, found in groups.items()]
