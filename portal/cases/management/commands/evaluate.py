"""`portal evaluate SCHEME --facts FILE`: what a scheme says about a household, and why. A tool for policy staff."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plugins.api import FactError, Facts
from plugins.manager import PluginManager, get_manager
from portal.cases.management.arguments import day, office_chain, scheme_key

# A household described in more than this is a wrong file.
_LARGEST_INPUT = 1_000_000


class Command(BaseCommand):
    """Evaluates one scheme for the facts of a JSON file; touches no database."""

    help = "Evaluate a scheme for a household given as JSON and say why."
    requires_system_checks: list[str] = []  # answers without a migrated database too

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scheme", help="key of the scheme; `portal schemes` lists them")
        parser.add_argument(
            "--facts",
            required=True,
            metavar="FILE",
            help='JSON {"household": {…}, "members": […], "applicant": {…}}; - reads standard input',
        )
        parser.add_argument("--date", help="day of the evaluation, e.g. 2026-09-17 (default: today)")
        parser.add_argument("--office", help="code of the office it is for (default: the whole county)")
        shape = parser.add_mutually_exclusive_group()
        shape.add_argument("--json", action="store_true", help="the answer as JSON")
        shape.add_argument("--explain", action="store_true", help="the reasons as a tree of sentences (default)")
        parser.add_argument(
            "--language", default="zh-hans", choices=["zh-hans", "en"], help="language of the sentences"
        )

    def handle(self, **options: Any) -> None:
        manager = get_manager()
        key = scheme_key(manager, options["scheme"])
        facts = _facts(manager, options["facts"])
        on = day(options["date"])
        evaluation = manager.evaluate(key, facts, on=on, office_chain=office_chain(options["office"]))
        if options["json"]:
            self.stdout.write(json.dumps(evaluation.to_json(options["language"]), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(evaluation.explain(options["language"]))


def _facts(manager: PluginManager, source: str) -> Facts:
    try:
        given = json.loads(
            _read(source), parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise CommandError(
            f"The facts are not valid JSON: {error.msg} in line {error.lineno}, column {error.colno}."
        ) from None
    except ArithmeticError:
        raise CommandError("The facts hold a number that is too large or too small to be one.") from None
    except (ValueError, RecursionError) as error:
        raise CommandError(f"The facts are not valid JSON: {error}.") from None
    if not isinstance(given, dict):
        raise CommandError('The facts must be an object with "household", "members" and "applicant".')
    try:
        return manager.facts(given)
    except FactError as error:
        raise CommandError(f"The facts cannot be used: {error}.") from None


def _read(source: str) -> str:
    try:
        if source == "-":
            data = sys.stdin.buffer.read(_LARGEST_INPUT + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(_LARGEST_INPUT + 1)
        if len(data) > _LARGEST_INPUT:
            raise CommandError("The facts are larger than 1 MB: this is not the file of one household.")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError("The facts are not text in UTF-8.") from None
    except (OSError, ValueError) as error:
        raise CommandError(
            f"The facts cannot be read: {getattr(error, 'strerror', None) or error} ({source})."
        ) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no value")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key!r} is given twice")
        found[key] = value
    return found
