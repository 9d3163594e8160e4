"""portal load_calendar FILE: load the working-day calendar of a year from YAML."""

import datetime as dt
from pathlib import Path

import yaml
from django.core.management.base import BaseCommand, CommandError

from portal.accounts.actions import load_calendar_year
from portal.accounts.actors import Actor


def _days(data: dict, name: str) -> dict[dt.date, str]:
    days = data.get(name) or {}
    if not isinstance(days, dict) or not all(isinstance(day, dt.date) for day in days):
        raise CommandError(f"{name}: expected days as YYYY-MM-DD with the name of the holiday")
    return {day: str(label) for day, label in days.items()}


class Command(BaseCommand):
    help = "Load the holidays and make-up working days of one year. See docs/operations.md for the file."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options):
        try:
            data = yaml.safe_load(options["file"].read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        if not isinstance(data, dict) or not isinstance(data.get("year"), int) or not data.get("source"):
            raise CommandError("the file needs year, source, holidays and make_up_days")
        try:
            stored = load_calendar_year(
                actor=Actor.system("load_calendar"),
                year=data["year"],
                holidays=_days(data, "holidays"),
                make_up_days=_days(data, "make_up_days"),
                source=str(data["source"]),
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{data['year']}: {stored} days stored")
