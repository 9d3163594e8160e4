"""`portal plugins`: what lies beside the portal, and switching it on and off."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.common.commands import database, no_office
from portal.extensions import actions, overview
from portal.extensions.errors import ExtensionError, NotInstalled

VERBS = ("list", "install", "enable", "disable", "upgrade", "uninstall")


class Command(BaseCommand):
    """Acts as the system; every act is audited."""

    help = "List the plugins; install, enable, disable, upgrade or uninstall one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=VERBS, nargs="?", default="list")
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--office", default="", help="enable or disable for this office and everything below it")
        parser.add_argument("--json", action="store_true", help="machine readable")
        parser.add_argument("--language", default="zh-hans", help="zh-hans or en")

    def handle(self, **options: Any) -> None:
        verb, name = options["verb"], options["name"]
        if verb != "list" and not name:
            raise CommandError(f"which plugin? portal plugins {verb} NAME")
        if options["office"] and verb not in ("enable", "disable"):
            raise CommandError("--office belongs to enable and disable")
        with database():
            if verb != "list":
                self._act(verb, name, self._office(options["office"]))
            self._show(name, options)

    def _show(self, name: str, options: dict[str, Any]) -> None:
        found = [row for row in overview.rows(options["language"]) if name in ("", row.name)]
        if options["json"]:
            self.stdout.write(json.dumps([row.as_json() for row in found], ensure_ascii=False, indent=2))
            return
        for row in found:
            schemes = ", ".join(row.schemes)
            self.stdout.write(f"{row.name}  {row.version}  {row.stand}  {row.agency}  {schemes}".rstrip())
            if row.upgrade_to:
                self.stdout.write(f"    {row.upgrade_to} is here: portal plugins upgrade {row.name}")
            for problem in filter(None, (row.quarantine, row.last_error)):
                self.stdout.write(f"    {problem}")

    def _act(self, verb: str, name: str, office: Office | None) -> None:
        actor = Actor.system("portal plugins")
        try:
            # Commands speak English, whatever the county's pages speak.
            with translation.override("en"):
                if verb in ("enable", "disable"):
                    act = {"enable": actions.enable, "disable": actions.disable}[verb]
                    act(actor=actor, plugin=name, office=office)
                else:
                    whole = {"install": actions.install, "upgrade": actions.upgrade, "uninstall": actions.uninstall}
                    whole[verb](actor=actor, name=name)
        except NotInstalled as error:
            raise CommandError(f"{error} Run: portal plugins install {name}") from None
        except ExtensionError as error:
            raise CommandError(str(error)) from None

    def _office(self, code: str) -> Office | None:
        if not code:
            return None
        office = Office.objects.filter(code=code).first()
        if office is None:
            raise CommandError(no_office(code, Office.objects.values_list("code", flat=True)))
        return office
