"""The check of a scheme, done once when its plugin is loaded: types, units, rounding, dates of its parameters.

Every mistake is a LoadError at the author's line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from . import tree
from .checker import Checker
from .errors import LoadError
from .facts import KINDS
from .parameters import ParameterBook
from .scheme import Criterion, Scheme
from .units import Unit
from .vocabulary import FactDefinition, Vocabulary, nearest

_PER_UNIT = {"month": "yuan/month", "term": "yuan/term", "year": "yuan/year", "once": "yuan"}


@dataclass(frozen=True, slots=True)
class Used:
    """What a checked scheme reads: facts by path in the order met (those they are `at_most` too), parameter keys, other
    schemes.
    """

    facts: dict[str, FactDefinition]
    parameters: tuple[str, ...]
    schemes: dict[str, tree.Received]


def check_scheme(scheme: Scheme, vocabulary: Vocabulary, book: ParameterBook, plugin: str = "") -> Used:
    """Check every tree of a plugin's scheme. Returns what it reads; LoadError at the author's line for a mistake."""
    checker = check_numbers(scheme, vocabulary, book)
    for name in scheme.needs:
        if name in vocabulary:
            checker.facts.setdefault(name, vocabulary[name])
        elif name in book:
            checker.parameters.setdefault(name, tree.Parameter(name, at=scheme.at))
        else:
            near = nearest(name, [*vocabulary, *book])
            raise LoadError(
                f"scheme {scheme.key} needs {name}, which is neither a fact nor a parameter{near}", scheme.at
            )
    for part in list(checker.facts.values()):
        fact = part
        while fact.at_most:
            fact = checker.facts.setdefault(fact.whole_path, vocabulary[fact.whole_path])
    _check_evidence(scheme, checker, vocabulary)
    _check_start(scheme, checker, book, plugin)
    return Used(checker.facts, tuple(checker.parameters), checker.schemes)


def check_numbers(scheme: Scheme, vocabulary: Vocabulary, book: ParameterBook) -> Checker:
    """Check what the values of the parameters can break: divisors that may be zero, amounts with a fraction of a 分.

    Done while loading with the values of the file, and again with every value somebody wants to lay over them.
    """
    checker = Checker(vocabulary, book)
    for item in scheme.eligible.criteria:
        _located(checker, item)
    for amount in scheme.limits:
        kind = checker.number(amount)
        wanted = Unit.parse(_PER_UNIT[scheme.per])
        if kind.unit != wanted:
            raise LoadError(
                f"scheme {scheme.key} is paid per {scheme.per}, so its amount must be in {wanted}, "
                f"not {kind.unit or 'a bare number'}",
                scheme.at,
            )
        if not kind.whole:
            raise LoadError(
                f"the amount of {scheme.key} may have a fraction of a 分: "
                "say how it is rounded with rounded(..., to='yuan', how='up')",
                scheme.at,
            )
    return checker


def _located(checker: Checker, item: Criterion) -> None:
    try:
        checker.condition(item.node)
    except LoadError as error:
        if error.where:
            raise
        raise LoadError(error.message, item.at) from None


def _check_evidence(scheme: Scheme, checker: Checker, vocabulary: Vocabulary) -> None:
    """Evidence is asked for facts the scheme reads; for another it would promise what nothing keeps."""
    for path, kind in scheme.evidence.items():
        if kind not in KINDS:
            raise LoadError(
                f"scheme {scheme.key}: evidence for {path} is one of {', '.join(KINDS)}, not {kind!r}", scheme.at
            )
        if path not in vocabulary:
            raise LoadError(
                f"scheme {scheme.key} asks evidence for an unknown fact {path}{nearest(path, vocabulary)}", scheme.at
            )
        if path not in checker.facts:
            raise LoadError(
                f"scheme {scheme.key} asks evidence for {path}, which it never reads{nearest(path, checker.facts)}",
                scheme.at,
            )


def _check_start(scheme: Scheme, checker: Checker, book: ParameterBook, plugin: str) -> None:
    """Every parameter has a value from the day on which the scheme begins."""
    if not checker.parameters:
        return
    starts: dict[str, date] = {key: book[key].starts for key in checker.parameters}
    # Other plugins' parameters may be older than the scheme; its own begin with it.
    own = [start for key, start in starts.items() if key.startswith(f"{plugin}.")]
    begin = scheme.since or min(own or starts.values())
    for key, start in starts.items():
        if start > begin:
            gap = f"from {begin} to {start - timedelta(days=1)}"
            mend = "" if scheme.since else "; give it one, or set since= on the scheme"
            raise LoadError(f"{key} has no value {gap}, when {scheme.key} is already in force{mend}", book[key].at)
