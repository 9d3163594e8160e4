"""A graph becomes a plan: stages of `with_columns` on the two frames, each stage standing on the ones before.

A value used once is written into the expression that uses it; a value used more often, or on the other frame, is a
column of its own, computed once and dropped after its last use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import polars as pl

from .columns import Column, How
from .roster import Roster

_EPOCH = date(1970, 1, 1).toordinal()
_TRIVIAL = frozenset(["literal", "unknown", "stored"])
_CROSSING = frozenset(["members", "spread"])


class Brought(NamedTuple):
    """A household's column made from a column of its members."""

    name: str
    source: str
    how: How
    nobody: int | None
    dtype: pl.DataType | type[pl.DataType]


@dataclass
class Stage:
    """Columns that can be computed at the same time: on the two frames, and from one to the other."""

    household: list[pl.Expr] = field(default_factory=list)
    member: list[pl.Expr] = field(default_factory=list)
    brought: list[Brought] = field(default_factory=list)
    spread: list[tuple[str, str]] = field(default_factory=list)  # new members' column, household's column
    done: set[str] = field(default_factory=set)  # nobody needs these columns afterwards


class Plan:
    """The stages that compute named columns, and the stored columns they begin with."""

    def __init__(self, wanted: Mapping[str, Column], on: date) -> None:
        self.on = on
        self.wanted = wanted
        self.household: list[str] = []
        self.member: list[str] = []
        self._uses = self._count()
        self._depth: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self.stages: list[Stage] = []
        for column in wanted.values():
            self._place(column)
        self._finish()

    def _count(self) -> Counter[int]:
        uses: Counter[int] = Counter(column.uid for column in self.wanted.values())
        seen: set[int] = set()
        todo = list(self.wanted.values())
        while todo:
            column = todo.pop()
            if column.uid not in seen:
                seen.add(column.uid)
                for part in column.args:
                    # What crosses between the frames begins with a column.
                    uses[part.uid] += 2 if column.op in _CROSSING else 1
                    todo.append(part)
        return uses

    # Placing

    def _place(self, column: Column) -> int:
        """Put a column and all below it into stages; the number of the first stage that can use it."""
        if column.uid not in self._depth:
            ready = max((self._place(part) for part in column.args), default=0)
            self._depth[column.uid] = ready
            if column.op == "stored":
                self._begin(column)
            elif column.op in _CROSSING or (column.op not in _TRIVIAL and self._uses[column.uid] > 1):
                self._stage(column, ready)
                self._depth[column.uid] = ready + 1
        return self._depth[column.uid]

    def _begin(self, column: Column) -> None:
        self._names[column.uid] = column.data
        (self.member if column.frame == "member" else self.household).append(column.data)

    def _stage(self, column: Column, number: int) -> None:
        while len(self.stages) <= number:
            self.stages.append(Stage())
        stage = self.stages[number]
        name = self._names[column.uid] = f"#{column.uid}"
        if column.op == "members":
            how, nobody = column.data
            stage.brought.append(Brought(name, self._names[column.args[0].uid], how, nobody, _dtype(column)))
        elif column.op == "spread":
            stage.spread.append((name, self._names[column.args[0].uid]))
        else:
            frame = stage.member if column.frame == "member" else stage.household
            frame.append(self._operation(column).alias(name))

    def _finish(self) -> None:
        """Which columns nobody needs any more after each stage."""
        last: dict[str, int] = {}
        for number, stage in enumerate(self.stages):
            for expression in (*stage.household, *stage.member):
                last.update(dict.fromkeys(expression.meta.root_names(), number))
            last.update({brought.source: number for brought in stage.brought})
            last.update({source: number for _, source in stage.spread})
        kept = {name for column in self.wanted.values() for name in self._expression(column).meta.root_names()}
        for name, number in last.items():
            if name not in kept:
                self.stages[number].done.add(name)
        self.results = [self._expression(column).alias(name) for name, column in self.wanted.items()]

    # Expressions

    def _expression(self, column: Column) -> pl.Expr:
        name = self._names.get(column.uid)
        return self._operation(column) if name is None else pl.col(name)

    def _operation(self, column: Column) -> pl.Expr:
        if column.op == "literal":
            return _literal(column)
        if column.op == "unknown":
            return pl.lit(None, dtype=_dtype(column))
        if column.op in ("+", "-", "*", "//", "max", "min"):
            return self._arithmetic(column)
        if column.op in ("<", "<=", "=="):
            return self._comparison(column)
        if column.op in ("when", "filled", "only"):
            return self._choice(column)
        if column.op == "elapsed":
            return self._elapsed(column)
        return self._logic(column)

    def _arithmetic(self, column: Column) -> pl.Expr:
        wide = column.wide or any(part.wide for part in column.args)
        a, b = (self._as(part, wide) for part in column.args)
        if column.op == "+":
            result = a + b
        elif column.op == "-":
            result = a - b
        elif column.op == "*":
            result = a * b
        elif column.op == "//":
            result = a // b
        else:
            result = self._extreme(column, a, b)
        return result.cast(pl.Int64) if wide and not column.wide else result

    def _extreme(self, column: Column, a: pl.Expr, b: pl.Expr) -> pl.Expr:
        """The larger or smaller; null where one is null: max_horizontal would pass over it."""
        first, second = (a >= b, a < b) if column.op == "max" else (a <= b, a > b)
        if not column.nullable:
            return pl.when(first).then(a).otherwise(b)
        return pl.when(first).then(a).when(second).then(b)

    def _comparison(self, column: Column) -> pl.Expr:
        wide = any(part.wide for part in column.args)
        a, b = (self._as(part, wide) for part in column.args)
        if column.args[0].constant:
            # A literal stands on the right: with an unknown column, Polars may answer the other way round in one row.
            return b > a if column.op == "<" else b >= a if column.op == "<=" else b == a
        return a < b if column.op == "<" else a <= b if column.op == "<=" else a == b

    def _as(self, column: Column, wide: bool) -> pl.Expr:
        if column.constant:
            return pl.lit(column.low, dtype=pl.Int128 if wide else pl.Int64)
        expression = self._expression(column)
        return expression.cast(pl.Int128) if wide and not column.wide else expression

    def _choice(self, column: Column) -> pl.Expr:
        if column.op == "filled":
            a, b = (self._valued(part, column) for part in column.args)
            return a.fill_null(b)
        test = column.args[0]
        test_expression = self._expression(test)
        if column.op == "only":
            return pl.when(test_expression).then(self._valued(column.args[1], column))
        a, b = (self._valued(part, column) for part in column.args[1:])
        if not test.nullable:
            return pl.when(test_expression).then(a).otherwise(b)
        # Polars takes `otherwise` for an unknown test; here it leaves the result unknown.
        return pl.when(test_expression).then(a).when(~test_expression).then(b)

    def _valued(self, part: Column, whole: Column) -> pl.Expr:
        return self._as(part, whole.wide) if whole.kind == "number" else self._expression(part)

    def _elapsed(self, column: Column) -> pl.Expr:
        """Full years or months to the day, as `full_years` and `full_months` count them."""
        day = (self._expression(column.args[0]) - _EPOCH).cast(pl.Int32).cast(pl.Date)
        year, month, day_of_month = (part.cast(pl.Int64) for part in (day.dt.year(), day.dt.month(), day.dt.day()))
        on = self.on
        if column.data == "years":
            # A day as one number, year first: whole years are what is left of the difference before its last digits.
            elapsed = (on.year * 10000 + on.month * 100 + on.day - (year * 10000 + month * 100 + day_of_month)) // 10000
        else:
            elapsed = on.year * 12 + on.month - year * 12 - month - (day_of_month > on.day).cast(pl.Int64)
        return elapsed.clip(lower_bound=0)

    def _logic(self, column: Column) -> pl.Expr:
        if column.op in ("&", "|"):
            return self._junction(column)
        a = self._expression(column.args[0])
        if column.op == "not":
            return ~a
        if column.op == "missing":
            return a.is_null()
        if column.op == "code":
            first, *others = column.data
            found = a == first
            for code in others:
                found = found | (a == code)
            return found
        if column.op == "each":
            return a
        raise TypeError(f"cannot compute {column.op}")

    def _junction(self, column: Column) -> pl.Expr:
        a, b = (self._expression(part) for part in column.args)
        for one, other in ((a, column.args[1]), (b, column.args[0])):
            if other.op == "unknown":
                # Polars makes a column & a null literal a column of one row. What decides stays, the rest is null.
                decides = ~one if column.op == "&" else one
                return pl.when(decides).then(pl.lit(column.op == "|"))
        return a & b if column.op == "&" else a | b

    # Running

    def run(self, households: pl.DataFrame, members: pl.DataFrame, roster: Roster) -> pl.DataFrame:
        """The wanted columns, one row a household. `members` stand in the order of the roster's positions."""
        for stage in self.stages:
            if stage.household:
                households = households.with_columns(stage.household)
            if stage.member:
                members = members.with_columns(stage.member)
            brought = [_bring(roster, members[b.source], b) for b in stage.brought]
            if brought:
                households = households.with_columns(brought)
            for name, source in stage.spread:
                members = members.with_columns(roster.spread(households[source]).alias(name))
            households, members = _without(households, stage.done), _without(members, stage.done)
        # Not `select`: a result that is one literal would have one row.
        return households.with_columns(self.results).select("#row", *self.wanted)


def _bring(roster: Roster, values: pl.Series, b: Brought) -> pl.Series:
    if b.how == "count":
        return roster.gather(b.how, values).cast(b.dtype).alias(b.name)
    return roster.gather(b.how, values.cast(b.dtype), b.nobody).alias(b.name)


def _without(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    gone = [name for name in names if name in frame.columns]
    return frame.drop(gone) if gone else frame


def _dtype(column: Column) -> pl.DataType | type[pl.DataType]:
    if column.kind == "truth":
        return pl.Boolean
    return pl.UInt8 if column.kind == "code" else pl.Int128 if column.wide else pl.Int64


def _literal(column: Column) -> pl.Expr:
    if column.kind == "number":
        return pl.lit(column.low, dtype=_dtype(column))
    return pl.lit(column.data[1], dtype=_dtype(column))
