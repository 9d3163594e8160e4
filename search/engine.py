"""What every search engine of the portal does, and how to get the configured one.

Callers (pages being published, the search page, the commands) know this module only. An engine is chosen by
`settings.SEARCH_ENGINE`; all engines share the query reading (`search.query`), the word table (`search/words.yaml`)
and the highlighting (`search.highlight`), so that changing the engine changes speed, not answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

ENGINES = {"embedded": "search.engines.embedded.EmbeddedEngine"}
MAX_PAGE_SIZE = 100


class SearchUnavailable(Exception):
    """The engine cannot answer or store just now; try again later. The message says what went wrong."""


@dataclass(frozen=True, slots=True)
class Document:
    """One page as the search knows it.

    `key` is unique over all sources and languages ("page:12"); `url` is the public address; `body` is plain text
    without markup; `kind` is a key of `search.kinds` ("policy", "guide", ...); `agency` the key of the agency that
    publishes it; `language` a Django code ("zh-hans", "en"); `date` the day of publication. `agency_label` is what
    people read in place of the agency's key. `outdated` documents (a repealed policy) stay findable, below the others.
    """

    key: str
    url: str
    title: str
    body: str
    kind: str = ""
    agency: str = ""
    language: str = ""
    date: dt.date | None = None
    agency_label: str = ""
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrows a search; None means any. `since` and `until` are days of publication, both included."""

    kind: str | None = None
    agency: str | None = None
    language: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document. The two `_html` texts are escaped already and carry `<mark>` around what was found."""

    key: str
    url: str
    title: str
    kind: str
    agency: str
    agency_label: str
    language: str
    date: dt.date | None
    outdated: bool
    score: float
    title_html: SafeString
    snippet_html: SafeString
    snippet: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits, best first.

    `total` counts all hits under the filters. `kinds` and `agencies` say how many hits each value of that filter would
    leave (the other filters kept), `languages` the same for languages: the links on the search page. `relaxed` is true
    when no document has all the words and the hits have only some. `notice` is "" or "rebuilding": the index was lost
    and is being filled again, so that missing hits mean nothing.
    """

    query: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    page: int = 1
    size: int = 10
    kinds: Mapping[str, int] = field(default_factory=dict)
    agencies: Mapping[str, int] = field(default_factory=dict)
    agency_labels: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    relaxed: bool = False
    notice: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the engine answers, how much it holds, and in words what is wrong (empty when nothing is)."""

    ok: bool
    engine: str
    documents: int = 0
    needs_rebuild: bool = False
    detail: str = ""


@runtime_checkable
class SearchEngine(Protocol):
    """The protocol. Every method may raise `SearchUnavailable`; `search` raises nothing else, whatever the query."""

    name: str

    def index(self, documents: Iterable[Document]) -> int:
        """Add the documents, replacing those of the same key. Returns how many were stored."""

    def remove(self, keys: Iterable[str]) -> int:
        """Take the documents of these keys out; unknown keys are no error. Returns how many were there."""

    def search(self, query: str, *, filters: Filters | None = None, page: int = 1, size: int = 10) -> Results:
        """Find documents for what a person typed. `page` counts from 1; `size` is capped at 100."""

    def clear(self) -> None:
        """Forget every document."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Replace everything by these documents without a gap: searches see the old state until the new one is whole.

        What is indexed or removed while the rebuild runs is kept: it is newer than what the rebuild read.
        """

    def health(self) -> Health:
        """Never raises: trouble is told in the answer."""


_engines: dict[tuple[str, ...], SearchEngine] = {}


def get_engine() -> SearchEngine:
    """The engine named by `settings.SEARCH_ENGINE`, one object per process and configuration.

    Raises `ImproperlyConfigured` for an unknown name, listing the known ones.
    """
    name = settings.SEARCH_ENGINE
    if name not in ENGINES:
        raise ImproperlyConfigured(f"SEARCH_ENGINE is {name!r}; known engines are: {', '.join(sorted(ENGINES))}.")
    factory = import_string(ENGINES[name])
    key = (name, *factory.settings_key())
    if key not in _engines:
        _engines[key] = factory.from_settings()
    return _engines[key]
