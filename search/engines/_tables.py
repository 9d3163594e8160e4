"""Reading and writing the rows of one generation (see `_store` for the tables).

The number of the generation is the only thing ever put into a statement's text; values are always bound.
"""
# ruff: noqa: S608 - table names carry the generation's number, an int of our own

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from search import highlight
from search.engine import Document, Hit
from search.query import Query
from search.segment import segmented
from search.words import Phrase

TITLE_WEIGHT = 6.0
OUTDATED_FACTOR = 0.4  # a repealed policy comes below the one in force that says the same
RECENCY_BONUS = 0.4  # of the score for the youngest document of the index; half of it after a year
KIND_FACTORS = {"guide": 1.5}  # who asks for help wants to know how to get it; the rule itself is one click away


class Row(NamedTuple):
    """One match, before its text is read."""

    id: int
    score: float
    kind: str
    agency: str
    language: str
    day: int
    outdated: bool


def match(connection: sqlite3.Connection, number: int, parsed: Query, *, every: bool) -> Iterator[Row]:
    """All matches with their score, higher is better."""
    g = f"g{number}"
    newest = connection.execute(f"SELECT max(day) FROM {g}_docs").fetchone()[0] or 0
    # CROSS JOIN keeps SQLite from starting at the documents.
    rows = connection.execute(
        f"SELECT d.id, bm25({g}_fts, {TITLE_WEIGHT}, 1.0), d.kind, d.agency, d.language, d.day, d.outdated"
        f" FROM {g}_fts f CROSS JOIN {g}_docs d ON d.id = f.rowid WHERE {g}_fts MATCH ?",
        (_fts_expression(parsed, every=every),),
    )
    for identifier, rank, kind, agency, language, day, outdated in rows:
        years = (newest - day) / 365 if day else 1000.0
        score = -rank * (1 + RECENCY_BONUS / (1 + years)) * KIND_FACTORS.get(kind, 1)
        score *= OUTDATED_FACTOR if outdated else 1
        yield Row(identifier, score, kind, agency, language, day or 0, bool(outdated))


def _fts_expression(parsed: Query, *, every: bool) -> str:
    """FTS5's own query language; everything is quoted and tokens hold letters and digits only."""
    groups = [" OR ".join(_quoted(phrase) for phrase in group) for group in parsed.groups]
    words = (" AND " if every else " OR ").join(f"({group})" for group in groups)
    if len(groups) == 1 and parsed.phrase in parsed.groups[0]:
        return words
    return f"{_quoted(parsed.phrase)} OR ({words})" if words else _quoted(parsed.phrase)


def _quoted(phrase: Phrase) -> str:
    return f'"{" ".join(phrase)}"'


def hits(connection: sqlite3.Connection, number: int, rows: list[Row], parsed: Query) -> tuple[Hit, ...]:
    wanted = highlight.pattern(parsed.phrases)
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
                outdated=row.outdated,
                score=round(row.score, 6),
                title_html=highlight.mark(title, highlight.spans(title, wanted)),
                snippet_html=marked,
                snippet=plain,
            )
        )
    return tuple(hits)


def agency_labels(
    connection: sqlite3.Connection, number: int, agencies: Iterable[str], language: str | None
) -> dict[str, str]:
    """Agency key → the label its documents carry in this language (or in another)."""
    rows = connection.execute(
        f"SELECT agency, label FROM g{number}_labels ORDER BY language = ?", (language or "",)
    ).fetchall()
    labels = dict(rows)
    return {agency: labels.get(agency, agency) for agency in agencies}


def is_superseded(connection: sqlite3.Connection, number: int, key: str) -> bool:
    """Whether the document was published or removed since the rebuild began: what it read of it is old."""
    newer = connection.execute(f"SELECT 1 FROM g{number}_docs WHERE key = ? AND newer", (key,)).fetchone()
    gone = connection.execute(f"SELECT 1 FROM g{number}_gone WHERE key = ?", (key,)).fetchone()
    return bool(newer or gone)


def put(connection: sqlite3.Connection, number: int, document: Document, *, newer: bool = False) -> None:
    g = f"g{number}"
    delete(connection, number, document.key)
    title, body = _storable(document.title), _storable(document.body)
    day = document.date.toordinal() if document.date else None
    cursor = connection.execute(
        f"INSERT INTO {g}_docs (key, kind, agency, language, day, outdated, newer) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (document.key, document.kind, document.agency, document.language, day, document.outdated, newer),
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


def delete(connection: sqlite3.Connection, number: int, key: str) -> int:
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


def count(connection: sqlite3.Connection, number: int) -> int:
    """How many documents the generation holds."""
    return int(connection.execute(f"SELECT count(*) FROM g{number}_docs").fetchone()[0])


def mark_gone(connection: sqlite3.Connection, number: int, key: str) -> None:
    """Remember in a generation being built that the key was removed meanwhile."""
    connection.execute(f"INSERT OR IGNORE INTO g{number}_gone VALUES (?)", (key,))


def optimise(connection: sqlite3.Connection, number: int) -> None:
    """Merge the full-text index into one piece: a finished rebuild answers faster."""
    connection.execute(f"INSERT INTO g{number}_fts (g{number}_fts) VALUES ('optimize')")
