"""The embedded engine: one SQLite FTS5 file, no server. Made for a county's few thousand pages, good to 20,000.

A document matches when it has the whole phrase, or all the words (or a synonym of each). Best first by bm25, a hit in
the title counting six times one in the body; guides come before the rules they explain, and the younger document
before the older one.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from search.engine import MAX_PAGE_SIZE, Document, Filters, Health, Results, SearchUnavailable
from search.engines import _store, _tables
from search.engines._store import IndexDamaged, Store
from search.query import Query, parse

Answer = TypeVar("Answer")

BATCH = 200  # documents per write transaction: other writers wait well under a second


class EmbeddedEngine:
    """See the module; the methods are those of `search.engine.SearchEngine`."""

    name = "embedded"

    def __init__(self, path: Path | str) -> None:
        self._store = Store(Path(path))

    @staticmethod
    def settings_key() -> tuple[str, ...]:
        """What in the settings makes another engine object."""
        return (str(settings.SEARCH_INDEX_PATH),)

    @classmethod
    def from_settings(cls) -> EmbeddedEngine:
        """The engine on `settings.SEARCH_INDEX_PATH`."""
        return cls(settings.SEARCH_INDEX_PATH)

    def index(self, documents: Iterable[Document]) -> int:
        """Add or replace documents, in the live index and in one that is being built."""
        stored = 0
        for batch in _batches(documents):
            stored += self._healing(lambda batch=batch: self._index_batch(batch))  # type: ignore[misc]
        return stored

    def remove(self, keys: Iterable[str]) -> int:
        """Take documents out of the live index and keep them out of one that is being built."""
        wanted = list(dict.fromkeys(keys))
        return self._healing(lambda: self._remove(wanted)) if wanted else 0

    def search(self, query: str, *, filters: Filters | None = None, page: int = 1, size: int = 10) -> Results:
        """Find documents; see the protocol."""
        parsed = parse(query)
        size = max(1, min(size, MAX_PAGE_SIZE))
        return self._healing(lambda: self._search(parsed, filters or Filters(), max(1, page), size))

    def clear(self) -> None:
        """Forget every document; nothing is owed after that."""
        self.rebuild(())

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build the next generation beside the live one, then switch in one transaction.

        A second rebuild that starts meanwhile takes over; the first then raises `SearchUnavailable`.
        """
        token = secrets.token_hex(8)
        number = self._healing(lambda: self._begin_rebuild(token))
        try:
            try:
                for batch in _batches(documents):
                    with self._building(token) as connection:
                        for document in batch:
                            if not _tables.is_superseded(connection, number, document.key):
                                _tables.put(connection, number, document)
                return self._finish_rebuild(token, number)
            except BaseException:
                self._abandon_rebuild(token, number)
                raise
        except IndexDamaged as damage:
            raise SearchUnavailable(f"The index was damaged while it was rebuilt ({damage}). Run it again.") from damage

    def health(self) -> Health:
        """Counts what the index holds; a damaged file is begun anew and said."""
        try:
            return self._healing(self._health)
        except SearchUnavailable as error:
            return Health(ok=False, engine=self.name, detail=str(error))

    # -- keeping the file usable ---------------------------------------------------------------------------------

    def _healing(self, work: Callable[[], Answer]) -> Answer:
        """Do the work; if the file is missing or damaged, start an empty one and do it again."""
        try:
            return work()
        except IndexDamaged as damage:
            try:
                self._store.start_anew(str(damage))
                return work()
            except IndexDamaged as again:
                raise SearchUnavailable(f"The search index cannot be used: {again}.") from again

    def _health(self) -> Health:
        with self._store.reading() as connection:
            number = _store.generation(connection)
            count = _tables.count(connection, number)
            owes = "owes_rebuild" in _store.meta(connection)
        detail = "The index was started empty: run `portal rebuild_search`." if owes else ""
        return Health(ok=True, engine=self.name, documents=count, needs_rebuild=owes, detail=detail)

    # -- writing -------------------------------------------------------------------------------------------------

    def _index_batch(self, batch: list[Document]) -> int:
        with self._store.writing() as connection:
            live, building = _generations(connection)
            for document in batch:
                _tables.put(connection, live, document)
                if building:
                    _tables.put(connection, building, document, newer=True)
        return len(batch)

    def _remove(self, keys: list[str]) -> int:
        with self._store.writing() as connection:
            live, building = _generations(connection)
            removed = 0
            for key in keys:
                removed += _tables.delete(connection, live, key)
                if building:
                    _tables.delete(connection, building, key)
                    _tables.mark_gone(connection, building, key)
        return removed

    def _begin_rebuild(self, token: str) -> int:
        with self._store.writing() as connection:
            number = _store.generation(connection) + 1
            _store.create_generation(connection, number)
            _store.set_meta(connection, building=number, building_token=token)
        return number

    def _building(self, token: str) -> AbstractContextManager[sqlite3.Connection]:
        """A write transaction that is refused once another rebuild has taken over."""
        return self._store.writing(lambda connection: _require_token(connection, token))

    def _finish_rebuild(self, token: str, number: int) -> int:
        with self._building(token) as connection:
            count = _tables.count(connection, number)
            _tables.optimise(connection, number)
            old = _store.generation(connection)
            _store.set_meta(connection, generation=number, building=None, building_token=None, owes_rebuild=None)
            _store.drop_generation(connection, old)
        return count

    def _abandon_rebuild(self, token: str, number: int) -> None:
        """Leave the live index as it was; what was built so far goes, unless another rebuild owns it now."""
        try:
            with self._building(token) as connection:
                _store.drop_generation(connection, number)
                _store.set_meta(connection, building=None, building_token=None)
        except (IndexDamaged, SearchUnavailable):
            pass  # the reason for abandoning is on its way already; the next rebuild clears the rest

    # -- reading -------------------------------------------------------------------------------------------------

    def _search(self, parsed: Query, filters: Filters, page: int, size: int) -> Results:
        with self._store.reading() as connection:
            number = _store.generation(connection)
            notice = "rebuilding" if "owes_rebuild" in _store.meta(connection) else ""
            if not parsed:
                return Results(query=parsed.text, size=size, notice=notice)
            tally = _Tally(_tables.match(connection, number, parsed, every=True), filters)
            relaxed = False
            if not tally.in_language and len(parsed.groups) > 1:
                looser = _Tally(_tables.match(connection, number, parsed, every=False), filters)
                if looser.in_language:
                    tally, relaxed = looser, True
            page = min(page, max(1, -(-len(tally.rows) // size)))
            shown = sorted(tally.rows, key=lambda row: (-row.score, -row.day, row.id))[(page - 1) * size : page * size]
            hits = _tables.hits(connection, number, shown, parsed)
            labels = _tables.agency_labels(connection, number, tally.agencies, filters.language)
        return Results(
            query=parsed.text,
            hits=hits,
            total=len(tally.rows),
            page=page,
            size=size,
            kinds=dict(tally.kinds.most_common()),
            agencies=dict(tally.agencies.most_common()),
            agency_labels=labels,
            languages=dict(tally.languages.most_common()),
            relaxed=relaxed,
            notice=notice,
        )


class _Tally:
    """Sorts the matches by the filters: what is shown, and how many each other value of a filter would show."""

    def __init__(self, matches: Iterable[_tables.Row], filters: Filters) -> None:
        self.rows: list[_tables.Row] = []
        self.kinds: Counter[str] = Counter()
        self.agencies: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.in_language = 0
        self._count(matches, filters)

    def _count(self, matches: Iterable[_tables.Row], filters: Filters) -> None:
        since = filters.since.toordinal() if filters.since else None
        until = filters.until.toordinal() if filters.until else None
        for row in matches:
            in_language = filters.language is None or row.language == filters.language
            self.in_language += in_language
            if (since and row.day < since) or (until and (row.day > until or not row.day)):
                continue
            of_kind = filters.kind is None or row.kind == filters.kind
            of_agency = filters.agency is None or row.agency == filters.agency
            if of_kind and of_agency:
                self.languages[row.language] += 1
            if not in_language:
                continue
            if of_agency and row.kind:
                self.kinds[row.kind] += 1
            if of_kind and row.agency:
                self.agencies[row.agency] += 1
            if of_kind and of_agency:
                self.rows.append(row)


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    iterator = iter(documents)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _require_token(connection: sqlite3.Connection, token: str) -> None:
    if _store.meta(connection).get("building_token") != token:
        raise SearchUnavailable("Another rebuild of the search index began meanwhile and goes on in place of this one.")


def _generations(connection: sqlite3.Connection) -> tuple[int, int | None]:
    """The live generation and the one being built."""
    live = _store.generation(connection)
    building = _store.meta(connection).get("building")
    return live, int(building) if building else None
