"""Evaluating a scheme for one household: compile once for each set of parameter values, then run."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from . import tree
from .asking import fewest, with_answers
from .check import Used
from .compiler import Run, compile_scheme
from .errors import FactError
from .facts import KINDS, Facts, Kind
from .findings import DEFAULT_LANGUAGE, VERDICTS, Basis, Evaluation, Finding, PluginFault, Rules, Translate
from .numbers import exact, whole
from .parameters import ParameterBook, ParameterValue
from .scheme import Scheme, Verdict
from .vocabulary import FactDefinition, Vocabulary

__all__ = ["DEFAULT_LANGUAGE", "Evaluation", "Evaluator", "Finding", "PluginFault"]
_CACHE_LIMIT = 256
_CENT = Decimal("0.01")
_NOTHING_WEAK: Mapping[str, Kind] = MappingProxyType({})


class Program:
    """A scheme compiled for one set of parameter values."""

    __slots__ = ("rules", "run")

    def __init__(self, run: Run, rules: Rules) -> None:
        self.run = run
        self.rules = rules


class Evaluator:
    """Evaluates one checked scheme; compiles it once for each set of parameter values and keeps the result."""

    def __init__(
        self,
        scheme: Scheme,
        used: Used,
        vocabulary: Vocabulary,
        book: ParameterBook,
        translate: Translate,
        names: Translate,
        plugin: str = "",
    ) -> None:
        self.plugin = plugin
        self.scheme = scheme
        self.used = used
        self.vocabulary = vocabulary
        self.book = book
        self.translate = translate
        self.names = names
        self._demands = demanded(scheme.evidence, vocabulary)
        self._parts = [(fact, vocabulary[fact.whole_path]) for fact in used.facts.values() if fact.at_most]
        self._programs: dict[tuple[Decimal, ...], Program] = {}
        self._by_day: dict[tuple[date, tuple[str, ...]], tuple[Program, dict[str, ParameterValue]]] = {}

    def with_book(self, book: ParameterBook) -> Evaluator:
        """The same scheme under other values of its parameters. Programs compiled so far serve both."""
        other = copy.copy(self)
        other.book = book
        other._by_day = {}
        return other

    def evaluate(self, facts: Facts, on: date, office_chain: Sequence[str] = ()) -> Evaluation:
        """Verdict, findings and amount on a day for an office (its code, then its parents' up to the root).

        ParameterError where a parameter has no value on that day; FactError for an impossible value of a fact;
        FractionError where a value laid over the file's gives the amount a fraction of a 分.
        """
        chain = tuple(office_chain)
        program, parameters = self._by_day.get((on, chain)) or self._prepare(on, chain)
        weak: Mapping[str, Kind] = _NOTHING_WEAK
        if self._parts or (self._demands and facts.provenance):
            facts, weak = self._counting(facts)
        results, asks, bounds, missing = program.run(
            facts.household, facts.members, facts.applicant, facts.complete, on
        )
        ends = None if bounds is None else (whole(bounds[0]), whole(bounds[1]))
        scheme = self.scheme
        basis = Basis(program.rules, facts, on, False, weak)
        findings = tuple(
            [
                Finding(item, VERDICTS[result], _once(ask) if ask else (), basis)
                for item, result, ask in zip(scheme.eligible.criteria, results, asks, strict=True)
            ]
        )
        verdict: Verdict = "not_met" if False in results else "unknown" if None in results else "met"
        amount: Decimal | None = None
        limits: tuple[Decimal, Decimal] | None = None
        fault: PluginFault | None = None
        if scheme.amount_range is not None:
            turned = ends is not None and ends[0] > ends[1]
            if turned and verdict == "met":
                verdict = "unknown"
                fault = PluginFault(self.plugin, "evaluate", scheme.amount_range.says_turned(scheme.key))
            if ends is not None and not missing and not turned:
                limits = _yuan(ends[0]), _yuan(ends[1])
            ends = None
        ask: tuple[str, ...] = ()
        if verdict == "met":
            if ends is not None and ends[0] == ends[1]:
                amount = _yuan(ends[0])
            elif missing:
                ask = _once(missing)
        elif verdict == "unknown":
            ask = _once([path for part in asks for path in part])
        if ask:
            ask = self._fewest(ask, program.run, facts, on, amount=verdict == "met")
        office = chain[0] if chain else ""
        return Evaluation(
            scheme.key, verdict, amount, scheme.per, findings, ask, parameters, on, office, fault, "", basis, limits
        )

    def _counting(self, facts: Facts) -> tuple[Facts, Mapping[str, Kind]]:
        """The facts that count, and the kind demanded of those from too weak a source."""
        facts, weak = facts.proven(self._demands) if self._demands else (facts, _NOTHING_WEAK)
        if self._parts:
            facts = facts.without(frozenset(_too_much(facts, self._parts)))
        return facts, weak

    def _fewest(self, ask: tuple[str, ...], run: Run, facts: Facts, on: date, *, amount: bool) -> tuple[str, ...]:
        """What is asked for the verdict or the amount, without what the other answers settle."""

        def still(answers: Mapping[str, Any]) -> list[str]:
            known = with_answers(facts, answers)
            results, asks, _, missing = run(known.household, known.members, known.applicant, known.complete, on)
            if False in results:
                return []
            return [path for part in asks for path in part] if None in results else missing if amount else []

        try:
            return fewest(ask, self.vocabulary, still)
        except FactError:  # an impossible value that nobody had to read before
            return ask

    def broken(self, facts: Facts, on: date, office_chain: Sequence[str], fault: PluginFault) -> Evaluation:
        """The evaluation that stands where none could be made: unknown, with the fault."""
        basis = Basis(self._rules({}), facts, on, broken=True)
        findings = tuple(Finding(c, "unknown", (), basis) for c in self.scheme.eligible.criteria)
        office = office_chain[0] if office_chain else ""
        return Evaluation(
            self.scheme.key, "unknown", None, self.scheme.per, findings, (), {}, on, office, fault, "", basis
        )

    def _rules(self, values: dict[str, Any]) -> Rules:
        return Rules(self.scheme, values, self.vocabulary, self.book, self.translate, self.names)

    def _prepare(self, on: date, chain: tuple[str, ...]) -> tuple[Program, dict[str, ParameterValue]]:
        parameters = self.book.resolve(self.used.parameters, on, chain)
        key = tuple(v.value for v in parameters.values())
        program = self._programs.get(key)
        if program is None:
            values = {k: exact(v.value, self.book[k].measure.scale) for k, v in parameters.items()}
            program = Program(compile_scheme(self.scheme, self.vocabulary, values), self._rules(values))
            _bounded(self._programs)[key] = program
        _bounded(self._by_day)[on, chain] = program, parameters
        return program, parameters


def _too_much(facts: Facts, parts: Iterable[tuple[FactDefinition, FactDefinition]]) -> Iterator[str]:
    """Paths of the facts that are more than the one they are a part of (`at_most`): they count as unknown."""
    for fact, other in parts:
        if fact.scope == "member":
            people = enumerate(facts.members)
            yield from (f"members.{index}.{fact.key}" for index, person in people if fact.exceeds(other, person))
        elif fact.exceeds(other, facts.household if fact.scope == "household" else facts.applicant):
            yield fact.path


def demanded(evidence: Mapping[str, Kind], vocabulary: Vocabulary) -> dict[str, Kind]:
    """The evidence for every fact concerned: those a derived fact follows from, and those derived from one too.

    Otherwise a declared sum would count where its parts must be proven, or the other way round.
    """
    parts = {path: _parts(path, vocabulary) for path in vocabulary}
    found: dict[str, Kind] = {}
    for path, kind in evidence.items():
        for other in vocabulary:
            concerned = other == path or other in parts[path] or path in parts[other]
            if concerned and KINDS.index(kind) >= KINDS.index(found.get(other, "declared")):
                found[other] = kind
    return found


def _parts(path: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The facts a fact is derived from, and what these are derived from."""
    formula = vocabulary[path].formula
    if formula is None:
        return frozenset()
    direct = {f"{node.scope}.{node.key}" for node in tree.walk(formula) if isinstance(node, tree.Fact)}
    return frozenset(direct).union(*(_parts(part, vocabulary) for part in direct))


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) * _CENT


def _once(paths: Sequence[str]) -> tuple[str, ...]:
    """Each path once, in the order met."""
    return tuple(dict.fromkeys(paths))


def _bounded(cache: dict[Any, Any]) -> dict[Any, Any]:
    """Forget everything when a cache is full: simpler than an order of use, and days come in runs."""
    if len(cache) >= _CACHE_LIMIT:
        cache.clear()
    return cache
