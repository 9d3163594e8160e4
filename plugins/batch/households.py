"""The frames handed in, made ready: rosters, stored columns, how much is known of each fact, and what was refused.

households   `id`, then a column a fact of the household under its key; facts of the applicant as `applicant.<key>`
members      `household` (the id of the household), then a column a fact of the person; the applicant first

Columns nobody asks for are left alone; a missing column means that nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from plugins.api.vocabulary import FactDefinition

from .aggregates import GROWING, SIZE
from .columns import ROSTER_LIMIT
from .lowering import received_name, since_name
from .numbers import Known
from .reading import Read, read_column, read_receives
from .roster import Roster

ID = "id"
OWNER = "household"
# What `frames_from_facts` could not put into a column.
REFUSED = "refused"
REFUSED_TYPE = pl.List(pl.Struct({"path": pl.String, "what": pl.String}))
PROBLEMS = {"id": pl.String, "path": pl.String, "what": pl.String}
NO_PROBLEMS = pl.DataFrame(schema=PROBLEMS)


def column_name(definition: FactDefinition) -> str:
    """The column of a fact in its frame."""
    return definition.path if definition.scope == "applicant" else definition.key


class FrameError(ValueError):
    """Frames that cannot be screened at all: a column that says which household a row is about is missing."""


@dataclass(frozen=True)
class Needs:
    """What a program reads: definitions by path, and the schemes whose receipt it looks at."""

    facts: Mapping[str, FactDefinition]
    received: tuple[str, ...]


@dataclass
class Prepared:
    """Everything stored.

    `apart` are the rows with rosters too long for columns: they are evaluated one by one, from `full_members`.
    `mostly_open` once a block was found of which the fast pass decides less than half.
    """

    households: pl.DataFrame
    members: pl.DataFrame
    roster: Roster
    known: dict[str, Known]
    growing: bool
    apart: pl.Series
    problems: pl.DataFrame
    full_roster: Roster
    full_members: pl.DataFrame
    incomplete: pl.Series
    ids: pl.Series
    mostly_open: bool = False


def prepare(households: pl.DataFrame, members: pl.DataFrame | None, needs: Needs) -> Prepared:
    """Read both frames. FrameError without `id`, or without `household` in members."""
    if ID not in households.columns:
        raise FrameError("the households have no column `id`")
    if members is not None and members.width and OWNER not in members.columns:
        raise FrameError("the members have no column `household` with the id of their household")
    if members is None or not members.width:
        members = pl.DataFrame(schema={OWNER: households.schema[ID]})
    ids = households[ID]
    problems = _Problems(ids)
    if households.schema.get(REFUSED) == REFUSED_TYPE:
        problems.of_list(households[REFUSED])
    doubtful = _doubtful(ids, problems)
    members, roster = _rosters(ids, doubtful, members, problems)
    problems.roster = roster
    reader = _Reader(needs, problems)
    stored = reader.of_households(households, doubtful)
    people = reader.of_members(members)
    growing = _growing(households, roster, doubtful, problems)
    apart = (roster.size > ROSTER_LIMIT).arg_true()
    shown, shown_people, incomplete = roster, people, growing
    if len(apart):
        size = roster.size.clone().scatter(apart, 0)
        _, kept = Roster(roster.start, size, roster.people).part(pl.int_range(len(ids), dtype=pl.UInt32, eager=True))
        shown, shown_people = Roster(size.cum_sum() - size, size, len(kept)), people[kept]
        growing = growing.clone().scatter(apart, True)
    stored = stored.with_columns(shown.size.cast(pl.Int64).alias(SIZE), growing.alias(GROWING))
    return Prepared(
        households=stored,
        members=shown_people,
        roster=shown,
        known=reader.known,
        growing=bool(growing.any()),
        apart=apart,
        problems=problems.frame(),
        full_roster=roster,
        full_members=people,
        incomplete=incomplete,
        ids=ids,
    )


class _Problems:
    """Collects what is refused, as rows of `id`, `path`, `what`."""

    def __init__(self, ids: pl.Series) -> None:
        self.ids = ids
        self.roster: Roster | None = None
        self.parts: list[pl.DataFrame] = []

    def of_rows(self, rows: pl.Series, path: str, what: str) -> None:
        if len(rows):
            self.of_ids(self.ids.gather(rows), path, what)

    def of_ids(self, ids: pl.Series, path: str, what: str) -> None:
        self.parts.append(pl.DataFrame({"id": ids.cast(pl.String)}).with_columns(path=pl.lit(path), what=pl.lit(what)))

    def of_list(self, refused: pl.Series) -> None:
        frame = pl.DataFrame({"id": self.ids.cast(pl.String), "refused": refused}).filter(
            pl.col("refused").list.len() > 0
        )
        self.parts.append(frame.explode("refused").unnest("refused"))

    def of_facts(self, definition: FactDefinition, refused: pl.DataFrame) -> None:
        if not len(refused):
            return
        if definition.scope != "member":
            ids = self.ids.gather(refused["row"]).cast(pl.String)
            self.parts.append(refused.select(ids.alias("id"), pl.lit(definition.path).alias("path"), "what"))
            return
        if self.roster is None:
            raise RuntimeError("members are read after their rosters")
        owner, position = self.roster.owners(refused["row"])
        path = pl.format("members.{}." + definition.key.replace("{", "{{"), "position")
        frame = refused.with_columns(id=self.ids.gather(owner).cast(pl.String), position=position)
        self.parts.append(frame.select("id", path.alias("path"), "what"))

    def frame(self) -> pl.DataFrame:
        return pl.concat(self.parts).cast(PROBLEMS) if self.parts else NO_PROBLEMS


def _doubtful(ids: pl.Series, problems: _Problems) -> pl.Series:
    """Rows of which nobody can say whose they are: their facts count as unknown."""
    nobody = ids.is_null()
    problems.of_rows(nobody.arg_true(), "id", "the id is missing; nothing is taken as known")
    if ids.n_unique() == len(ids):
        return nobody
    twice = ids.is_duplicated() & ~nobody
    problems.of_rows(twice.arg_true(), "id", "the id is given more than once; nothing is taken as known")
    return nobody | twice


def _rosters(
    ids: pl.Series, doubtful: pl.Series, members: pl.DataFrame, problems: _Problems
) -> tuple[pl.DataFrame, Roster]:
    """Members in the order of households, and where each household's begin."""
    owners = members[OWNER]
    if owners.dtype != ids.dtype:
        ids, owners = ids.cast(pl.String), owners.cast(pl.String)
    runs = _runs(owners)
    if len(runs) == len(ids) and not doubtful.any() and (runs["owner"] == ids).all():
        return members, Roster(runs["start"], runs["size"], len(members))
    rows = pl.int_range(0, len(ids), dtype=pl.UInt32, eager=True)
    known = pl.DataFrame({"owner": ids, "row": rows}).filter(~doubtful)
    runs = runs.join(known, on="owner", how="left", maintain_order="left")
    lost = runs.filter(pl.col("row").is_null())
    # A household given twice is reported once, not for each of its members.
    strangers = lost.filter(~pl.col("owner").is_in(ids.implode(), nulls_equal=True) | pl.col("owner").is_null())
    problems.of_ids(strangers["owner"], "members", "there is no such household; these members are left out")
    if len(lost) or not runs["row"].is_sorted() or runs["row"].is_duplicated().any():
        order = runs.select(pl.col("row").repeat_by("size")).explode("row").with_row_index("member")
        order = order.filter(pl.col("row").is_not_null()).sort("row", maintain_order=True)
        members = members[order["member"]]
        runs = order.group_by("row").agg(size=pl.len())
    size = pl.zeros(len(ids), pl.UInt32, eager=True).scatter(runs["row"], runs["size"])
    return members, Roster(size.cum_sum() - size, size, len(members))


def _runs(owners: pl.Series) -> pl.DataFrame:
    """Members of one household that follow each other: `owner`, `start`, `size`."""
    first = owners.ne_missing(owners.shift(1))
    if len(first):
        first[0] = True  # what is missing differs from nothing before it
    start = first.arg_true()
    end = pl.concat([start.slice(1), pl.Series([len(owners)], dtype=start.dtype)]) if len(start) else start
    return pl.DataFrame({"owner": owners.gather(start), "start": start, "size": end - start})


def _growing(households: pl.DataFrame, roster: Roster, doubtful: pl.Series, problems: _Problems) -> pl.Series:
    """Whose list may still grow: nobody is on it, or it is said to be incomplete."""
    growing = (roster.size == 0) | doubtful
    if "members_complete" not in households.columns:
        return growing
    given = households["members_complete"]
    if given.dtype == pl.Boolean:
        return growing | (~given).fill_null(False)
    # What cannot be yes or no does not make a list complete; that it is refused is said where the fact is read.
    problems.of_rows(given.is_not_null().arg_true(), "household.members_complete", "must be true or false")
    return growing | given.is_not_null()


class _Reader:
    """Reads the needed columns and notes how much is known of each."""

    def __init__(self, needs: Needs, problems: _Problems) -> None:
        self.needs = needs
        self.problems = problems
        self.known: dict[str, Known] = {}

    def of_households(self, given: pl.DataFrame, doubtful: pl.Series) -> pl.DataFrame:
        if doubtful.any():
            given = given.with_columns(
                pl.when(pl.lit(~doubtful)).then(pl.col(name)).alias(name) for name in given.columns if name != ID
            )
        return self._read(given, "household", "applicant")

    def of_members(self, given: pl.DataFrame) -> pl.DataFrame:
        return self._read(given, "member")

    def _read(self, given: pl.DataFrame, *scopes: str) -> pl.DataFrame:
        """The columns of facts of these scopes as stored; columns are read beside each other."""
        columns: list[pl.Series] = [pl.int_range(0, len(given), dtype=pl.UInt32, eager=True).alias("#row")]
        wanted = [(d, given[column_name(d)]) for d in self._definitions(*scopes) if column_name(d) in given.columns]
        with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
            read = pool.map(lambda pair: read_column(*pair), (pair for pair in wanted if pair[0].type != "schemes"))
            for definition, values in wanted:
                if definition.type == "schemes":
                    columns += self._receives(definition, values)
                else:
                    columns += self._column(definition, values, next(read))
        return self._without_too_much(pl.DataFrame(columns), [definition for definition, _values in wanted])

    def _without_too_much(self, stored: pl.DataFrame, definitions: Iterable[FactDefinition]) -> pl.DataFrame:
        """Unknown, and reported, where a fact is more than the one it is a part of (`at_most`)."""
        parts = [d for d in definitions if d.at_most and d.path in stored.columns and d.whole_path in stored.columns]
        found = [(d, (stored[d.path] > stored[d.whole_path]).arg_true()) for d in parts]
        for definition, rows in found:
            if len(rows):
                refused = pl.DataFrame({"row": rows}).with_columns(what=pl.lit(definition.says_too_much))
                self.problems.of_facts(definition, refused)
                left = stored[definition.path].clone().scatter(rows, None)
                self._note(definition.path, left)
                nothing = self.known[definition.path] == "nothing"
                stored = stored.drop(definition.path) if nothing else stored.with_columns(left)
        return stored

    def _definitions(self, *scopes: str) -> Iterable[FactDefinition]:
        return (d for d in self.needs.facts.values() if d.scope in scopes and d.type != "text")

    def _column(self, definition: FactDefinition, given: pl.Series, read: Read) -> list[pl.Series]:
        if definition.path != "household.members_complete" or given.dtype == pl.Boolean:
            self.problems.of_facts(definition, read.refused)
        self._note(definition.path, read.stored)
        return [] if self.known[definition.path] == "nothing" else [read.stored.alias(definition.path)]

    def _receives(self, definition: FactDefinition, given: pl.Series) -> list[pl.Series]:
        read = read_receives(definition, given, list(self.needs.received))
        self.problems.of_facts(definition, read.refused)
        for stored in read.received.values():
            self._note(definition.path, stored)
        if self.known.get(definition.path, "nothing") == "nothing":
            return []
        return [column.alias(received_name(scheme)) for scheme, column in read.received.items()] + [
            column.alias(since_name(scheme)) for scheme, column in read.since.items()
        ]

    def _note(self, path: str, stored: pl.Series) -> None:
        nulls = stored.null_count()
        self.known[path] = "nothing" if nulls == len(stored) else "some" if nulls else "all"
