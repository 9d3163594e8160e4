"""System checks: a wrong engine name or an unreadable word table is said at start, not at the first search."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from search.engine import ENGINES
from search.words import WordTableError, parse, words_path


@register("search")
def check_search(**kwargs: Any) -> list[CheckMessage]:
    """E001 unknown engine; W001 word table that cannot be used."""
    found: list[CheckMessage] = []
    if settings.SEARCH_ENGINE not in ENGINES:
        known = ", ".join(sorted(ENGINES))
        found.append(
            Error(f"SEARCH_ENGINE is {settings.SEARCH_ENGINE!r}.", hint=f"Known engines: {known}.", id="search.E001")
        )
    try:
        parse(words_path().read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, WordTableError) as error:
        found.append(Warning(f"{words_path()}: {error}", hint="Searches run without synonyms.", id="search.W001"))
    return found
