"""What a screening leaves behind: results.parquet or results.csv, problems.csv, summary.json."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from plugins.api import Scheme
from portal.common.spreadsheets import FORMULA_BEGINNINGS

from .source import PROBLEM

_AMOUNTS = ("amount_low", "amount_high")


class Report:
    """Takes results chunk by chunk and writes them to a folder; `finish` puts the files in their places."""

    def __init__(self, folder: Path, scratch: Path, suffix: str, schemes: Mapping[str, Scheme]) -> None:
        self.folder = folder
        self.scratch = scratch
        self.suffix = suffix
        self.schemes = schemes
        self.verdicts: dict[str, Counter[str]] = {key: Counter() for key in schemes}
        self.amounts: dict[str, Counter[str]] = {key: Counter() for key in schemes}
        self.problems = 0
        self.households = 0
        self._parts = 0
        self._append(pl.DataFrame(schema=PROBLEM), "problems.csv", header=True)

    def add(self, results: pl.DataFrame, ids: pl.Series) -> None:
        """One chunk of results, with the ids as given."""
        for key in self.schemes:
            counts = results[f"{key}/verdict"].cast(pl.String).value_counts()
            self.verdicts[key].update(dict(counts.iter_rows()))
            self.amounts[key].update({end: int(results[f"{key}/{end}"].sum()) for end in _AMOUNTS})
        yuan = [_yuan(results[f"{key}/{end}"]) for key in self.schemes for end in _AMOUNTS]
        results = results.with_columns(ids.alias("id"), *yuan)
        if self.suffix == ".csv":
            self._append(results, "results.csv", header=not self._parts)
        else:
            results.write_parquet(self.scratch / f"results-{self._parts:06}.parquet")
        self._parts += 1
        self.households += len(results)

    def add_problems(self, problems: pl.DataFrame) -> None:
        """What could not be used: `id`, `path`, `what`."""
        self.problems += len(problems)
        self._append(problems, "problems.csv", header=False)

    def _append(self, frame: pl.DataFrame, name: str, *, header: bool) -> None:
        with (self.scratch / name).open("ab") as file:
            frame.with_columns(_inert(frame)).write_csv(file, include_header=header, include_bom=header)

    def summary(self) -> dict[str, Any]:
        """Counts and amounts of each scheme, ready for JSON."""
        return {
            key: {
                "name": scheme.name,
                **{verdict: self.verdicts[key][verdict] for verdict in ("met", "not_met", "unknown")},
                "per": scheme.per,
                **{end: str(Decimal(self.amounts[key][end]).scaleb(-2)) for end in _AMOUNTS},
            }
            for key, scheme in self.schemes.items()
        }

    def finish(self, summary: dict[str, Any]) -> None:
        """Move the files to the folder: only now, so that nothing half done looks like a result."""
        names = ["problems.csv", f"results{self.suffix}", "summary.json"]
        (self.scratch / names[2]).write_text(json.dumps(summary, ensure_ascii=False, indent=2), encoding="utf-8")
        if self.suffix == ".parquet":
            pl.scan_parquet(self.scratch / "results-*.parquet").sink_parquet(self.scratch / names[1])
        for name in names:
            (self.scratch / name).replace(self.folder / name)


def _yuan(fen: pl.Series) -> pl.Series:
    """Amounts in yuan with two decimals, exactly: the digits stay, the point moves."""
    return (fen.cast(pl.Decimal(38, 0)) * Decimal("0.01")).cast(pl.Decimal(38, 2)).alias(fen.name)


def _inert(frame: pl.DataFrame) -> list[pl.Expr]:
    """No cell begins like a formula."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return [
        pl.when(pl.any_horizontal(pl.col(name).str.starts_with(sign) for sign in FORMULA_BEGINNINGS))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    ]
