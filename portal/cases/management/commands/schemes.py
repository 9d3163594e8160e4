"""`portal schemes`: every scheme on offer and the plugin it comes from."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from plugins.manager import get_manager


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
        rows = [
            {
                "key": key,
                "agency": info.scheme.agency,
                "name": info.name(language),
                "plugin": info.plugin,
                "version": info.version,
            }
            for key, info in manager.schemes().items()
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            for row in rows:
                self.stdout.write(f"{row['key']}  {row['name']}  ({row['agency']}, {row['plugin']} {row['version']})")
        for left_out in manager.quarantined:
            self.stderr.write(f"quarantined: {left_out.plugin} ({left_out.stage}): {left_out.error}")
