"""The SQLite file of the embedded engine: connections, generations, and what happens when the file is damaged.

The tables of one complete index carry a generation number. A rebuild fills the next generation beside the live one and
switches in one transaction, so readers never see half an index and no file is swapped under an open WAL.

    meta            live generation, generation being built and its token, whether a rebuild is owed
    g7_docs         id, key, kind, agency, language, day, outdated, newer  (small rows: every hit is read from here)
    g7_text         id, url, title, body, agency_label           (large rows: read for the hits of one page only)
    g7_labels       agency, language, label: what people read for an agency's key
    g7_fts          FTS5 over segmented title and body, without its own copy of the text
    g7_gone         keys removed while generation 7 was being built
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engine import SearchUnavailable

logger = logging.getLogger("search")

# Deleting from the index needs the very tokens that were stored: another segmentation means another index.
LAYOUT = f"2/{unicodedata.unidata_version}"
BUSY_SECONDS = 20
MISSING = "the file is missing"
_DAMAGE = ("malformed", "not a database", "corrupt", "no such table", "no such column", "vtable constructor failed")


class IndexDamaged(Exception):
    """The file is not an index of this layout; it has to be started anew."""


class Store:
    """Connections to one index file: one per thread for reading, one short-lived for each batch of writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A consistent view of the index. Raises `IndexDamaged` or `SearchUnavailable`."""
        with self._translated_errors():
            connection = self._reader()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def writing(self, check: Callable[[sqlite3.Connection], None] | None = None) -> Iterator[sqlite3.Connection]:
        """One transaction that waits for other writers. Raises `IndexDamaged` or `SearchUnavailable`.

        `check` runs first in it and may raise, so that a writer can refuse what has changed meanwhile.
        """
        with self._translated_errors():
            connection = self._connect()
            try:
                connection.execute("BEGIN IMMEDIATE")
                if check is not None:
                    check(connection)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                connection.close()

    def start_anew(self, reason: str) -> None:
        """Put a damaged file aside and begin an empty one that says it owes a rebuild. Safe in several processes."""
        self._local.__dict__.clear()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path.with_name(self.path.name + ".lock"), "w") as lock, self._translated_errors():
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._is_sound():
                return  # another process was quicker
            if self.path.exists():
                os.replace(self.path, self.path.with_name(self.path.name + ".damaged"))
            for suffix in ("-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            self._create()
        # A first start is no fault; a file that was there and is not readable is.
        logger.log(
            logging.WARNING if reason == MISSING else logging.ERROR,
            "search index %s started empty: %s. Run `portal rebuild_search` to fill it.",
            self.path.name,
            reason,
        )

    def _is_sound(self) -> bool:
        if not self.path.exists():
            return False
        try:
            connection = self._connect()
            try:
                check = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
                return check == "ok" and generation(connection) > 0
            finally:
                connection.close()
        except (sqlite3.Error, IndexDamaged):
            return False

    def _create(self) -> None:
        connection = self._connect(create=True)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
            create_generation(connection, 1)
            set_meta(connection, layout=LAYOUT, generation=1, owes_rebuild=1)
            connection.execute("COMMIT")
        finally:
            connection.close()

    def _reader(self) -> sqlite3.Connection:
        """This thread's connection; a new one after a fork or when the file was replaced."""
        try:
            stat = os.stat(self.path)
        except FileNotFoundError:
            raise IndexDamaged(MISSING) from None
        owner = (os.getpid(), stat.st_dev, stat.st_ino)
        if getattr(self._local, "owner", None) != owner:
            self._local.connection = self._connect()
            self._local.owner = owner
        return self._local.connection

    def _connect(self, *, create: bool = False) -> sqlite3.Connection:
        if not create and not self.path.exists():
            raise IndexDamaged(MISSING)
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=64
        )
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if any(sign in str(error) for sign in _DAMAGE):
                raise IndexDamaged(str(error)) from error
            raise SearchUnavailable(f"The search index cannot be used just now: {error}.") from error
        except OSError as error:
            raise SearchUnavailable(f"The search index cannot be reached: {error.strerror}.") from error


def meta(connection: sqlite3.Connection) -> dict[str, str]:
    """Name → value of the meta table."""
    return dict(connection.execute("SELECT name, value FROM meta"))


def set_meta(connection: sqlite3.Connection, **values: object) -> None:
    """Store values; None takes the name away."""
    for name, value in values.items():
        connection.execute("DELETE FROM meta WHERE name = ?", (name,))
        if value is not None:
            connection.execute("INSERT INTO meta VALUES (?, ?)", (name, str(value)))


def generation(connection: sqlite3.Connection) -> int:
    """The live generation. Raises `IndexDamaged` for an index of another layout."""
    values = meta(connection)
    if values.get("layout") != LAYOUT:
        raise IndexDamaged(f"its layout is {values.get('layout', 'unknown')}, this program writes {LAYOUT}")
    return int(values["generation"])


def create_generation(connection: sqlite3.Connection, number: int) -> None:
    """Empty tables of a generation; what an earlier attempt left under that number goes."""
    drop_generation(connection, number)
    g = f"g{number}"
    connection.execute(
        f"CREATE TABLE {g}_docs (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
        " agency TEXT NOT NULL, language TEXT NOT NULL, day INTEGER, outdated INTEGER NOT NULL,"
        " newer INTEGER NOT NULL DEFAULT 0)"
    )
    connection.execute(
        f"CREATE TABLE {g}_text (id INTEGER PRIMARY KEY, url TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,"
        " agency_label TEXT NOT NULL)"
    )
    connection.execute(f"CREATE INDEX {g}_day ON {g}_docs (day)")
    connection.execute(
        f"CREATE TABLE {g}_labels (agency TEXT, language TEXT, label TEXT, PRIMARY KEY (agency, language))"
        " WITHOUT ROWID"
    )
    # The ascii tokenizer splits at spaces alone here (segmentation leaves letters and digits only) and, unlike
    # unicode61, keeps characters that are younger than its own tables.
    connection.execute(f"CREATE VIRTUAL TABLE {g}_fts USING fts5(title, body, content='', tokenize='ascii')")
    connection.execute(f"CREATE TABLE {g}_gone (key TEXT PRIMARY KEY) WITHOUT ROWID")


def drop_generation(connection: sqlite3.Connection, number: int) -> None:
    """Take the tables of a generation away, if there are any."""
    for table in ("docs", "text", "labels", "fts", "gone"):
        connection.execute(f"DROP TABLE IF EXISTS g{number}_{table}")
