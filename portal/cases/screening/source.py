"""The households of a screening in chunks, each with its members. What is kept in memory of the whole are the ids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

from .csv_values import typed
from .opening import ID, NESTED, OWNER, Columns, Table

CHUNK = 50_000
PROBLEM = {"id": pl.String, "path": pl.String, "what": pl.String}


class Chunk(NamedTuple):
    """Households and members as a batch program takes them: `id` and `household` are rows of the file.

    `ids` are the ids as given, `refused` the cells of a CSV file that cannot be (`id` is the row here too).
    """

    households: pl.DataFrame
    members: pl.DataFrame
    ids: pl.Series
    refused: list[pl.DataFrame]


class Source:
    """Households, with members nested, in a table of their own, or not given at all."""

    def __init__(self, households: Table, members: Table | None, scratch: Path) -> None:
        self.households = households
        self.members = members
        self.scratch = scratch
        self.ids = households.column(ID)
        self.problems: list[pl.DataFrame] = []
        self.doubtful = self._doubtful()
        self._rows = self._owner_rows()

    def __len__(self) -> int:
        return len(self.ids)

    def _doubtful(self) -> pl.Series:
        """Rows of which nobody can say whose they are."""
        nobody = self.ids.is_null() | (self.ids.cast(pl.String).str.strip_chars() == "")
        twice = self.ids.is_duplicated() & ~nobody
        # Counted as a spreadsheet shows them: the head of a CSV file is row 1.
        first = 2 if self.households.text else 1
        rows = pl.DataFrame({"id": self.ids.cast(pl.String)}).with_row_index("row", offset=first)
        for test, why in ((nobody, "is missing"), (twice, "is given more than once")):
            what = pl.format("the id in row {} " + why + ": nothing is taken as known", "row")
            self._report(rows.filter(test).select("id", path=pl.lit("id"), what=what))
        return nobody | twice

    def _owner_rows(self) -> pl.Series:
        """For each member the row of the household, null for nobody's."""
        if self.members is None:
            return pl.Series(dtype=pl.UInt32)
        owners, ids = self.members.column(OWNER), self.ids
        if owners.dtype != ids.dtype:
            owners, ids = owners.cast(pl.String), ids.cast(pl.String)
        households = pl.DataFrame({"owner": ids}).with_row_index("row")
        found = pl.DataFrame({"owner": owners}).join(
            households.filter(~self.doubtful), on="owner", how="left", maintain_order="left"
        )
        lost = found.filter(pl.col("row").is_null()).join(households, on="owner", how="anti")
        counts = lost.group_by("owner", maintain_order=True).len()
        what = pl.format("there is no such household: its members in the file, {}, are left out", "len")
        self._report(counts.select(id=pl.col("owner").cast(pl.String), path=pl.lit("members"), what=what))
        return found["row"]

    def _report(self, problems: pl.DataFrame) -> None:
        if len(problems):
            self.problems.append(problems.cast(PROBLEM))  # type: ignore[arg-type]

    # Chunks

    def __iter__(self) -> Iterator[Chunk]:
        for first, members in zip(self._starts, self._members(), strict=True):
            yield self._chunk(first, members)

    @property
    def _starts(self) -> range:
        """The first row of each chunk; a file without households is one chunk of none, so that it has results too."""
        return range(0, max(len(self), 1), CHUNK)

    def _chunk(self, first: int, people: pl.DataFrame) -> Chunk:
        refused: list[pl.DataFrame] = []
        households = self.households.read(first, CHUNK)
        doubtful = self.doubtful.slice(first, CHUNK)
        if doubtful.any():
            known = pl.lit(~doubtful)
            households = households.with_columns(pl.when(known).then(pl.col(c)).alias(c) for c in households.columns)
        households = households.with_columns(pl.int_range(first, first + len(households), eager=True).alias(ID))
        if self.households.nested is not None:
            people = _unnested(households, self.households.nested)
            households = households.drop(NESTED)
        if self.households.text:
            households = _typed(households, self.households.columns, refused)
        if self.members is not None and self.members.text:
            people = _typed(people, self.members.columns, refused)
        return Chunk(households, people, self.ids.slice(first, CHUNK), refused)

    def _members(self) -> Iterator[pl.DataFrame]:
        """The members of each chunk, `household` being a row."""
        rows = self._rows
        if self.members is None:
            yield from (pl.DataFrame(schema={OWNER: pl.Int64}) for _ in self._starts)
        elif rows.drop_nulls().is_sorted():
            place = rows.fill_null(strategy="forward").fill_null(0)
            for start in self._starts:
                first, last = place.search_sorted(start), place.search_sorted(start + CHUNK)
                yield self._people(self.members, first, last - first)
        else:
            yield from self._dealt_out(self.members)

    def _people(self, members: Table, first: int, count: int) -> pl.DataFrame:
        rows = self._rows.slice(first, count).cast(pl.Int64).alias(OWNER)
        return members.read(first, count).with_columns(rows).filter(pl.col(OWNER).is_not_null())

    def _dealt_out(self, members: Table) -> Iterator[pl.DataFrame]:
        """Members in any order are dealt out to a folder for each chunk, which is read when its turn comes."""
        for part, first in enumerate(range(0, len(self._rows), CHUNK)):
            people = self._people(members, first, CHUNK).with_columns((pl.col(OWNER) // CHUNK).alias("#chunk"))
            for (chunk,), mine in people.partition_by("#chunk", as_dict=True, include_key=False).items():
                folder = self.scratch / f"chunk-{chunk}"
                folder.mkdir(exist_ok=True)
                mine.write_parquet(folder / f"{part:06}.parquet")
        for chunk in range(len(self._starts)):
            folder = self.scratch / f"chunk-{chunk}"
            if folder.exists():
                yield pl.read_parquet(folder / "*.parquet").sort(OWNER, maintain_order=True)
            else:
                yield self._people(members, 0, 0)


def _unnested(households: pl.DataFrame, fields: Columns) -> pl.DataFrame:
    people = households.select(pl.col(ID).alias(OWNER), NESTED).filter(pl.col(NESTED).list.len() > 0).explode(NESTED)
    return people.select(OWNER, *(pl.col(NESTED).struct.field(name) for name in fields))


def _typed(frame: pl.DataFrame, columns: Columns, refused: list[pl.DataFrame]) -> pl.DataFrame:
    """The text of a CSV file as what it stands for; what it cannot stand for is put on the list."""
    for name, definition in columns.items():
        if definition is None:
            continue
        values, rows, what = typed(definition, frame[name])
        frame = frame.with_columns(values.alias(name))
        if len(rows):
            refused.append(_refused(frame, rows, definition.path, what))
    return frame


def _refused(frame: pl.DataFrame, rows: pl.Series, path: str, what: str) -> pl.DataFrame:
    if OWNER not in frame.columns:
        return frame[rows].select(pl.col(ID).cast(pl.String), path=pl.lit(path), what=pl.lit(what))
    position = frame.select(pl.int_range(pl.len()).over(OWNER)).to_series().gather(rows)
    where = pl.format("members.{}." + path.partition(".")[2], pl.lit(position))
    return frame[rows].select(pl.col(OWNER).cast(pl.String).alias("id"), path=where, what=pl.lit(what))
