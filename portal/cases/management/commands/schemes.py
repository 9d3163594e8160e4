"""`portal schemes`: every scheme of every plugin, where it comes from, and whether it is on offer."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, ProgrammingError

from plugins.manager import get_manager
from portal.cases.management.arguments import office_chain
from portal.extensions.overview import scheme_stands


class Command(BaseCommand):
    """Lists schemes; plugins in quarantine are named on standard error."""

    help = "List the schemes of all plugins."
    requires_system_checks: list[str] = []  # answers without a migrated database too

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="machine readable")
        parser.add_argument("--language", default="zh-hans", help="zh-hans or en")

    def handle(self, **options: Any) -> None:
        manager = get_manager()
        language = options["language"]
        stands = self._stands()
        rows = [
            {
                "key": key,
                "agency": info.scheme.agency,
                "name": info.name(language),
                "plugin": info.plugin,
                "version": info.version,
                "state": stands.get(key, "unknown"),
            }
            for key, info in manager.schemes().items()
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            for row in rows:
                came = f"({row['agency']}, {row['plugin']} {row['version']})"
                self.stdout.write(f"{row['key']}  {row['name']}  {came}  {_in_words(row)}".rstrip())
        for left_out in manager.quarantined:
            self.stderr.write(f"quarantined: {left_out.plugin} ({left_out.stage}): {left_out.error}")

    def _stands(self) -> dict[str, str]:
        """How each scheme stands; nothing where the database cannot say."""
        try:
            return scheme_stands(office_chain(None))
        except (OperationalError, ProgrammingError):
            self.stderr.write("what is on offer is not known: the database has no tables yet. Run: portal migrate")
            return {}


def _in_words(row: dict[str, str]) -> str:
    """Whether people can apply for it, and what to do if they cannot."""
    return {
        "offered": "on offer",
        "available": f"not installed: portal plugins install {row['plugin']}",
        "disabled": f"disabled: portal plugins enable {row['plugin']}",
        "unfit": "not on offer: this locality has no such process, see portal check",
        "off": "not on offer: switched off for every office",
    }.get(row["state"], "")
