"""The public search page. It answers every address with a page: whatever was typed, it is at worst not found."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_safe

from search.engine import Filters, Hit, Results, SearchUnavailable, get_engine
from search.kinds import kind_label
from search.segment import clean_query

logger = logging.getLogger("search")

PAGE_SIZE = 10
MAX_PAGE = 1000
_MAX_VALUE = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a filter: where it leads, what it says, how many hits it leaves, whether it is chosen now."""

    url: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with the names people read."""

    hit: Hit
    kind: str


class SearchPage:
    """What the address asks for, read forgivingly, and the links that change one thing of it."""

    def __init__(self, request: HttpRequest) -> None:
        self.query = clean_query(request.GET.get("q", ""))
        self.kind = _plain(request.GET.get("kind"))
        self.agency = _plain(request.GET.get("agency"))
        self.site_language = get_language() or settings.LANGUAGE_CODE
        asked = request.GET.get("language", "")
        self.language = asked if asked in dict(settings.LANGUAGES) else self.site_language
        number = request.GET.get("page", "")
        self.number = min(int(number), MAX_PAGE) if number.isascii() and number.isdigit() and len(number) < 6 else 1

    @property
    def filters(self) -> Filters:
        """The same for the engine."""
        return Filters(kind=self.kind or None, agency=self.agency or None, language=self.language)

    def url(self, **changes: Any) -> str:
        """The address of this search with other values; a changed filter begins at page 1 again."""
        values = {"q": self.query, "kind": self.kind, "agency": self.agency, "page": 1, "language": self.language}
        values |= changes
        if values["language"] == self.site_language:
            del values["language"]
        if values["page"] == 1:
            del values["page"]
        return reverse("search:search") + "?" + urlencode({name: value for name, value in values.items() if value})

    def choices(self, name: str, current: str, counts: Any, labels: Any) -> list[Choice]:
        """The links of one filter: all, then each value with its count. Nothing to choose, no links."""
        values = list(counts)
        if current and current not in counts:  # the chosen one stays even with no hit
            values.append(current)
        links = [
            Choice(self.url(**{name: value}), labels(value), counts.get(value, 0), value == current) for value in values
        ]
        return [Choice(self.url(**{name: ""}), "", None, not current), *links] if values else []


def _plain(value: str | None) -> str:
    """A filter value as our own links write it; anything else counts as no filter."""
    value = value or ""
    return value if len(value) <= _MAX_VALUE and value.replace("-", "").replace("_", "").isalnum() else ""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """GET /search/?q=&kind=&agency=&language=&page="""
    asked = SearchPage(request)
    unavailable = False
    try:
        results = get_engine().search(asked.query, filters=asked.filters, page=asked.number, size=PAGE_SIZE)
    except SearchUnavailable as error:
        logger.error("search unavailable: %s", error)
        results, unavailable = Results(query=asked.query), True
    context = _context(asked, results) | {"unavailable": unavailable}
    response = render(request, "search/search.html", context, status=503 if unavailable else 200)
    if unavailable:
        response["Retry-After"] = "60"
    return response


def _context(asked: SearchPage, results: Results) -> dict[str, Any]:
    names = {"zh-hans": pgettext("language of a page", "Chinese"), "en": pgettext("language of a page", "English")}
    others = [
        Choice(asked.url(language=code, kind="", agency=""), names[code], count, False)
        for code, count in results.languages.items()
        if code != asked.language and code in names
    ]
    return {
        "nav_active": "policies" if asked.kind in ("policy", "notice", "disclosure") else "",
        "asked": asked,
        "results": results,
        "found": [Found(hit, kind_label(hit.kind)) for hit in results.hits],
        "kinds": asked.choices("kind", asked.kind, results.kinds, kind_label),
        "agencies": asked.choices("agency", asked.agency, results.agencies, results.agency_labels.get),
        "other_languages": others,
        "foreign": asked.language != asked.site_language,
        "language_html": "zh-Hans" if asked.language == "zh-hans" else asked.language,
        "own_language_url": asked.url(language=asked.site_language, kind="", agency=""),
        "without_filters_url": asked.url(kind="", agency="") if asked.kind or asked.agency else "",
        "previous_url": asked.url(page=results.page - 1) if results.page > 1 else "",
        "next_url": asked.url(page=results.page + 1) if results.page < results.pages else "",
    }
