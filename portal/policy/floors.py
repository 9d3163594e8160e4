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
    ``since`` are not looked at. A reason given earlier does not answer for a gap that grows now; one of another agency
    cannot be given anew before the floor is raised, so there :func:`standing` asks for it afterwards.
    """
    chains = _chains(before, after)
    known = {_same(breach) for breach in before.breaches(chains, since)}
    found = [
        _too_low(breach, after[breach.key], agency)
        for breach in after.breaches(chains, since, before)
        if _same(breach) not in known and not (breach.reasoned and authority.owner_of(breach.key) != agency)
    ]
    if found:
        raise FloorBroken(found)


def standing(book: ParameterBook, on: dt.date) -> dict[str, list[str]]:
    """What lies below its floor on a day or will later, by key and in words.

    Its own agency does not bring that about; a plugin's next version can, and another agency where there is a reason.
    The rules reckon with the figure as it stands until its agency gives a higher one, or the reason anew.
    """
    found: dict[str, list[str]] = {}
    for breach in book.breaches(_chains(book), on):
        owner = authority.owner_of(breach.key)
        found.setdefault(breach.key, []).append(_too_low(breach, book[breach.key], owner).sentence)
    return found


def _chains(*books: ParameterBook) -> dict[str, list[str]]:
    codes = {value.office for book in books for d in book.values() for value in d.values if value.office}
    return Office.chains(Office.objects.filter(code__in=codes))


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
