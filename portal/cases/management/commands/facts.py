"""`portal facts`: the vocabulary, every fact with its type, unit, values, meaning and who asks for it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from plugins.api import FactDefinition
from plugins.manager import PluginManager, get_manager


class Command(BaseCommand):
    """Lists the common facts and those of the plugins."""

    help = "List every fact rules can use: key, type, unit, values, meaning, who asks for it."
    requires_system_checks: list[str] = []  # answers without a migrated database too

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="machine readable")
        parser.add_argument("--language", default="zh-hans", help="zh-hans or en")

    def handle(self, **options: Any) -> None:
        manager = get_manager()
        asked_by = manager.asked_by()
        rows = [_row(manager, d, asked_by[path], options["language"]) for path, d in manager.vocabulary.items()]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        self.stdout.write("\n".join(line for row in rows for line in _lines(row)))


def _lines(row: dict[str, Any]) -> list[str]:
    """One fact for reading: key, type, label; meaning; values; who asks."""
    unit = f" {row['unit']}" if row["unit"] else ""
    lines = [f"{row['fact']}  [{row['type']}{unit}, {row['source']}]  {row['label']}"]
    if row["meaning"]:
        lines.append(f"    {row['meaning']}")
    if row["values"]:
        lines.append("    " + ", ".join(f"{v['value']} = {v['label']}" for v in row["values"]))
    return [*lines, f"    ← {', '.join(row['asked_by']) or '-'}"]


def _row(manager: PluginManager, fact: FactDefinition, asked_by: tuple[str, ...], language: str) -> dict[str, Any]:
    def text(msgid: str) -> str:
        return manager.fact_text(fact, msgid, language) if msgid else ""

    return {
        "fact": fact.path,
        "type": fact.type,
        "unit": fact.unit,
        "values": [{"value": c.value, "label": text(c.label)} for c in fact.choices],
        "range": None if fact.range is None else [str(end) for end in fact.range],
        "source": fact.source,
        "required": fact.required,
        "sensitive": fact.sensitive,
        "label": text(fact.label),
        "hint": text(fact.hint),
        "meaning": text(fact.meaning),
        "asked_by": list(asked_by),
    }
