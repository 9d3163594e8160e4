"""portal search QUERY: what a visitor would find, on the command line."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engine import Filters, Hit, Results, SearchUnavailable, get_engine
from search.kinds import kind_label


class Command(BaseCommand):
    """Prints hits as lines or, with --json, as one object."""

    help = "Search what is published, as a visitor does."

    def add_arguments(self, parser: CommandParser) -> None:
        """The query and the filters of the search page."""
        parser.add_argument("query")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--kind", help="only this kind, for example policy or guide")
        parser.add_argument("--agency", help="only this agency's key, for example civil-affairs")
        parser.add_argument("--language", help="only this language: zh-hans or en")
        parser.add_argument("--since", type=dt.date.fromisoformat, help="published on this day (YYYY-MM-DD) or later")
        parser.add_argument("--until", type=dt.date.fromisoformat, help="published on this day (YYYY-MM-DD) or before")
        parser.add_argument("--page", type=int, default=1)
        parser.add_argument("--size", type=int, default=10, help="hits per page, at most 100")

    def handle(self, *args: Any, **options: Any) -> None:
        """Search and print."""
        filters = Filters(**{name: options[name] for name in ("kind", "agency", "language", "since", "until")})
        try:
            results = get_engine().search(options["query"], filters=filters, page=options["page"], size=options["size"])
        except SearchUnavailable as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(as_json(results), ensure_ascii=False, indent=2))
            return
        for hit in results.hits:
            where = " · ".join(part for part in (kind_label(hit.kind), hit.agency_label, str(hit.date or "")) if part)
            self.stdout.write(f"{hit.title}  [{where}]\n  {hit.url}\n  {hit.snippet}\n")
        self.stdout.write(f"{results.total} found, page {results.page} of {results.pages}")
        if results.notice:
            self.stderr.write(get_engine().health().detail)


def as_json(results: Results) -> dict[str, Any]:
    """The results as plain data; `highlighted` is escaped HTML with <mark>, `snippet` plain text."""
    return {
        "query": results.query,
        "engine": get_engine().name,
        "total": results.total,
        "page": results.page,
        "size": results.size,
        "relaxed": results.relaxed,
        "notice": results.notice,
        "kinds": dict(results.kinds),
        "agencies": dict(results.agencies),
        "languages": dict(results.languages),
        "hits": [_hit(hit) for hit in results.hits],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "key": hit.key,
        "url": hit.url,
        "title": hit.title,
        "kind": hit.kind,
        "agency": hit.agency,
        "language": hit.language,
        "date": hit.date.isoformat() if hit.date else None,
        "outdated": hit.outdated,
        "score": hit.score,
        "snippet": hit.snippet,
        "highlighted": {"title": str(hit.title_html), "snippet": str(hit.snippet_html)},
    }
