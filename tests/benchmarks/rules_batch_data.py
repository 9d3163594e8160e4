"""Made-up households for `rules-batch`: numpy arrays, from which each side builds what it takes in."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy
import polars as pl

from plugins.api import COMMON

ON = date(2026, 9, 17)
EPOCH = date(1970, 1, 1).toordinal()
Arrays = dict[str, Any]
CHOICES = ("residence", "in_school", "work", "disability", "self_care")


def sizes_like_ours(count: int, rng: numpy.random.Generator) -> Any:
    """Sizes of households from 1 to 8, 2.6 on average."""
    return rng.choice(numpy.arange(1, 9), size=count, p=[0.22, 0.33, 0.23, 0.13, 0.05, 0.02, 0.01, 0.01])


def arrays(count: int, *, size: int | None = None, seed: int = 7) -> tuple[Arrays, Arrays]:
    """(households, members) as arrays; `members["household"]` is the row of the household. Money in whole yuan."""
    rng = numpy.random.default_rng(seed)
    sizes = numpy.full(count, size) if size else sizes_like_ours(count, rng)
    people = int(sizes.sum())

    def codes(path: str, n: int) -> Any:
        return rng.integers(0, len(COMMON[path].values), n).astype(numpy.uint8)

    def some(n: int, share: float) -> Any:
        return rng.random(n) < share

    households: Arrays = {
        "size": sizes,
        "residence": codes("household.residence", count),
        "registered_here": some(count, 0.85),
        "lives_here": some(count, 0.5),
        "maintenance_monthly": numpy.where(some(count, 0.8), 0, rng.integers(0, 800, count)),
        "savings": rng.integers(0, 120_000, count),
        "vehicles": some(count, 0.15).astype(numpy.int64),
        "homes": rng.integers(0, 3, count),
        "floor_area": rng.integers(8, 140, count),
        "allowance": some(count, 0.1),
    }
    day = ON.toordinal() - EPOCH
    members: Arrays = {
        "household": numpy.repeat(numpy.arange(count), sizes),
        "birth_date": (day - rng.integers(0, 90 * 365, people)).astype("datetime64[D]"),
        "in_school": codes("member.in_school", people),
        "work": codes("member.work", people),
        "income_monthly": numpy.where(some(people, 0.45), 0, rng.integers(0, 3_000, people)),
        "disability": numpy.where(some(people, 0.85), 0, codes("member.disability", people)).astype(numpy.uint8),
        "seriously_ill": some(people, 0.06),
        "self_care": numpy.where(some(people, 0.9), 0, codes("member.self_care", people)).astype(numpy.uint8),
        "insured": some(people, 0.93),
        "medical_costs": numpy.where(some(people, 0.6), 0, rng.integers(0, 20_000, people)),
        "wants_work": some(people, 0.3),
    }
    return households, members


def frames(households: Arrays, members: Arrays, *, unknown: float = 0.0) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The frames our side takes; a share of every member's and household's facts is made unknown."""
    rng = numpy.random.default_rng(11)
    receives = pl.Series("receives", households["allowance"]).replace_strict(
        {True: ["allowance"], False: []}, return_dtype=pl.List(pl.String)
    )
    house = pl.DataFrame({"id": numpy.arange(len(households["size"]))}).with_columns(
        *(_series("household", key, values) for key, values in households.items() if key not in ("size", "allowance")),
        receives,
    )
    people = pl.DataFrame(
        [pl.Series("household", members["household"])]
        + [_series("member", key, values) for key, values in members.items() if key != "household"]
    )
    if unknown:
        house, people = (_with_gaps(frame, unknown, rng) for frame in (house, people))
    return house, people


def _series(scope: str, key: str, values: Any) -> pl.Series:
    if key in CHOICES:
        labels = COMMON[f"{scope}.{key}"].values
        return pl.Series(key, numpy.asarray(labels)[values], dtype=pl.Enum(labels))
    return pl.Series(key, values)


def _with_gaps(frame: pl.DataFrame, share: float, rng: numpy.random.Generator) -> pl.DataFrame:
    gaps = {
        name: pl.Series(rng.random(len(frame)) < share) for name in frame.columns if name not in ("id", "household")
    }
    return frame.with_columns(pl.when(~gap).then(pl.col(name)).alias(name) for name, gap in gaps.items())
