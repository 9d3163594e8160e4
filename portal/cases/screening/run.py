"""Screening files from beginning to end."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from plugins.manager import PluginManager

from .opening import ScreeningError, open_tables
from .report import Report
from .source import PROBLEM, Source

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Screening:
    """What is screened: files, schemes, day and office (its code, then its parents' up to the root)."""

    households: Path
    members: Path | None
    out: Path
    schemes: tuple[str, ...]
    on: date
    office_chain: tuple[str, ...]
    ignored: Collection[str] = ()


def screen(manager: PluginManager, what: Screening, progress: Progress = lambda done, total: None) -> dict[str, Any]:
    """Write results, problems and a summary to the folder `out`; returns the summary. ScreeningError."""
    program = manager.batch(what.schemes, on=what.on, office_chain=what.office_chain)
    suffix = what.households.suffix
    _make_room(what.out, suffix)
    # Personal data in between stays in the folder meant for it, and goes when this ends, however it ends.
    with tempfile.TemporaryDirectory(dir=what.out, prefix=".screening-") as name:
        scratch = Path(name)
        tables = open_tables(what.households, what.members, manager.vocabulary, what.ignored, scratch)
        source = Source(*tables, scratch)
        report = Report(what.out, scratch, suffix, program.schemes)
        people = 0
        for problems in source.problems:
            report.add_problems(problems)
        for chunk in source:
            people += len(chunk.members)
            results, problems = program.screen(chunk.households, chunk.members)
            report.add(results, chunk.ids)
            report.add_problems(_named([*chunk.refused, problems], source.ids))
            progress(min(report.households, len(source)), len(source))
        summary = {
            "on": what.on.isoformat(),
            "office": what.office_chain[0] if what.office_chain else "",
            "households": len(source),
            "members": people,
            "problems": report.problems,
            "schemes": report.summary(),
            "faults": dict(program.faults),
        }
        report.finish(summary)
    return summary


def _make_room(out: Path, suffix: str) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ScreeningError(f"The folder {out} cannot be made: {error.strerror}.") from None
    for name in (f"results{suffix}", "problems.csv", "summary.json"):
        if (out / name).exists():
            raise ScreeningError(f"{out / name} is there already: name another folder, or take the file away first.")


def _named(problems: Sequence[pl.DataFrame], ids: pl.Series) -> pl.DataFrame:
    """Problems with the ids as given instead of rows."""
    found = pl.concat([frame.cast(PROBLEM) for frame in problems])  # type: ignore[arg-type]
    return found.with_columns(id=ids.gather(found["id"].cast(pl.UInt32)).cast(pl.String))
