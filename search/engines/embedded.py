"""The embedded engine: one SQLite FTS5 file, no server. Made for a county's few thousand pages; good to 20,000 and more.

A document matches when it has the whole phrase, or all the words (or a synonym of each). Best first by bm25, a hit in
the title counting six times one in the body; among near equals the younger document comes first.
"""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from django.conf import settings

from search import highlight
from search.engine import MAX_PAGE_SIZE, Document, Filters, Health, Hit, Results, SearchUnavailable
from search.engines import _store
from search.engines._store import IndexDamaged, Store
from search.query import Query, Term, parse
from search.segment import segmented

Answer = TypeVar("Answer")

BATCH = 200  # documents per write transaction: other writers wait well under a second
TITLE_WEIGHT = 6.0
RECENCY_BONUS = 0.1  # of the score for the youngest document of the index; half of it after a year


class _Row(NamedTuple):
    """One match, before its text is read."""

    id: int
    score: float
    kind: str
    agency: str
    language: str
    day: int


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
                            if not _is_superseded(connection, number, document.key):
                                _put(connection, number, document)
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
            count = connection.execute(f"SELECT count(*) FROM g{number}_docs").fetchone()[0]
            owes = "owes_rebuild" in _store.meta(connection)
        detail = "The index was started empty: run `portal rebuild_search`." if owes else ""
        return Health(ok=True, engine=self.name, documents=count, needs_rebuild=owes, detail=detail)

    # -- writing -------------------------------------------------------------------------------------------------

    def _index_batch(self, batch: list[Document]) -> int:
        with self._store.writing() as connection:
            live, building = _generations(connection)
            for document in batch:
                _put(connection, live, document)
                if building:
                    _put(connection, building, document, newer=True)
        return len(batch)

    def _remove(self, keys: list[str]) -> int:
        with self._store.writing() as connection:
            live, building = _generations(connection)
            removed = 0
            for key in keys:
                removed += _delete(connection, live, key)
                if building:
                    _delete(connection, building, key)
                    connection.execute(f"INSERT OR IGNORE INTO g{building}_gone VALUES (?)", (key,))
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
            count = connection.execute(f"SELECT count(*) FROM g{number}_docs").fetchone()[0]
            connection.execute(f"INSERT INTO g{number}_fts(g{number}_fts) VALUES ('optimize')")
            old = _store.generation(connection)
            _store.set_meta(connection, generation=number, building=None, building_token=None, owes_rebuild=None)
            _store.drop_generation(connection, old)
        return int(count)

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
            tally = _Tally(_match(connection, number, parsed, every=True), filters)
            relaxed = False
            if not tally.in_language and len(parsed.groups) > 1:
                looser = _Tally(_match(connection, number, parsed, every=False), filters)
                if looser.in_language:
                    tally, relaxed = looser, True
            page = min(page, max(1, -(-len(tally.rows) // size)))
            shown = sorted(tally.rows, key=lambda row: (-row.score, -row.day, row.id))[(page - 1) * size : page * size]
            hits = _hits(connection, number, shown, parsed)
            labels = _agency_labels(connection, number, tally.agencies, filters.language)
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

    def __init__(self, matches: Iterable[_Row], filters: Filters) -> None:
        self.rows: list[_Row] = []
        self.kinds: Counter[str] = Counter()
        self.agencies: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.in_language = 0
        self._count(matches, filters)

    def _count(self, matches: Iterable[_Row], filters: Filters) -> None:
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


def _match(connection: sqlite3.Connection, number: int, parsed: Query, *, every: bool) -> Iterator[_Row]:
    """All matches with their score, higher is better."""
    g = f"g{number}"
    newest = connection.execute(f"SELECT max(day) FROM {g}_docs").fetchone()[0] or 0
    # CROSS JOIN keeps SQLite from starting at the documents.
    rows = connection.execute(
        f"SELECT d.id, bm25({g}_fts, {TITLE_WEIGHT}, 1.0), d.kind, d.agency, d.language, d.day"
        f" FROM {g}_fts f CROSS JOIN {g}_docs d ON d.id = f.rowid WHERE {g}_fts MATCH ?",
        (_fts_expression(parsed, every=every),),
    )
    for identifier, rank, kind, agency, language, day in rows:
        years = (newest - day) / 365 if day else 1000.0
        yield _Row(identifier, -rank * (1 + RECENCY_BONUS / (1 + years)), kind, agency, language, day or 0)


def _fts_expression(parsed: Query, *, every: bool) -> str:
    """FTS5's own query language; everything is quoted and tokens hold letters and digits only."""
    phrase = Term(parsed.phrase)
    groups = [" OR ".join(_fts_term(term) for term in group) for group in parsed.groups]
    words = (" AND " if every else " OR ").join(f"({group})" for group in groups)
    if len(groups) == 1 and phrase in parsed.groups[0]:
        return words
    return f"{_fts_term(phrase)} OR ({words})" if words else _fts_term(phrase)


def _fts_term(term: Term) -> str:
    return f'"{" ".join(term.tokens)}"' + (" *" if term.prefix else "")


def _hits(connection: sqlite3.Connection, number: int, rows: list[_Row], parsed: Query) -> tuple[Hit, ...]:
    wanted = highlight.pattern(parsed.terms)
    hits = []
    for row in rows:
        key, url, title, body, agency_label = connection.execute(
            f"SELECT d.key, t.url, t.title, t.body, t.agency_label FROM g{number}_docs d"
            f" JOIN g{number}_text t USING (id) WHERE d.id = ?",
            (row.id,),
        ).fetchone()
        plain, marked = highlight.snippet(body, wanted)
        hits.append(
            Hit(
                key=key,
                url=url,
                title=title,
                kind=row.kind,
                agency=row.agency,
                agency_label=agency_label or row.agency,
                language=row.language,
                date=dt.date.fromordinal(row.day) if row.day else None,
                score=round(row.score, 6),
                title_html=highlight.mark(title, highlight.spans(title, wanted)),
                snippet_html=marked,
                snippet=plain,
            )
        )
    return tuple(hits)


def _agency_labels(
    connection: sqlite3.Connection, number: int, agencies: Iterable[str], language: str | None
) -> dict[str, str]:
    """Agency key → the label its documents carry in this language (or in another)."""
    rows = connection.execute(
        f"SELECT agency, label FROM g{number}_labels ORDER BY language = ?", (language or "",)
    ).fetchall()
    labels = dict(rows)
    return {agency: labels.get(agency, agency) for agency in agencies}


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    iterator = iter(documents)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _generations(connection: sqlite3.Connection) -> tuple[int, int | None]:
    """The live generation and the one being built."""
    live = _store.generation(connection)
    building = _store.meta(connection).get("building")
    return live, int(building) if building else None


def _require_token(connection: sqlite3.Connection, token: str) -> None:
    if _store.meta(connection).get("building_token") != token:
        raise SearchUnavailable("Another rebuild of the search index began meanwhile and goes on in place of this one.")


def _is_superseded(connection: sqlite3.Connection, number: int, key: str) -> bool:
    """Whether the document was published or removed since the rebuild began: what it read of it is old."""
    newer = connection.execute(f"SELECT 1 FROM g{number}_docs WHERE key = ? AND newer", (key,)).fetchone()
    gone = connection.execute(f"SELECT 1 FROM g{number}_gone WHERE key = ?", (key,)).fetchone()
    return bool(newer or gone)


def _put(connection: sqlite3.Connection, number: int, document: Document, *, newer: bool = False) -> None:
    g = f"g{number}"
    _delete(connection, number, document.key)
    title, body = _storable(document.title), _storable(document.body)
    day = document.date.toordinal() if document.date else None
    cursor = connection.execute(
        f"INSERT INTO {g}_docs (key, kind, agency, language, day, newer) VALUES (?, ?, ?, ?, ?, ?)",
        (document.key, document.kind, document.agency, document.language, day, newer),
    )
    identifier = cursor.lastrowid
    connection.execute(
        f"INSERT INTO {g}_text VALUES (?, ?, ?, ?, ?)",
        (identifier, document.url, title, body, _storable(document.agency_label)),
    )
    if document.agency and document.agency_label:
        label = (document.agency, document.language, _storable(document.agency_label))
        connection.execute(f"INSERT OR REPLACE INTO {g}_labels VALUES (?, ?, ?)", label)
    connection.execute(
        f"INSERT INTO {g}_fts (rowid, title, body) VALUES (?, ?, ?)", (identifier, segmented(title), segmented(body))
    )
    if newer:
        connection.execute(f"DELETE FROM {g}_gone WHERE key = ?", (document.key,))


def _delete(connection: sqlite3.Connection, number: int, key: str) -> int:
    g = f"g{number}"
    row = connection.execute(
        f"SELECT id, title, body FROM {g}_docs JOIN {g}_text USING (id) WHERE key = ?", (key,)
    ).fetchone()
    if row is None:
        return 0
    identifier, title, body = row
    # FTS5 keeps no copy of the text: it must be told the very tokens it is to forget.
    connection.execute(
        f"INSERT INTO {g}_fts ({g}_fts, rowid, title, body) VALUES ('delete', ?, ?, ?)",
        (identifier, segmented(title), segmented(body)),
    )
    connection.execute(f"DELETE FROM {g}_docs WHERE id = ?", (identifier,))
    connection.execute(f"DELETE FROM {g}_text WHERE id = ?", (identifier,))
    return 1


def _storable(text: str) -> str:
    """Without lone surrogates and NUL, which SQLite does not take or cuts at."""
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ")
