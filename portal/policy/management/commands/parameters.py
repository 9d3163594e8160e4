"""`portal parameters [KEY]`: the figures the rules reckon with, from the plugins' files and as adopted here."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from plugins.api.vocabulary import nearest
from plugins.manager import get_manager
from portal.accounts.models import Office
from portal.common import clock
from portal.common.commands import database, no_office
from portal.content.schemes import county_chain
from portal.policy import authority, listing
from portal.policy.listing import Figure


class Command(BaseCommand):
    """Lists figures as they stand on a day for an office; one figure with all its values."""

    help = "List policy figures with their values, documents and floors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", nargs="?", help="one figure, e.g. civil-affairs.standard_urban, with all its values")
        parser.add_argument("--on", metavar="DATE", help="the day, e.g. 2026-09-17 (default: today)")
        parser.add_argument("--office", metavar="CODE", help="code of the office (default: the whole county)")
        parser.add_argument("--json", action="store_true", help="machine readable")
        parser.add_argument("--language", default="zh-hans", choices=["zh-hans", "en"])

    def handle(self, **options: Any) -> None:
        with database():
            self._list(options)

    def _list(self, options: dict[str, Any]) -> None:
        on = self._day(options["on"])
        chain = self._chain(options["office"])
        key = options["key"]
        with translation.override(options["language"]):
            rows = listing.figures(on, chain, keys=[key] if key else None)
            if not rows:
                raise CommandError(f"there is no figure {key}{nearest(key, get_manager().book)}")
            if options["json"]:
                self.stdout.write(json.dumps([_as_json(row) for row in rows], ensure_ascii=False, indent=2))
                return
            for row in rows:
                self.stdout.write(_line(row))
            if key:
                for line in _values(key):
                    self.stdout.write(line)

    @staticmethod
    def _day(text: str | None) -> date:
        try:
            return date.fromisoformat(text) if text else clock.today()
        except ValueError:
            raise CommandError(f"{text} is no day; write it like 2026-09-17") from None

    @staticmethod
    def _chain(code: str | None) -> list[str]:
        if not code:
            return county_chain()
        office = Office.objects.filter(code=code).first()
        if office is None:
            raise CommandError(no_office(code, Office.objects.values_list("code", flat=True)))
        return office.chain()


def _as_json(row: Figure) -> dict[str, Any]:
    return {
        "key": row.key,
        "agency": authority.owner_of(row.key),
        "label": row.label,
        "value": None if row.number is None else f"{row.number:f}",
        "unit": row.unit,
        "from": row.since and row.since.isoformat(),
        "source": row.source.number,
        "source_url": row.source.url,
        "floor": row.floor,
        "below_floor": list(row.too_low),
        "next": row.coming and {"value": row.coming.value, "from": row.coming.since.isoformat()},
    }


def _line(row: Figure) -> str:
    value = f"{row.value}  ({row.since}, {row.source.number})" if row.since else "—"
    coming = f"  → {row.coming.value} ({row.coming.since})" if row.coming else ""
    floor = f"  [{row.floor}]" if row.floor else ""
    too_low = "".join(f"\n  ! {sentence}" for sentence in row.too_low)
    return f"{row.key}  {row.label}  {value}{coming}{floor}{too_low}"


def _values(key: str) -> list[str]:
    definition = get_manager().book.get(key)
    values = sorted(definition.values if definition else (), key=lambda value: (value.since, value.office or ""))
    lines = []
    for value in values:
        until = f" – {value.until}" if value.until else ""
        lines.append(f"  {value.since}{until}  {value.office or '*'}  {value.value:f}  {value.source}")
    return lines
