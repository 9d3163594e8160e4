"""portal rebuild_search: fill the search index anew from what is published."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import sources
from search.engine import SearchUnavailable, get_engine


class Command(BaseCommand):
    """Searches go on with the old index until the new one is complete."""

    help = "Fill the search index anew from everything that is published; searches go on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how much there is now."""
        try:
            count = sources.rebuild()
        except SearchUnavailable as error:
            raise CommandError(str(error)) from error
        origin = ", ".join(sources.names()) or "no source is registered"
        self.stdout.write(f"{get_engine().name}: {count} documents ({origin})")
