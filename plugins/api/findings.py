"""What comes out of an evaluation: findings, the verdict, the amount, what is still missing, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from .citing import Citation
from .facts import Facts, Kind
from .interpret import Interpreter
from .numbers import Exact
from .parameters import ParameterBook, ParameterValue
from .scheme import Criterion, Scheme, Verdict
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from .changes import WouldChange

# (msgid, language) → text, and (scheme key, language) → name.
Translate: TypeAlias = Callable[[str, str], str]
DEFAULT_LANGUAGE = "zh-hans"
VERDICTS: dict[bool | None, Verdict] = {True: "met", False: "not_met", None: "unknown"}


class FactTold(NamedTuple):
    """A known fact in words: where it stands, what and whose it is, its value."""

    path: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PluginFault:
    """What went wrong while a plugin's rules ran: the claim goes to an officer with this."""

    plugin: str
    stage: str
    error: str


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """A scheme with one set of parameter values (in stored units) and everything needed to put it into words."""

    scheme: Scheme
    values: Mapping[str, Exact]
    vocabulary: Vocabulary
    book: ParameterBook
    translate: Translate
    names: Translate


class Basis(NamedTuple):
    """What an evaluation rests on; findings write their sentences from it when somebody reads them.

    `broken` where the rules could not run. `weak` are the facts that did not count, because the scheme asks for better
    evidence: path → the kind asked for; `facts` are without them.
    """

    rules: Rules
    facts: Facts
    on: date
    broken: bool = False
    weak: Mapping[str, Kind] = MappingProxyType({})

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.rules.scheme

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts there are."""
        return self.rules.vocabulary

    @property
    def book(self) -> ParameterBook:
        """The parameters there are."""
        return self.rules.book

    def translate(self, msgid: str, language: str) -> str:
        """A text of the plugin."""
        return self.rules.translate(msgid, language)

    def names(self, key: str, language: str) -> str:
        """What a scheme is called."""
        return self.rules.names(key, language)

    def interpreter(self) -> Interpreter:
        """The slow evaluator over the same facts and parameters."""
        return Interpreter(self.facts, self.on, self.rules.values, self.rules.vocabulary)


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
            (depth, VERDICTS[truth], text)
            for depth, truth, text in reasons(self._criterion.node, self._basis, language)
        ]

    def would_change_in(self, language: str) -> tuple[WouldChange, ...]:
        """Where it is not met: what would have to be otherwise, which limit was missed and by how much."""
        if self._basis.broken:
            return ()
        from .changes import what_would_change

        return what_would_change(self._criterion.node, self._basis, language)

    def facts_in(self, language: str) -> tuple[FactTold, ...]:
        """The known facts its reason rests on, in words."""
        from .wording import told

        return told(self.facts_used(), self._basis, language)

    def facts_used(self) -> tuple[str, ...]:
        """The known facts its reason rests on, as paths."""
        if self._basis.broken:
            return ()
        from .wording import facts_behind

        return facts_behind(self._criterion.node, self._basis)

    def __repr__(self) -> str:
        return f"Finding({self.id!r}, {self.result!r})"


class Evaluation(NamedTuple):
    """What a scheme says about a household on a day.

    verdict     met, not_met, or unknown: an unknown is never a refusal
    amount      元 per `per` where the verdict is met and the amount is known, else None
    criteria    one Finding for each criterion, in the order of the scheme
    ask         paths of the unknown facts that could still change the result: the verdict while it is unknown, the
                amount once it is met. `members` means that the list of members is not complete
    parameters  the values used, with the day they hold from and their source
    fault       what broke, if the plugin failed; then the verdict is unknown
    refer       why the plugin wants an officer to look first (own Python logic only)
    limits      the least and the most 元 an officer may choose, where the scheme leaves the amount to one and both are
                known; whatever the verdict (R6.10)
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
    basis: Basis | None = None
    limits: tuple[Decimal, Decimal] | None = None

    @property
    def evidence(self) -> dict[str, Kind]:
        """What is asked though it was declared, because the scheme wants it better proven: path → how."""
        return {p: self.basis.weak[p] for p in self.ask if p in self.basis.weak} if self.basis else {}

    def parameters_counted(self) -> frozenset[str]:
        """Keys of the parameters the answer rests on: of a table only the row that was looked up."""
        from .wording import parameters_behind

        return parameters_behind(self)

    def to_json(self, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """The answer as plain data, the same on the command line and in the database."""
        answer: dict[str, Any] = {
            "scheme": self.scheme,
            "verdict": self.verdict,
            "amount": None if self.amount is None else f"{self.amount:.2f}",
            "per": self.per,
            "on": self.on.isoformat(),
            "office": self.office,
            "criteria": [_criterion(f, language) for f in self.criteria],
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
        if self.limits is not None:
            low, high = self.limits
            answer["amount_range"] = {"low": f"{low:.2f}", "high": f"{high:.2f}", "cite": self.range_cite}
        if evidence := self.evidence:
            answer["evidence"] = evidence
        return answer

    @property
    def range_cite(self) -> str:
        """The clause that leaves the amount to an officer; empty where none does."""
        chosen = self.basis.scheme.amount_range if self.basis else None
        return "" if chosen is None else str(chosen.cite)

    def explain(self, language: str = DEFAULT_LANGUAGE) -> str:
        """The reasons as a tree of sentences, for people."""
        from .wording import explain

        return explain(self, language)

    def failed(self, fault: PluginFault) -> Evaluation:
        """The same evaluation after the plugin failed: for an officer to decide."""
        return self._replace(verdict="unknown", amount=None, fault=fault)


def _criterion(finding: Finding, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": finding.id, "result": finding.result, "because": finding.because_in(language), "cite": finding.cite,
    }  # fmt: skip
    if changes := finding.would_change_in(language):
        found["would_change"] = [
            {"depth": c.depth, "says": c.says, "gap": None if c.gap is None else f"{c.gap:f}", "unit": c.unit}
            for c in changes
        ]
    return found


def _plain(value: Decimal) -> str:
    return format(value, "f")
