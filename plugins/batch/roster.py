"""Members laid out by their position: all first members, then all second ones, and so on.

Households are put in the order of their size, the largest first. Then the members at one position belong to the
first so many households, and bringing members together is adding up slices: no groups, no hashing. Ordinary
column arithmetic also means that null behaves as everywhere else (Kleene's `&` and `|`, unknown + 1 = unknown),
which group sums, `any` and `all` do not (they skip null), and that households without members do not vanish.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeAlias

import polars as pl

from .graph import How

Join: TypeAlias = Callable[[pl.Series, pl.Series], pl.Series]
_NO_VALUE: dict[How, int | bool] = {"sum": 0, "count": 0, "any": False, "all": True}


class Roster:
    """Who belongs to whom: for each household where its members begin in the members' frame, and how many there are."""

    def __init__(self, start: pl.Series, size: pl.Series) -> None:
        self.start = start
        self.size = size

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def longest(self) -> int:
        """How many members the largest household has."""
        return int(self.size.max() or 0)  # type: ignore[arg-type]

    @cached_property
    def _order(self) -> pl.Series:
        """Rows of the households by size, the largest first."""
        sizes = self.size.unique().sort(descending=True)
        return pl.concat([(self.size == n).arg_true() for n in sizes], rechunk=True)

    @cached_property
    def _rank(self) -> pl.Series:
        """For each household its place in that order."""
        places = pl.int_range(0, len(self), dtype=pl.UInt32, eager=True)
        return pl.zeros(len(self), pl.UInt32, eager=True).scatter(self._order, places)

    @cached_property
    def _filled(self) -> list[int]:
        """How many households have a member at each position."""
        return [int((self.size > n).sum()) for n in range(self.longest)]

    @cached_property
    def positions(self) -> pl.Series:
        """Rows of the members' frame in the order of this layout."""
        start = self.start.gather(self._order)
        slots = [start.head(n) + position for position, n in enumerate(self._filled)]
        return pl.concat(slots, rechunk=True) if slots else pl.Series(dtype=pl.UInt32)

    def owners(self, rows: pl.Series) -> tuple[pl.Series, pl.Series]:
        """For rows of the members' frame: the row of the household, and the position on its roster."""
        present = (self.size > 0).arg_true()
        starts = self.start.gather(present)
        place = starts.search_sorted(rows, side="right") - 1
        return present.gather(place), rows - starts.gather(place)

    def part(self, rows: pl.Series) -> Roster:
        """The rosters of some households."""
        return Roster(self.start.gather(rows), self.size.gather(rows))

    def spread(self, values: pl.Series) -> pl.Series:
        """A value of the households beside each member."""
        ordered = values.gather(self._order)
        return pl.concat([ordered.head(n) for n in self._filled], rechunk=True) if self._filled else ordered.clear()

    def gather(self, how: How, values: pl.Series, nobody: int | None = None) -> pl.Series:
        """Bring the members' values together, one row a household in the households' own order."""
        if how == "count":
            values = values.cast(pl.UInt8)  # at most ROSTER_LIMIT
        empty = nobody if nobody is not None else _NO_VALUE.get(how)
        join = _JOINS[how]
        found = values.clear()
        end = len(values)
        for filled in reversed(self._filled):
            found = _grow(found, values.slice(end - filled, filled), join)
            end -= filled
        if len(found) < len(self):
            found = found.extend_constant(empty, len(self) - len(found)).rechunk()
        return found.gather(self._rank)


def _grow(found: pl.Series, slot: pl.Series, join: Join) -> pl.Series:
    """Join what was found of the larger households with the next slot, which reaches further."""
    if not len(found):
        return slot
    joined = join(slot.head(len(found)), found)
    return joined if len(found) == len(slot) else pl.concat([joined, slot.slice(len(found))], rechunk=True)


def _least(a: pl.Series, b: pl.Series) -> pl.Series:
    return _either(a, b, a <= b)


def _most(a: pl.Series, b: pl.Series) -> pl.Series:
    return _either(a, b, a >= b)


def _either(a: pl.Series, b: pl.Series, first: pl.Series) -> pl.Series:
    """a where it comes first, else b; null where one is null: the functions of Polars would pass over it."""
    if not first.null_count():
        return a.zip_with(first, b)
    return pl.select(pl.when(first).then(a).when(~first).then(b)).to_series()


_JOINS: dict[How, Join] = {
    "sum": lambda a, b: a + b,
    "count": lambda a, b: a + b,
    "any": lambda a, b: a | b,
    "all": lambda a, b: a & b,
    "min": _least,
    "max": _most,
}
