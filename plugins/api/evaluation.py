"""Evaluating a scheme for one household: verdict, findings, amount, what is still missing, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from .check import Used
from .compiler import Run, compile_scheme
from .facts import Facts
from .interpret import Interpreter
from .numbers import Exact, exact
from .parameters import ParameterBook, ParameterValue
from .scheme import Citation, Criterion, Scheme, Verdict
from .vocabulary import Vocabulary

# (msgid, language) → text, and (scheme key, language) → name.
Translate: TypeAlias = Callable[[str, str], str]
DEFAULT_LANGUAGE = "zh-hans"
_CACHE_LIMIT = 256
_VERDICT: dict[bool | None, Verdict] = {True: "met", False: "not_met", None: "unknown"}


@dataclass(frozen=True, slots=True)
class PluginFault:
    """What went wrong while a plugin's rules ran: the claim goes to an officer with this."""

    plugin: str
    stage: str
    error: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What an evaluation rests on; findings write their sentences from it when somebody reads them."""

    scheme: Scheme
    facts: Facts
    on: date
    values: Mapping[str, Exact]
    vocabulary: Vocabulary
    book: ParameterBook
    translate: Translate
    names: Translate
    broken: bool = False

    def interpreter(self) -> Interpreter:
        """The slow evaluator over the same facts and parameters."""
        return Interpreter(self.facts, self.on, self.values, self.vocabulary)


class Finding:
    """The result of one criterion (审核意见): id, result, its sentence, the reason with actual values, the clause.

    `ask` lists the unknown facts that could still flip it. Texts are written when read: `because` in Chinese,
    `because_in(language)` and `says_in(language)` in the language asked for.
    """

    __slots__ = ("_basis", "_criterion", "ask", "id", "result")

    def __init__(self, criterion: Criterion, result: Verdict, ask: tuple[str, ...], basis: Basis) -> None:
        self.id = criterion.id
        self.result = result
        self.ask = ask
        self._criterion = criterion
        self._basis = basis

    @property
    def citation(self) -> Citation:
        """Document and clause."""
        return self._criterion.cite

    @property
    def cite(self) -> str:
        """Document and clause as text."""
        return str(self._criterion.cite)

    @property
    def says(self) -> str:
        """The criterion's own sentence, in Chinese."""
        return self.says_in(DEFAULT_LANGUAGE)

    @property
    def because(self) -> str:
        """Why, with the actual values, in Chinese."""
        return self.because_in(DEFAULT_LANGUAGE)

    def says_in(self, language: str) -> str:
        """The criterion's own sentence."""
        return self._basis.translate(self._criterion.says, language)

    def because_in(self, language: str) -> str:
        """Why, with the actual values; empty where the rules could not run."""
        if self._basis.broken:
            return ""
        from .wording import because

        return because(self._criterion.node, self._basis, language)

    def tree_in(self, language: str) -> list[tuple[int, Verdict, str]]:
        """The reason as a tree of sentences: depth, result, sentence."""
        if self._basis.broken:
            return []
        from .wording import reasons

        return [
            (depth, _VERDICT[truth], text)
            for depth, truth, text in reasons(self._criterion.node, self._basis, language)
        ]

    def facts_used(self) -> tuple[str, ...]:
        """The known facts its reason rests on, as paths."""
        if self._basis.broken:
            return ()
        from .wording import facts_behind

        return facts_behind(self._criterion.node, self._basis)

    def __repr__(self) -> str:
        return f"Finding({self.id!r}, {self.result!r})"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a scheme says about a household on a day.

    verdict     met, not_met, or unknown: an unknown is never a refusal
    amount      元 per `per` where the verdict is met and the amount is known, else None
    criteria    one Finding for each criterion, in the order of the scheme
    ask         paths of the unknown facts that could still change the result: the verdict while it is unknown, the
                amount once it is met. `members` means that the list of members is not complete
    parameters  the values used, with the day they hold from and their source
    fault       what broke, if the plugin failed; then the verdict is unknown
    refer       why the plugin wants an officer to look first (own Python logic only)
    """

    scheme: str
    verdict: Verdict
    amount: Decimal | None
    per: str
    criteria: tuple[Finding, ...]
    ask: tuple[str, ...]
    parameters: Mapping[str, ParameterValue]
    on: date
    office: str
    fault: PluginFault | None = None
    refer: str = ""
    basis: Basis | None = field(default=None, compare=False, repr=False)

    def to_json(self, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """The answer as plain data, the same on the command line, over REST and in the database."""
        answer: dict[str, Any] = {
            "scheme": self.scheme,
            "verdict": self.verdict,
            "amount": None if self.amount is None else f"{self.amount:.2f}",
            "per": self.per,
            "on": self.on.isoformat(),
            "office": self.office,
            "criteria": [
                {"id": f.id, "result": f.result, "because": f.because_in(language), "cite": f.cite}
                for f in self.criteria
            ],
            "ask": list(self.ask),
            "parameters": {
                k: {"value": _plain(v.value), "from": v.since.isoformat(), "source": v.source}
                for k, v in self.parameters.items()
            },
        }
        if self.fault is not None:
            answer["fault"] = {"plugin": self.fault.plugin, "stage": self.fault.stage, "error": self.fault.error}
        if self.refer:
            answer["refer"] = self.refer
        return answer

    def explain(self, language: str = DEFAULT_LANGUAGE) -> str:
        """The reasons as a tree of sentences, for people."""
        from .wording import explain

        return explain(self, language)

    def failed(self, fault: PluginFault) -> Evaluation:
        """The same evaluation after the plugin failed: for an officer to decide."""
        return replace(self, verdict="unknown", amount=None, fault=fault)


def _plain(value: Decimal) -> str:
    return format(value, "f")


class Program:
    """A scheme compiled for one set of parameter values."""

    __slots__ = ("run", "values")

    def __init__(self, run: Run, values: Mapping[str, Exact]) -> None:
        self.run = run
        self.values = values


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
    ) -> None:
        self.scheme = scheme
        self.used = used
        self.vocabulary = vocabulary
        self.book = book
        self.translate = translate
        self.names = names
        self._programs: dict[tuple[Decimal, ...], Program] = {}
        self._by_day: dict[tuple[date, tuple[str, ...]], tuple[Program, dict[str, ParameterValue]]] = {}

    def evaluate(self, facts: Facts, on: date, office_chain: Sequence[str] = ()) -> Evaluation:
        """Verdict, findings and amount on a day for an office (its code, then its parents' up to the root).

        ParameterError where a parameter has no value on that day; FactError for an impossible value of a fact.
        """
        chain = tuple(office_chain)
        program, parameters = self._by_day.get((on, chain)) or self._prepare(on, chain)
        results, asks, bounds, missing = program.run(
            facts.household, facts.members, facts.applicant, facts.complete, on
        )
        basis = Basis(self.scheme, facts, on, program.values, self.vocabulary, self.book, self.translate, self.names)
        findings = tuple(
            [
                Finding(c, _VERDICT[r], tuple(dict.fromkeys(a)), basis)
                for c, r, a in zip(self.scheme.eligible.criteria, results, asks, strict=True)
            ]
        )
        verdict: Verdict = "not_met" if False in results else "unknown" if None in results else "met"
        amount: Decimal | None = None
        ask: tuple[str, ...] = ()
        if verdict == "met":
            if bounds is not None and bounds[0] == bounds[1]:
                amount = Decimal(int(bounds[0])).scaleb(-2)
            elif missing:
                ask = tuple(dict.fromkeys(missing))
        elif verdict == "unknown":
            ask = tuple(dict.fromkeys([path for part in asks for path in part]))
        return Evaluation(
            self.scheme.key,
            verdict,
            amount,
            self.scheme.per,
            findings,
            ask,
            parameters,
            on,
            chain[0] if chain else "",
            None,
            "",
            basis,
        )

    def broken(self, facts: Facts, on: date, office_chain: Sequence[str], fault: PluginFault) -> Evaluation:
        """The evaluation that stands where none could be made: unknown, with the fault."""
        basis = Basis(self.scheme, facts, on, {}, self.vocabulary, self.book, self.translate, self.names, broken=True)
        findings = tuple(Finding(c, "unknown", (), basis) for c in self.scheme.eligible.criteria)
        office = office_chain[0] if office_chain else ""
        return Evaluation(
            self.scheme.key, "unknown", None, self.scheme.per, findings, (), {}, on, office, fault, "", basis
        )

    def _prepare(self, on: date, chain: tuple[str, ...]) -> tuple[Program, dict[str, ParameterValue]]:
        parameters = self.book.resolve(self.used.parameters, on, chain)
        key = tuple(v.value for v in parameters.values())
        program = self._programs.get(key)
        if program is None:
            values = {k: exact(v.value, self.book[k].measure.scale) for k, v in parameters.items()}
            program = Program(compile_scheme(self.scheme, self.vocabulary, values), values)
            _bounded(self._programs)[key] = program
        _bounded(self._by_day)[on, chain] = program, parameters
        return program, parameters


def _bounded(cache: dict[Any, Any]) -> dict[Any, Any]:
    """Forget everything when a cache is full: simpler than an order of use, and days come in runs."""
    if len(cache) >= _CACHE_LIMIT:
        cache.clear()
    return cache
