"""Opening the files of a screening: formats, columns, and what is wrong with them, in words that help to mend it."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import polars as pl
from polars.exceptions import PolarsError

from plugins.api import FactDefinition, Vocabulary
from plugins.api.vocabulary import nearest

ID = "id"
OWNER = "household"
NESTED = "members"
# The fact behind a column, None for the column that says whose row it is.
Columns: TypeAlias = dict[str, FactDefinition | None]


class ScreeningError(Exception):
    """The files cannot be screened; the text says what, why and how to mend it."""


@dataclass(frozen=True)
class Table:
    """A file as Parquet: `text` where it was CSV, so that every column is text; `nested` the fields of members."""

    path: Path
    columns: Columns
    text: bool
    nested: Columns | None = None

    def read(self, first: int, count: int) -> pl.DataFrame:
        """Some rows."""
        names = [*self.columns, NESTED] if self.nested is not None else list(self.columns)
        return pl.scan_parquet(self.path).select(names).slice(first, count).collect()

    def column(self, name: str) -> pl.Series:
        """One column of all rows."""
        return pl.scan_parquet(self.path).select(name).collect().to_series()


def open_tables(
    path: Path, members: Path | None, vocabulary: Vocabulary, ignored: Collection[str], scratch: Path
) -> tuple[Table, Table | None]:
    """(households, members if they have a file of their own); CSV is turned into Parquet in the scratch folder.

    Without `members` a file `<name>.members.csv` (or .parquet) beside the households is taken. ScreeningError.
    """
    own = {d.key if d.scope == "household" else d.path: d for d in vocabulary.values() if d.scope != "member"}
    persons = {d.key: d for d in vocabulary.values() if d.scope == "member"}
    beside = members or _beside(path)
    households = _table(path, ID, own, ignored, scratch, nested=persons)
    if beside is None:
        return households, None
    if households.nested is not None:
        raise ScreeningError(
            f"{path.name} holds a column {NESTED}, and there is {beside.name} too: give the members in one place."
        )
    return households, _table(beside, OWNER, persons, ignored, scratch)


def _beside(path: Path) -> Path | None:
    found = (path.with_name(f"{path.stem}.members{suffix}") for suffix in (".csv", ".parquet"))
    return next((candidate for candidate in found if candidate.is_file()), None)


def _table(
    path: Path,
    key: str,
    known: Mapping[str, FactDefinition],
    ignored: Collection[str],
    scratch: Path,
    nested: Mapping[str, FactDefinition] | None = None,
) -> Table:
    if path.suffix not in (".csv", ".parquet"):
        raise ScreeningError(f"{path.name} must end in .csv or .parquet.")
    text = path.suffix == ".csv"
    schema = dict.fromkeys(_header(path), pl.String()) if text else _schema(path)
    names = [name for name in schema if name not in ignored]
    if key not in names:
        whose = "names each household" if key == ID else "says whose member a row is"
        raise ScreeningError(f"{path.name} has no column {key!r}, which {whose}. It has {', '.join(names)}.")
    fields = _nested(path, schema.get(NESTED), nested, ignored) if nested and NESTED in names else None
    facts = [name for name in names if name != key and (fields is None or name != NESTED)]
    columns: Columns = {key: None} | _facts(path.name, facts, known)
    if text:
        path = _as_parquet(path, scratch / f"{key}.parquet")
    return Table(path, columns, text, fields)


def _facts(where: str, names: Collection[str], known: Mapping[str, FactDefinition]) -> dict[str, FactDefinition]:
    unknown = [f"{name!r}{nearest(name, known)}" for name in names if name not in known]
    if unknown:
        raise ScreeningError(
            f"{where} has columns that are no facts: {', '.join(unknown)}. `portal facts` lists the facts; "
            "columns to be left out are named with --ignore."
        )
    return {name: known[name] for name in names}


def _nested(
    path: Path, dtype: pl.DataType | None, known: Mapping[str, FactDefinition], ignored: Collection[str]
) -> Columns:
    if not isinstance(dtype, pl.List) or not isinstance(dtype.inner, pl.Struct):
        raise ScreeningError(
            f"The column {NESTED} of {path.name} must be a list of structs, one a person; with CSV the members stand "
            f"in a file of their own, {path.stem}.members.csv."
        )
    names = [f.name for f in dtype.inner.fields if f.name not in ignored]
    return dict(_facts(f"{NESTED} in {path.name}", names, known))


def _schema(path: Path) -> dict[str, pl.DataType]:
    try:
        return dict(pl.read_parquet_schema(path))
    except OSError as error:
        raise _unreadable(path, error) from None
    except PolarsError:
        raise ScreeningError(f"{path.name} is no Parquet file.") from None


def _header(path: Path) -> list[str]:
    """The names in the first line of a CSV file, each once."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = [name.strip() for name in next(csv.reader(file), [])]
    except OSError as error:
        raise _unreadable(path, error) from None
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    except csv.Error as error:
        raise ScreeningError(f"{path.name} is no CSV file: {error}.") from None
    if not names:
        raise ScreeningError(f"{path.name} is empty: its first line names the columns.")
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ScreeningError(f"{path.name} has two columns called {twice!r}.")
    return names


def _as_parquet(path: Path, target: Path) -> Path:
    """Every column as text: what a cell means is decided by the fact, not guessed from the first lines."""
    try:
        pl.scan_csv(path, infer_schema=False, new_columns=_header(path)).sink_parquet(target)
    except PolarsError as error:
        # The message of the library quotes the line, which may name a person.
        if "utf-8" in str(error).lower():
            raise _not_utf8(path) from None
        if "more fields" in str(error):
            raise ScreeningError(f"A line of {path.name} has more cells than the first line has names.") from None
        raise ScreeningError(f"{path.name} is no CSV file: look for an unclosed quotation mark.") from None
    return target


def _unreadable(path: Path, error: OSError) -> ScreeningError:
    return ScreeningError(f"{path} cannot be read: {error.strerror or 'No such file or directory'}.")


def _not_utf8(path: Path) -> ScreeningError:
    return ScreeningError(f"{path.name} is not text in UTF-8: save it as “CSV UTF-8”.")
