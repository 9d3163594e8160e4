"""Schemes compiled for many households at once."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any, NamedTuple

import polars as pl

from plugins.api import tree
from plugins.api.compiler import compile_scheme
from plugins.api.numbers import Exact
from plugins.api.scheme import Scheme
from plugins.api.vocabulary import FactDefinition, Vocabulary

from .columns import Column, TooWide
from .graph import Graph
from .households import ID, NO_PROBLEMS, Needs, Prepared, prepare
from .lowering import Lowering
from .numbers import Known, Setting
from .one_by_one import evaluate_apart, facts_of
from .plan import Plan
from .roster import Roster

VERDICTS = ("met", "not_met", "unknown")
VERDICT = pl.Enum(VERDICTS)
# So many households at a time: few enough for their columns to stay near the processor, enough to outweigh each call.
BLOCK = 1 << 18
_PLANS_KEPT = 64


class Outcome(NamedTuple):
    """`results` one row a household in the order given; `problems` what could not be used: `id`, `path`, `what`."""

    results: pl.DataFrame
    problems: pl.DataFrame


@dataclass
class Compiled:
    """A plan, and the schemes it has to leave out because a number in them may be too wide."""

    plan: Plan
    apart: tuple[str, ...]


@dataclass
class BatchProgram:
    """Schemes with the parameter values of one day, ready for frames of households.

    schemes     the checked schemes, by key
    facts       every fact they read, derived ones and what these follow from
    values      the parameters in stored units
    faults      schemes that cannot be evaluated on this day, with the reason: all their verdicts are unknown
    """

    schemes: Mapping[str, Scheme]
    facts: Mapping[str, FactDefinition]
    vocabulary: Vocabulary
    values: Mapping[str, Exact]
    on: date
    faults: Mapping[str, str] = field(default_factory=dict)
    _plans: dict[Any, Compiled] = field(default_factory=dict, repr=False)

    def run(self, households: pl.DataFrame, members: pl.DataFrame | None = None) -> pl.DataFrame:
        """One row a household, in the order given.

        `id`; for each scheme `<key>/verdict` (met, not_met, unknown), `<key>/amount_low` and `<key>/amount_high` (分,
        equal where the amount is known, null where the verdict is not met), `<key>/<criterion>` (null: unknown);
        `problems`, the number of its facts that could not be used: `screen` says which.
        """
        results, problems = self.screen(households, members)
        counts = problems.group_by("id").len("problems")
        return (
            results.with_columns(results[ID].cast(pl.String).alias("#id"))
            .join(counts, left_on="#id", right_on="id", how="left", maintain_order="left", nulls_equal=True)
            .drop("#id")
            .with_columns(pl.col("problems").fill_null(0))
        )

    def first_pass(self, households: pl.DataFrame, members: pl.DataFrame | None = None) -> pl.DataFrame:
        """Criteria as the fast pass alone decides them: what it leaves null goes through the second."""
        prepared = prepare(households, members, self.needs)
        found = self._pass(prepared, prepared.households, prepared.members, prepared.roster, exact=True)
        return found.select(f"{key}/{c.id}" for key, scheme in self._compiled.items() for c in scheme.eligible.criteria)

    def screen(self, households: pl.DataFrame, members: pl.DataFrame | None = None) -> Outcome:
        """The results without `problems`, and the problems themselves. FrameError for frames without ids."""
        prepared = prepare(households, members, self.needs)
        firsts = range(0, max(len(households), 1), BLOCK)
        self._compile(True, prepared.known, prepared.growing)
        with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
            results = pl.concat(pool.map(lambda first: self._block(prepared, first), firsts), rechunk=True)
        failed = []
        for key in self._compiled:
            results, problems = self._one_by_one(prepared, results, key)
            failed += [problems, self._turned(prepared, results, key)]
        return Outcome(households.select(ID).hstack(self._finished(results)), pl.concat([prepared.problems, *failed]))

    @cached_property
    def needs(self) -> Needs:
        """What the schemes read."""
        trees = [node for scheme in self.schemes.values() for node in scheme.nodes]
        trees += [fact.formula for fact in self.facts.values() if fact.formula is not None]
        received = {node.scheme: None for root in trees for node in tree.walk(root) if isinstance(node, tree.Received)}
        return Needs(self.facts, tuple(received))

    # The two passes

    def _block(self, prepared: Prepared, first: int) -> pl.DataFrame:
        """Criteria and amounts of one block of households."""
        households = prepared.households.slice(first, BLOCK)
        roster, begin = prepared.roster.slice(first, BLOCK)
        members = prepared.members.slice(begin, roster.people)
        if prepared.mostly_open:
            return self._pass(prepared, households, members, roster, exact=False)
        found = self._pass(prepared, households, members, roster, exact=True)
        undecided = found.select(_undecided(self._compiled)).to_series().arg_true()
        if len(undecided) > len(households) // 2:
            # Picking rows out and putting them back would cost more than the few others are worth; the blocks to
            # come will be no different.
            prepared.mostly_open = True
            return self._pass(prepared, households, members, roster, exact=False)
        if len(undecided):
            part, people = roster.part(undecided)
            again = self._pass(prepared, households[undecided], members[people], part, exact=False)
            open_ = [name for name in found.columns if found[name].null_count()]
            found = found.with_columns(found[name].scatter(undecided, again[name]) for name in open_)
        return found

    def _pass(
        self, prepared: Prepared, households: pl.DataFrame, members: pl.DataFrame, roster: Roster, *, exact: bool
    ) -> pl.DataFrame:
        return self._compile(exact, prepared.known, prepared.growing).plan.run(households, members, roster)

    @property
    def _compiled(self) -> dict[str, Scheme]:
        return {key: scheme for key, scheme in self.schemes.items() if key not in self.faults}

    def _compile(self, exact: bool, known: Mapping[str, Known], growing: bool) -> Compiled:
        key = exact, growing, _key(known)
        if key not in self._plans:
            if len(self._plans) >= _PLANS_KEPT:
                self._plans.clear()
            self._plans[key] = self._build(Setting(exact, known, growing))
        return self._plans[key]

    def _build(self, setting: Setting) -> Compiled:
        graph = Graph(self.on)
        lowering = Lowering(graph, self.vocabulary, self.values, setting)
        wanted: dict[str, Column] = {}
        apart = []
        for key, scheme in self._compiled.items():
            try:
                wanted |= _columns(key, scheme, lowering)
            except TooWide:
                apart.append(key)
                wanted |= _unknown(key, scheme, graph)
        return Compiled(Plan(wanted, self.on), tuple(apart))

    # What columns cannot hold

    def _one_by_one(self, prepared: Prepared, results: pl.DataFrame, key: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Evaluate one scheme for the rows that columns cannot hold."""
        rows = self._apart(prepared, results, key)
        scheme = self.schemes[key]
        if not len(rows):
            return results, NO_PROBLEMS
        run = compile_scheme(scheme, self.vocabulary, self.values)
        facts = facts_of(prepared, self.needs, rows.to_list())
        answers, faults = zip(*evaluate_apart(scheme, run, facts, self.on), strict=True)
        columns = []
        for position, item in enumerate(scheme.eligible.criteria):
            truths = pl.Series([truth[position] for truth, _ in answers], dtype=pl.Boolean)
            columns.append(results[f"{key}/{item.id}"].scatter(rows, truths))
        for position, end in enumerate(_ENDS if scheme.amount_tree is not None else ()):
            amounts = pl.Series([bounds and bounds[position] for _, bounds in answers], dtype=pl.Int128)
            columns.append(_narrowed(results[f"{key}/{end}"].cast(pl.Int128).scatter(rows, amounts)))
        if scheme.amount_range is not None:
            turned = pl.Series([bounds and bounds[0] > bounds[1] for _, bounds in answers], dtype=pl.Boolean)
            columns.append(results[f"{key}/{_TURNED}"].scatter(rows, turned))
        failed = pl.DataFrame({"row": rows, "what": faults}).filter(pl.col("what") != "")
        return results.with_columns(columns), _cannot(prepared, key, failed)

    def _turned(self, prepared: Prepared, results: pl.DataFrame, key: str) -> pl.DataFrame:
        """The households of which one scheme says nothing, because its range begins above its end."""
        scheme = self.schemes[key]
        if scheme.amount_range is None:
            return NO_PROBLEMS
        turned = results.select(_met(key, scheme) & pl.col(f"{key}/{_TURNED}")).to_series()
        return _cannot(
            prepared,
            key,
            pl.DataFrame({"row": turned.arg_true()}).with_columns(what=pl.lit(scheme.amount_range.says_turned(key))),
        )

    def _apart(self, prepared: Prepared, results: pl.DataFrame, key: str) -> pl.Series:
        """The rows of one scheme that columns cannot hold: long rosters, then numbers too wide in either pass."""
        if key in self._compile(True, prepared.known, prepared.growing).apart:
            return pl.int_range(0, len(results), dtype=pl.UInt32, eager=True)
        wide = (False, prepared.growing, _key(prepared.known))
        if wide in self._plans and key in self._plans[wide].apart:
            left = results.select(_open(key, self.schemes[key])).to_series().arg_true()
            return pl.concat([prepared.apart, left]).unique().sort()
        return prepared.apart

    def _finished(self, results: pl.DataFrame) -> pl.DataFrame:
        """Verdicts, and amounts where they are met."""
        met = {key: _settled(key, scheme).alias(f"#{key}") for key, scheme in self._compiled.items()}
        results = results.with_columns(met.values())
        columns: list[pl.Expr] = []
        for key, scheme in self.schemes.items():
            truth = pl.col(f"#{key}") if key in met else pl.lit(None, dtype=pl.Boolean)
            met_, not_met, unknown = (pl.lit(word, VERDICT) for word in VERDICTS)
            verdict = pl.when(truth).then(met_).when(~truth).then(not_met).otherwise(unknown)
            columns.append(verdict.alias(f"{key}/verdict"))
            paid = key in met and scheme.amount_tree is not None
            for end in _ENDS:
                amount = pl.col(f"{key}/{end}") if paid else pl.lit(None, dtype=pl.Int64)
                columns.append(pl.when(truth).then(amount).alias(f"{key}/{end}"))
            for item in scheme.eligible.criteria:
                name = f"{key}/{item.id}"
                columns.append(pl.col(name) if key in met else pl.lit(None, dtype=pl.Boolean).alias(name))
        names = [expression.meta.output_name() for expression in columns]
        return results.with_columns(columns).select(names)

    def __getstate__(self) -> dict[str, Any]:
        """Plans are made again where the program arrives."""
        return {**{name: getattr(self, name) for name in _STATE}, "_plans": {}}


_ENDS = ("amount_low", "amount_high")
_TURNED = "range_turned"
_STATE = ("schemes", "facts", "vocabulary", "values", "on", "faults")


def _columns(key: str, scheme: Scheme, lowering: Lowering) -> dict[str, Column]:
    """The truth of every criterion and the bounds of the amount."""
    found = {f"{key}/{item.id}": lowering.condition(item.node) for item in scheme.eligible.criteria}
    ends = [end for limit in map(lowering.number, scheme.limits) for end in (limit.low, limit.high)]
    if not all(end.whole for end in ends):
        raise TooWide("the amount may have a fraction of a 分")
    if scheme.amount_tree is not None:
        found |= {f"{key}/{end}": ratio.over for end, ratio in zip(_ENDS, ends, strict=True)}
    if scheme.amount_range is not None:
        found[f"{key}/{_TURNED}"] = lowering.condition(scheme.amount_range.turned)
    return found


def _unknown(key: str, scheme: Scheme, graph: Graph) -> dict[str, Column]:
    """Columns for a scheme that is evaluated otherwise."""
    found = {f"{key}/{item.id}": graph.truth(None) for item in scheme.eligible.criteria}
    if scheme.amount_tree is not None:
        found |= {f"{key}/{end}": graph.unknown(0, 0) for end in _ENDS}
    if scheme.amount_range is not None:
        found[f"{key}/{_TURNED}"] = graph.truth(None)
    return found


def _met(key: str, scheme: Scheme) -> pl.Expr:
    return reduce(and_, (pl.col(f"{key}/{item.id}") for item in scheme.eligible.criteria))


def _settled(key: str, scheme: Scheme) -> pl.Expr:
    """The same, but unknown where the range of an officer's choice surely begins above its end."""
    met = _met(key, scheme)
    if scheme.amount_range is None:
        return met
    return pl.when(met & pl.col(f"{key}/{_TURNED}")).then(pl.lit(None, dtype=pl.Boolean)).otherwise(met)


def _cannot(prepared: Prepared, key: str, failed: pl.DataFrame) -> pl.DataFrame:
    """Problems of a scheme with rows (`row`), and why (`what`)."""
    ids = prepared.ids.gather(failed["row"]).cast(pl.String)
    return failed.select(ids.alias("id"), path=pl.lit(key), what=pl.lit("cannot be evaluated: ") + pl.col("what"))


def _open(key: str, scheme: Scheme) -> pl.Expr:
    """Something about the household is not settled: a criterion, or the amount or its range where all are met."""
    found = reduce(or_, (pl.col(f"{key}/{item.id}").is_null() for item in scheme.eligible.criteria))
    if scheme.amount_tree is not None:
        unsettled = pl.col(f"{key}/amount_low").is_null() | (
            pl.col(f"{key}/amount_low") != pl.col(f"{key}/amount_high")
        )
        found = found | (_met(key, scheme) & unsettled)
    if scheme.amount_range is not None:
        found = found | (_met(key, scheme) & pl.col(f"{key}/{_TURNED}").is_null())
    return found


def _undecided(schemes: Mapping[str, Scheme]) -> pl.Expr:
    """Some scheme is open about the household."""
    return reduce(or_, (_open(key, scheme) for key, scheme in schemes.items()), pl.lit(False))


def _narrowed(amounts: pl.Series) -> pl.Series:
    """64 bits where they are enough."""
    narrow = amounts.cast(pl.Int64, strict=False)
    return narrow if narrow.null_count() == amounts.null_count() else amounts


def _key(known: Mapping[str, Known]) -> tuple[tuple[str, Known], ...]:
    return tuple(sorted(known.items()))
