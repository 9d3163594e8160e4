"""Where a rebuild takes its documents from: whoever publishes registers a callable at start-up.

from search import sources
sources.register("content", searchable_pages)      # () -> Iterable[Document]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from search.engine import Document, get_engine

Source = Callable[[], Iterable[Document]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Make `source` part of every rebuild. The same name again replaces the former callable (a reloaded module)."""
    _sources[name] = source


def names() -> tuple[str, ...]:
    """The registered names, in order of registration."""
    return tuple(_sources)


def documents() -> Iterator[Document]:
    """All documents of all sources, one after the other, as they are read."""
    for source in tuple(_sources.values()):
        yield from source()


def rebuild() -> int:
    """Fill the configured engine anew from all sources. Returns the number of documents; raises SearchUnavailable."""
    return get_engine().rebuild(documents())
