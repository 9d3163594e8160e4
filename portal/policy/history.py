"""One figure through time: the values of the plugin's file, and what was adopted and is proposed here."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plugins.api.parameters import ParameterValue
from plugins.manager import get_manager
from portal.accounts.models import Office, User
from portal.common import clock
from portal.content.listing import addresses_of_documents
from portal.policy import authority, words
from portal.policy.listing import OPEN, Source, source_of
from portal.policy.models import ChangedValue, ParameterChange

IN_FORCE = ParameterChange.State.IN_FORCE


@dataclass(frozen=True)
class Step:
    """A line: ``place`` is empty for everywhere, ``change`` None for a value of the plugin's file."""

    since: dt.date
    until: dt.date | None
    place: str
    value: str
    source: Source
    state: str
    current: bool
    who: str
    change: ParameterChange | None


class History:
    """Every value a figure ever had or may get; proposals only for those who may read them."""

    def __init__(self, key: str, user: User) -> None:
        changes = authority.visible_changes(user).filter(state__in=(*OPEN, IN_FORCE))
        rows = ChangedValue.objects.filter(key=key, change__in=changes)
        related = ("change__drafted_by", "change__proposed_by", "change__checked_by", "office")
        self.rows = list(rows.select_related(*related).order_by("change__serial"))
        self.shipped = get_manager().shipped.get(key)
        self.definition = get_manager().book.get(key)
        self.offices = {office.code: office.label for office in Office.objects.all()}
        values = self.shipped.values if self.shipped else ()
        self.urls = addresses_of_documents({*(v.source for v in values), *(row.change.source for row in self.rows)})
        # Of several adopted for one place from one day the last one holds.
        self.last = {_place(row): row.pk for row in self.rows if row.change.state == IN_FORCE}

    def steps(self) -> list[Step]:
        """The newest first."""
        found = [self._from_file(value) for value in (self.shipped.values if self.shipped else ())]
        found += [self._from_here(row) for row in self.rows]
        return sorted(found, key=_order, reverse=True)

    def _from_file(self, value: ParameterValue) -> Step:
        replaced = (value.office, value.since) in self.last
        return Step(
            since=value.since,
            until=value.until,
            place=self.offices.get(value.office, value.office) if value.office else "",
            value=self._words(value.value),
            source=source_of(value.source, value.source_url, self.urls),
            state=_("Superseded") if replaced else _state(value.since, value.until),
            current=not replaced and self._holds(value.office, value.since),
            who=_("with the plugin"),
            change=None,
        )

    def _from_here(self, row: ChangedValue) -> Step:
        change = row.change
        replaced = change.state == IN_FORCE and self.last[_place(row)] != row.pk
        people = (change.proposed_by or change.drafted_by, change.checked_by)
        return Step(
            since=change.since,
            until=change.until,
            place=row.office.label if row.office else "",
            value=self._words(row.value),
            source=source_of(change.source, change.source_url, self.urls),
            state=_("Superseded") if replaced else change.stage,
            current=change.state == IN_FORCE and not replaced and self._holds(*_place(row)),
            who=" → ".join(str(person) for person in people if person),
            change=change,
        )

    def _words(self, amount: Decimal) -> str:
        return words.value(self.definition, amount) if self.definition else words.plain(amount)

    def _holds(self, office: str | None, since: dt.date) -> bool:
        """Whether the value that begins on this day is the one that counts today for its place."""
        if self.definition is None:
            return False
        held = self.definition.value_on(clock.today(), (office,) if office else ())
        return held is not None and (held.office, held.since) == (office, since)


def _order(step: Step) -> tuple[dt.date, int]:
    """By first day; of one day the file's value comes before those adopted, what is not decided yet last."""
    if step.change is None:
        return step.since, 0
    return step.since, step.change.serial or sys.maxsize


def _place(row: ChangedValue) -> tuple[str | None, dt.date]:
    return row.office.code if row.office else None, row.change.since


def _state(since: dt.date, until: dt.date | None) -> str:
    today = clock.today()
    if since > today:
        return pgettext("a value of a figure", "Coming")
    if until and until < today:
        return pgettext("a value of a figure", "Past")
    return pgettext("a value of a figure", "Begun")
