"""Bringing the members of each household together without groups and without hashing.

Members stand household after household. Each is joined with the next one of the same household, then with what the
second next has gathered, the fourth next, and so on: after a few steps over whole columns the first member of each
household holds the value of all. Ordinary column arithmetic also means that null behaves as everywhere else (Kleene's
`&` and `|`, unknown + 1 = unknown), which group sums, `any` and `all` do not (they skip null), and that households
without members do not vanish.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeAlias

import polars as pl

from .columns import How

_NO_VALUE: dict[How, int | bool] = {"sum": 0, "count": 0, "any": False, "all": True}
_INT32 = 2**31 - 1


class Roster:
    """Who belongs to whom.

    start   for each household the row of its first member
    size    how many there are; members of one household follow each other, in the order of the households
    people  how many rows the members' frame has
    """

    def __init__(self, start: pl.Series, size: pl.Series, people: int) -> None:
        self.start = start
        self.size = size
        self.people = people

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def longest(self) -> int:
        """How many members the largest household has."""
        return int(self.size.max() or 0)  # type: ignore[arg-type]

    @cached_property
    def _present(self) -> pl.Series | None:
        """Rows of the households that have members; None if all do."""
        present = self.size > 0
        return None if present.all() else present.arg_true()

    @cached_property
    def first(self) -> pl.Series:
        """For each member whether it is the first of its household."""
        starts = self.start if self._present is None else self.start.gather(self._present)
        return pl.repeat(False, self.people, eager=True).scatter(starts, True)

    @cached_property
    def _steps(self) -> list[tuple[int, pl.Series]]:
        """Distances 1, 2, 4 …, each with whether the member at that distance is of the same household."""
        near = ~_further(self.first, 1, True)
        steps = []
        distance = 1
        while distance < self.longest:
            steps.append((distance, near))
            near = near & _further(near, distance, False)
            distance *= 2
        return steps

    def owners(self, rows: pl.Series) -> tuple[pl.Series, pl.Series]:
        """For rows of the members' frame: the row of the household, and the position on its roster."""
        starts = self.start if self._present is None else self.start.gather(self._present)
        place = (starts.search_sorted(rows, side="right") - 1).cast(pl.UInt32)
        owner = place if self._present is None else self._present.gather(place)
        return owner, rows - starts.gather(place)

    def part(self, rows: pl.Series) -> tuple[Roster, pl.Series]:
        """The rosters of some households, and the rows of their members."""
        start, size = self.start.gather(rows), self.size.gather(rows)
        ends = pl.DataFrame({"start": start, "end": start + size}).filter(size > 0)
        people = ends.select(pl.int_ranges("start", "end", dtype=pl.UInt32).explode()).to_series()
        return Roster(size.cum_sum() - size, size, len(people)), people

    def slice(self, first: int, count: int) -> tuple[Roster, int]:
        """The rosters of households that follow each other, and the row of their first member."""
        start, size = self.start.slice(first, count), self.size.slice(first, count)
        people = int(size.sum())
        begin = int(start.filter(size > 0).head(1).sum()) if people else 0
        found = Roster(start - begin if people else start, size, people)
        found.__dict__["first"] = self.first.slice(begin, people)
        return found, begin

    def spread(self, values: pl.Series) -> pl.Series:
        """A value of the households beside each member."""
        rows = pl.int_range(0, len(self), dtype=pl.UInt32, eager=True)
        owners = pl.DataFrame({"row": rows, "size": self.size}).filter(pl.col("size") > 0)
        return values.gather(owners.select(pl.col("row").repeat_by("size").explode()).to_series())

    def gather(self, how: How, values: pl.Series, nobody: int | None = None) -> pl.Series:
        """Bring the members' values together, one row a household."""
        dtype = values.dtype
        if how == "count":
            values = values.cast(pl.UInt8)  # at most ROSTER_LIMIT
        elif dtype == pl.Int64:
            values = self._narrow(how, values)
        for distance, same in self._steps:
            values = _JOINS[how](values, _further(values, distance, _FILL[how]), same)
        values = values.filter(self.first)
        if self._present is not None:
            empty = nobody if nobody is not None else _NO_VALUE.get(how)
            everywhere = pl.Series([empty], dtype=values.dtype).new_from_index(0, len(self))
            values = everywhere.scatter(self._present, values)
        return values.cast(pl.Int64) if dtype == pl.Int64 or how == "count" else values

    def _narrow(self, how: How, values: pl.Series) -> pl.Series:
        """Half as wide where even the sum of the largest roster fits: half the memory to pass through."""
        least, most = values.min(), values.max()
        times = self.longest if how == "sum" else 1
        fits = least is None or max(-least, most) * times <= _INT32  # type: ignore[operator,type-var]
        # Nothing can wrap: the extremes were just looked at. It spares Polars from looking at every value again.
        return values.cast(pl.Int32, wrap_numerical=True) if fits else values


def _further(values: pl.Series, distance: int, fill: int | bool) -> pl.Series:
    """The value so many members further on, as `shift` gives it, without the cost of an expression."""
    beyond = pl.Series([fill], dtype=values.dtype).new_from_index(0, min(distance, len(values)))
    return values.slice(distance).extend(beyond)


# How a value is joined with one of the same household further on; where that is another's, it stays as it is.


def _sum(values: pl.Series, other: pl.Series, same: pl.Series) -> pl.Series:
    return values + other.zip_with(same, pl.Series([0], dtype=values.dtype))


def _any(values: pl.Series, other: pl.Series, same: pl.Series) -> pl.Series:
    return values | (other & same)


def _all(values: pl.Series, other: pl.Series, same: pl.Series) -> pl.Series:
    return values & (other | ~same)


def _least(values: pl.Series, other: pl.Series, same: pl.Series) -> pl.Series:
    other = other.zip_with(same, values)
    return _either(values, other, values <= other)


def _most(values: pl.Series, other: pl.Series, same: pl.Series) -> pl.Series:
    other = other.zip_with(same, values)
    return _either(values, other, values >= other)


def _either(a: pl.Series, b: pl.Series, first: pl.Series) -> pl.Series:
    """a where it comes first, else b; null where one is null: the functions of Polars would pass over it."""
    if not first.null_count():
        return a.zip_with(first, b)
    return pl.select(pl.when(first).then(a).when(~first).then(b)).to_series()


Join: TypeAlias = Callable[[pl.Series, pl.Series, pl.Series], pl.Series]
_JOINS: dict[How, Join] = {"sum": _sum, "count": _sum, "any": _any, "all": _all, "min": _least, "max": _most}
# Beyond the last member: never taken, but without it every column would carry a mask of nulls.
_FILL: dict[How, int | bool] = {"sum": 0, "count": 0, "any": False, "all": False, "min": 0, "max": 0}
