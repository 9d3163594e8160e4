"""`portal screen FILE --out DIR`: what schemes say about every household of a file. A tool for policy staff."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plugins.manager import get_manager
from portal.cases.management.arguments import day, office_chain, scheme_key


class Command(BaseCommand):
    """Screens a file of households; touches no database."""

    help = "Evaluate schemes for every household of a Parquet or CSV file."
    requires_system_checks: list[str] = []  # answers without a migrated database too

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="households: Parquet or CSV with a column id; docs/operations.md")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the results")
        parser.add_argument(
            "--members",
            type=Path,
            metavar="FILE",
            help="members with a column household (default: NAME.members.csv or .parquet beside the households)",
        )
        parser.add_argument("--schemes", nargs="+", metavar="KEY", help="keys of schemes (default: all)")
        parser.add_argument("--date", help="day of the evaluation, e.g. 2026-09-17 (default: today)")
        parser.add_argument("--office", help="code of the office it is for (default: the whole county)")
        parser.add_argument(
            "--ignore", nargs="+", default=[], metavar="COLUMN", help="columns that are no facts, to be left out"
        )
        parser.add_argument("--json", action="store_true", help="the summary as JSON")

    def handle(self, **options: Any) -> None:
        from portal.cases.screening import Screening, ScreeningError, screen  # Polars is slow to import

        manager = get_manager()
        keys = options["schemes"] or list(manager.schemes())
        what = Screening(
            households=options["file"],
            members=options["members"],
            out=options["out"],
            schemes=tuple(scheme_key(manager, key) for key in keys),
            on=day(options["date"]),
            office_chain=office_chain(options["office"]),
            ignored=options["ignore"],
        )
        self.started = time.monotonic()
        try:
            summary = screen(manager, what, self._progress)
        except ScreeningError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=2))
        else:
            self._tell(summary, what.out)

    def _progress(self, done: int, total: int) -> None:
        seconds = time.monotonic() - self.started
        self.stderr.write(f"{done:,} of {total:,} households, {seconds:.0f} s")

    def _tell(self, summary: dict[str, Any], out: Path) -> None:
        self.stdout.write(f"{summary['households']:,} households with {summary['members']:,} members, {summary['on']}")
        for key, row in summary["schemes"].items():
            self.stdout.write(f"  {key}: met {row['met']:,}, not met {row['not_met']:,}, unknown {row['unknown']:,}")
        for key, reason in summary["faults"].items():
            self.stdout.write(f"  {key} could not be evaluated: {reason}")
        if summary["problems"]:
            self.stdout.write(f"{summary['problems']:,} values could not be used and count as unknown: problems.csv")
        self.stdout.write(f"Written to {out}")
