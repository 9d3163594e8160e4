"""`portal startplugin NAME`: the smallest plugin that works, in a folder of its own."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plugins.manager import get_manager
from plugins.starting import CannotStart, NewPlugin, next_steps, write
from portal.common import clock
from portal.common.locality import get_locality


class Command(BaseCommand):
    """Writes a plugin whose tests pass, and says what to do next."""

    help = "Write the smallest plugin that works: one scheme, its figures, its cases, its texts."
    requires_system_checks: list[str] = []  # answers without a migrated database too

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="of the plugin and its scheme: lower-case words with hyphens")
        parser.add_argument("--title", help="what the scheme is called in Chinese")
        parser.add_argument("--title-en", help="and in English")
        parser.add_argument("--agency", default="civil-affairs", help="key of the agency that decides")
        parser.add_argument("--agency-name", default="", help="its Chinese name, if the plugin brings it")
        parser.add_argument("--agency-name-en", default="", help="and its English one")
        parser.add_argument("--process", default="allowance-12", help="the way it is processed, of this locality")
        parser.add_argument("--dir", type=Path, default=Path(), help="where the folder is made")

    def handle(self, **options: Any) -> None:
        name = options["name"]
        words = name.replace("-", " ")
        plugin = NewPlugin(
            name=name,
            title=options["title"] or f"新项目 {words}",
            title_en=options["title_en"] or words.capitalize(),
            agency=options["agency"],
            agency_name=options["agency_name"],
            agency_name_en=options["agency_name_en"],
            process=options["process"],
            year=clock.today().year,
        )
        self._check(plugin)
        manager = get_manager()
        try:
            files = write(plugin, options["dir"], taken={*manager.plugins(), *manager.schemes()})
        except CannotStart as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{options['dir'] / name}:")
        for file in files:
            self.stdout.write(f"  {file}")
        self.stdout.write(f"Next: cd {options['dir'] / name}")
        for step in next_steps(name):
            self.stdout.write(f"      {step}")

    def _check(self, plugin: NewPlugin) -> None:
        """What the writer cannot know: which agencies and processes there are here."""
        agencies = get_manager().agencies()
        if plugin.agency_name and plugin.agency in agencies:
            raise CommandError(f"the agency {plugin.agency} is there already: leave --agency-name out")
        if not plugin.agency_name and plugin.agency not in agencies:
            known = ", ".join(agencies)
            raise CommandError(
                f"no plugin brings an agency {plugin.agency}; known are {known}. "
                "To bring a new one, name it with --agency-name and --agency-name-en"
            )
        if plugin.process not in get_locality().processes:
            raise CommandError(f"no process {plugin.process} here; there are {', '.join(get_locality().processes)}")
