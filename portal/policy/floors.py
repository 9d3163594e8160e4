"""Floors: what must change together so that nothing falls below what the policy guarantees (R6.10)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from plugins.api.parameters import Breach, ParameterBook, ParameterDefinition
from portal.accounts.models import Office
from portal.policy import authority, words
from portal.policy.errors import FloorBroken, TooLow


def check(agency: str, since: dt.date, before: ParameterBook, after: ParameterBook) -> None:
    """FloorBroken if a change of an agency puts a figure below its floor, its own or one whose floor it raises.

    What lies below a floor already, and for as much, is nobody's fault who changes something else. Days before
    ``since`` are not looked at.
    """
    codes = {value.office for book in (before, after) for d in book.values() for value in d.values if value.office}
    chains = {office.code: office.chain() for office in Office.objects.filter(code__in=codes)}
    known = {_same(breach) for breach in before.breaches(chains, since)}
    found = [breach for breach in after.breaches(chains, since) if _same(breach) not in known]
    if found:
        raise FloorBroken([_too_low(breach, after[breach.key], agency) for breach in found])


def _same(breach: Breach) -> tuple[str, str | None, Decimal, Decimal]:
    return breach.key, breach.office, breach.value.value, breach.least


def _too_low(breach: Breach, definition: ParameterDefinition, agency: str) -> TooLow:
    office = Office.objects.filter(code=breach.office).first() if breach.office else None
    return TooLow(
        key=breach.key,
        office=breach.office or "",
        label=words.label(breach.key),
        place=office.label if office else breach.office or "",
        value=words.value(definition, breach.value.value),
        least=words.value(definition, words.rounded_up(definition, breach.least)),
        on=breach.on.isoformat(),
        in_principle=breach.floor.in_principle,
        own=authority.owner_of(breach.key) == agency,
    )
