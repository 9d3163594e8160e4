"""What a plugin offers: agencies, schemes, their criteria and papers, and proposals of its own Python logic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from . import tree
from .citing import Citation, cited
from .errors import LoadError
from .facts import Facts, Kind
from .ranges import AmountRange
from .shapes import tuple_problem
from .source import Where, caller
from .terms import Term, Test, condition_node, number_node

Per: TypeAlias = Literal["month", "term", "year", "once", "service"]
Verdict: TypeAlias = Literal["met", "not_met", "unknown"]
EVENTS = ("ill", "school", "housing", "work", "disability", "old", "poor", "emergency")
# `per` of help that is no money: a training course, a place at a job fair. It has no amount.
SERVICE: Per = "service"
PERS = ("month", "term", "year", "once", SERVICE)
_KEY = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a scheme with its id, its plain sentence (msgid) and its citation."""

    id: str
    node: tree.Bool
    says: str
    cite: Citation
    at: Where = field(compare=False, repr=False)


def criterion(id: str, condition: Test, *, says: str, cite: Citation | None = None) -> Criterion:
    """A condition with an id, a sentence it prints and the clause it rests on; LoadError without a clause."""
    where = caller()
    if not _KEY.match(id):
        raise LoadError(f"criterion {id!r}: an id is lower-case words with hyphens", where)
    if not says.strip():
        raise LoadError(f"criterion {id!r} has no sentence: add says=...", where)
    return Criterion(id, condition_node(condition), says, cited(f"criterion {id!r}", cite, where), where)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """All criteria of a scheme; every one must be met."""

    criteria: tuple[Criterion, ...]


def eligible(*criteria: Criterion) -> Eligibility:
    """The criteria of a scheme. LoadError for two of one id, or none at all."""
    if not criteria:
        raise LoadError("a scheme without criteria would be for everybody: add at least one", caller())
    seen: dict[str, Criterion] = {}
    for item in criteria:
        if not isinstance(item, Criterion):
            raise LoadError("eligible takes criteria one by one: eligible(a, b), of a list eligible(*list)", caller())
        if item.id in seen:
            raise LoadError(f"two criteria are called {item.id!r}; the first is at {seen[item.id].at}", item.at)
        seen[item.id] = item
    return Eligibility(criteria)


@dataclass(frozen=True, slots=True)
class Material:
    """A paper the applicant brings; only what no data sharing holds (R2.4). label and hint are msgids."""

    key: str
    label: str
    hint: str = ""
    per: Literal["household", "member"] = "household"
    required: bool = True


# R2.4: identity card and household book are enough wherever data can be shared.
ID_CARD = Material("id-card", "Identity card", "Both sides, of every adult. A photo is enough.", per="member")
HOUSEHOLD_BOOK = Material("household-book", "Household book", "The first page and the page of every member.")


@dataclass(frozen=True, slots=True)
class Agency:
    """The owner of schemes (部门): key, name and one sentence on what it helps with (Chinese, or msgids)."""

    key: str
    name: str
    summary: str = ""
    at: Where = field(default_factory=caller, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not _KEY.match(self.key) or not self.name.strip():
            raise LoadError("an agency has a key of lower-case words with hyphens, and a name", self.at)


@dataclass(frozen=True, slots=True)
class ProposalContext:
    """What a plugin's own Python logic sees: only the facts its scheme declares (fault 10)."""

    facts: Facts
    on: date
    amount: Decimal | None
    parameters: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a plugin proposes once all criteria are met.

    amount  in 元, or None where an officer must set it
    refer   why an officer must look first; then the verdict is unknown. A proposal can never refuse: only a
            criterion with its clause does.
    """

    amount: Decimal | None = None
    refer: str = ""


@dataclass(frozen=True, eq=False)
class Scheme:
    """One kind of assistance (救助项目).

    key, name   name in Chinese or as a msgid
    agency      key of the agency that decides
    eligible    the criteria; amount a money term whose unit agrees with `per`
    per         month, term, year, once, or service: help that is arranged, without money and so without an amount
    process     key of the way it is processed (the locality gives limits and steps)
    events      life events it helps with, of EVENTS
    summary     one sentence for people; materials papers to bring
    amount_range instead of an amount: the limits within which an officer chooses it (R6.10)
    needs       what only `propose` reads: facts as paths (`household.savings`), parameters by key
    evidence    how well a fact must be known to count in a decision, as paths: {"member.disability": "matched"}.
                One known to come from a weaker source is unknown; where no source is known, as in screening, it counts
    propose     own Python logic, called when every criterion is met; whatever it does, nobody is refused by it
    since       first day of the scheme; else the day on which the first of its plugin's parameters begins
    """

    key: str
    name: str
    agency: str
    eligible: Eligibility
    per: Per
    process: str
    amount: Term | None = None
    amount_range: AmountRange | None = None
    events: tuple[str, ...] = ()
    summary: str = ""
    materials: tuple[Material, ...] = (ID_CARD, HOUSEHOLD_BOOK)
    needs: tuple[str, ...] = ()
    evidence: Mapping[str, Kind] = field(default_factory=dict)
    propose: Callable[[ProposalContext], Proposal] | None = None
    since: date | None = None
    at: Where = field(default_factory=caller, repr=False)

    def __post_init__(self) -> None:
        if problem := self._problem():
            raise LoadError(f"scheme {self.key}: {problem}", self.at)

    def _problem(self) -> str:
        if not _KEY.match(self.key):
            return "a key is lower-case words with hyphens"
        if not self.name.strip():
            return "it needs a name"
        if not isinstance(self.eligible, Eligibility):
            return "eligible is made with eligible(criterion(...), ...)"
        if self.per not in PERS:
            return f"per must be one of {', '.join(PERS)}"
        if problem := self._amount_problem():
            return problem
        if problem := self._problem_of_shapes():
            return problem
        if unknown := [e for e in self.events if e not in EVENTS]:
            return f"unknown life event {unknown[0]!r}; known are {', '.join(EVENTS)}"
        return ""

    def _problem_of_shapes(self) -> str:
        if self.since is not None and type(self.since) is not date:
            return "since is a day: since=date(2026, 9, 1)"
        if not isinstance(self.evidence, Mapping):
            return 'evidence is a mapping: evidence={"member.disability": "matched"}'
        if self.propose is not None and not callable(self.propose):
            return "propose is a function: propose=work_out, without quotes or brackets"
        return (
            tuple_problem("events", self.events, str, '"poor"')
            or tuple_problem("needs", self.needs, str, '"household.savings"')
            or tuple_problem("materials", self.materials, Material, "ID_CARD")
        )

    def _amount_problem(self) -> str:
        if self.amount is not None and not isinstance(self.amount, Term):
            return "amount is a term such as parameter(...) * household.members.count(...)"
        if self.amount_range is not None and not isinstance(self.amount_range, AmountRange):
            return "amount_range is made with amount_range(low, high, cite=clause(...))"
        # A term compares with != to a condition: only `is` tells whether there is one.
        said = [way for way in (self.amount, self.amount_range, self.propose) if way is not None]
        if self.per == SERVICE and said:
            return "a service has no amount: leave out amount= and propose=, or say how it is paid with per="
        if self.amount_range is not None and len(said) > 1:
            return "where an officer chooses the amount within amount_range=, nothing else sets it"
        return ""

    @property
    def amount_tree(self) -> tree.Number | None:
        """The tree behind the amount."""
        return None if self.amount is None else number_node(self.amount)

    @property
    def limits(self) -> tuple[tree.Number, ...]:
        """The trees behind the least and the most the help can be: of the amount, or of both ends of its range."""
        if self.amount_range is not None:
            return self.amount_range.low, self.amount_range.high
        return () if self.amount_tree is None else (self.amount_tree,)

    @property
    def nodes(self) -> tuple[tree.Node, ...]:
        """The roots of all trees of the scheme."""
        return (*(c.node for c in self.eligible.criteria), *self.limits)
