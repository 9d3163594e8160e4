"""portal load_demo: fill an empty portal with a made-up county, and say who can sign in."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from portal.demo import loading, summary
from portal.demo.stories import StoryError


class Command(BaseCommand):
    """Can be run again at any time: what is there stays as it is, only what is missing is added."""

    help = "Load the made-up county: offices, staff, pages, families in every state. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only the language of what is printed."""
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="language of the summary",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and print the summary. Refused where staff must have a second factor: that is no place for a demo."""
        if settings.STAFF_MFA_REQUIRED:
            raise CommandError(
                "load_demo creates users with a published password. It only runs with STAFF_MFA_REQUIRED = False, as "
                "in portal.settings.demo; never on a portal with real people's data."
            )
        language = options["language"]
        with translation.override(language):
            # Some hundred letters and messages would each leave a line of log before the summary.
            logging.disable(logging.INFO)
            try:
                loaded = loading.load()
            except StoryError as error:
                raise CommandError(f"A demo family could not be played: {error}") from error
            finally:
                logging.disable(logging.NOTSET)
            for line in loaded.mismatches:
                self.stderr.write(self.style.WARNING(line))
            self.stdout.write(
                _("Demo loaded: %(users)d new users, %(families)d new families, %(documents)d pages in the search.")
                % {"users": loaded.users, "families": len(loaded.families), "documents": loaded.documents}
            )
            self.stdout.write("\n" + summary.text(language))
