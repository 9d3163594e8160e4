"""cases.yaml: examples that read as sentences and run as tests.

    - a family already on minimum living allowance, two pupils:
        on: 2026-09-17
        household: {income_monthly: 1335, receives: [minimum-living-allowance]}
        members: [{relation: self, in_school: none}, {relation: child, in_school: senior}]
        expect: {verdict: met, amount: 1250, because: {poor: met, pupil: met}}

A plugin with several schemes may instead keep a file for each, named by its key: cases/education-aid.yaml.

`range: [2205, 8820]` expects the limits within which an officer chooses the amount.

`on` is left out where the day does not matter: then it is the day on which the newest value of the scheme's
parameters begins. `office` is one office code, or the chain of codes up to the root. `scheme` is needed where a
plugin has several and the file is not named by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from .errors import FactError, LoadError
from .evaluation import Evaluation
from .shapes import is_number
from .source import Where
from .vocabulary import Vocabulary, nearest
from .yamlfile import Document

_FIELDS = ("scheme", "on", "office", "household", "members", "applicant", "expect")
_EXPECT = ("verdict", "amount", "range", "because", "ask")
_VERDICTS = ("met", "not_met", "unknown")


@dataclass(frozen=True, slots=True)
class Case:
    """One example: its sentence, the facts, what is expected."""

    title: str
    at: Where
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    scheme: str = ""
    on: date | None = None
    office_chain: tuple[str, ...] = ()

    def differences(self, evaluation: Evaluation) -> list[str]:
        """What came out otherwise than expected, one line each: `amount: expected 2500, got 1250`."""
        expect = self.expect
        found: list[tuple[str, Any, Any]] = [("verdict", expect["verdict"], evaluation.verdict)]
        if "amount" in expect:
            wanted = None if expect["amount"] is None else Decimal(str(expect["amount"]))
            found.append(("amount", wanted, evaluation.amount))
        if "range" in expect:
            ends = None if expect["range"] is None else tuple(Decimal(str(end)) for end in expect["range"])
            found.append(("range", ends, evaluation.limits))
        if "ask" in expect:
            found.append(("ask", sorted(expect["ask"]), sorted(evaluation.ask)))
        results = {f.id: f.result for f in evaluation.criteria}
        found.extend((f"because {key}", wanted, results.get(key)) for key, wanted in expect.get("because", {}).items())
        lines = [f"{what}: expected {wanted}, got {got}" for what, wanted, got in found if wanted != got]
        if evaluation.fault is not None:
            lines.append(f"fault: {evaluation.fault.stage}: {evaluation.fault.error}")
        return lines


def case_files(folder: Path) -> tuple[Path, ...]:
    """The files with a plugin's cases: cases.yaml and everything in cases/. LoadError for one nobody would read."""
    own = folder / "cases.yaml"
    for other in (folder / "cases.yml", *sorted((folder / "cases").glob("*.yml"))):
        if other.is_file():
            raise LoadError(f"cases are read from .yaml files alone: call it {other.stem}.yaml", Where(str(other), 1))
    return (*([own] if own.is_file() else []), *sorted((folder / "cases").glob("*.yaml")))


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read a file of cases; LoadError with file and line for a wrong shape."""
    document = Document(path)
    if document.data is None:
        return ()
    if not isinstance(document.data, list):
        raise LoadError(f"{path.name} is a list of cases, each a sentence and its facts", document.where())
    scheme = path.stem if path.parent.name == "cases" else ""
    cases = tuple(_case(document, index, entry, scheme) for index, entry in enumerate(document.data))
    seen: dict[str, Where] = {}
    for case in cases:
        if case.title in seen:
            raise LoadError(f"two cases say the same: {case.title!r}; the first is at {seen[case.title]}", case.at)
        seen[case.title] = case.at
    return cases


def _case(document: Document, index: int, entry: Any, scheme: str) -> Case:
    where = document.where(index)
    if not isinstance(entry, dict) or len(entry) != 1:
        raise LoadError("a case is one sentence with its facts below it", where)
    title, body = next(iter(entry.items()))
    if not isinstance(body, dict):
        raise LoadError(f"case {title!r} has no facts", where)
    _known(document, body, _FIELDS, index, title)
    expect = body.get("expect")
    if not isinstance(expect, dict) or expect.get("verdict") not in _VERDICTS:
        raise LoadError(
            f"case {title!r} expects no verdict: expect: {{verdict: met}}, not_met or unknown",
            document.where(index, title, "expect"),
        )
    _known(document, expect, _EXPECT, index, title, "expect")
    for name, (right, words) in _SHAPES.items():
        if name in expect and not right(expect[name]):
            raise LoadError(f"case {title!r}: {name} is {words}", document.where(index, title, "expect", name))
    on = body.get("on")
    if on is not None and type(on) is not date:
        raise LoadError(f"case {title!r}: on is a day such as 2026-09-17", document.where(index, title, "on"))
    office = body.get("office", [])
    if not isinstance(office, str) and not _words(office):
        raise LoadError(
            f"case {title!r}: office is a code such as liuhe, or its chain of codes: [hedong, liuhe]",
            document.where(index, title, "office"),
        )
    chain = (office,) if isinstance(office, str) else tuple(office)
    facts = {part: body[part] for part in ("household", "members", "applicant") if part in body}
    return Case(title, where, facts, expect, str(body.get("scheme", scheme)), on, chain)


def _words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _verdicts(value: object) -> bool:
    return isinstance(value, dict) and all(verdict in _VERDICTS for verdict in value.values())


def _ends(value: object) -> bool:
    return value is None or (isinstance(value, list) and len(value) == 2 and all(map(is_number, value)))


# What is expected beside the verdict: whether it can be, and what it should be.
_SHAPES: dict[str, tuple[Callable[[object], bool], str]] = {
    "amount": (lambda value: value is None or is_number(value), "a number, or null where an officer sets it"),
    "range": (_ends, "the least and the most: range: [2205, 8820]"),
    "because": (_verdicts, f"a result for each criterion: because: {{poor: met}}, {', '.join(_VERDICTS[1:])}"),
    "ask": (_words, "a list of facts: ask: [members.1.income_monthly]"),
}


def _known(document: Document, entry: Mapping[str, Any], allowed: Sequence[str], *place: str | int) -> None:
    for name in entry:
        if name not in allowed:
            raise LoadError(f"unknown field {name!r}{nearest(name, allowed)}", document.where(*place, name))


def check_cases(cases: Sequence[Case], vocabulary: Vocabulary, criteria: Mapping[str, Sequence[str]]) -> None:
    """Every fact of the cases is one that somebody asks for, every scheme and criterion exists; LoadError if not.

    `criteria` maps the plugin's scheme keys to their criterion ids.
    """
    for case in cases:
        if case.scheme and case.scheme not in criteria:
            raise LoadError(
                f"case {case.title!r} is for an unknown scheme {case.scheme}{nearest(case.scheme, criteria)}", case.at
            )
        if not case.scheme and len(criteria) != 1:
            raise LoadError(f"case {case.title!r} must say for which scheme: {', '.join(criteria)}", case.at)
        ids = criteria[case.scheme or next(iter(criteria))]
        for name in case.expect.get("because", {}):
            if name not in ids:
                raise LoadError(f"case {case.title!r} names an unknown criterion {name}{nearest(name, ids)}", case.at)
        try:
            vocabulary.check(case.facts)
            _check_asked(case.expect.get("ask", ()), vocabulary)
        except FactError as error:
            raise LoadError(f"case {case.title!r}: {error}", _fact_line(case, error.path)) from None


def _check_asked(paths: Sequence[str], vocabulary: Vocabulary) -> None:
    for path in paths:
        head, _, number = path.partition(".")
        number = number.partition(".")[0]
        counted = head != "members" or number.isdecimal()
        if path != "members" and not (counted and vocabulary.at_path(path)):
            person = f"members.{number if number.isdecimal() else 0}"
            known = [*vocabulary, *(f"{person}.{fact.key}" for fact in vocabulary.values() if fact.scope == "member")]
            raise FactError(path, f"there is no such fact to ask{nearest(path, ['members', *known])}")


def _fact_line(case: Case, fact: str) -> Where:
    """The line of a fact inside a case: where it stands, or where it is to be asked."""
    document = Document(Path(case.at.file))
    for index, entry in enumerate(document.data):
        if case.title in entry:
            if fact in case.expect.get("ask", ()):
                return document.where(index, case.title, "expect", "ask", case.expect["ask"].index(fact))
            place = [
                int(part) if part.isdecimal() else part
                for part in fact.split(".", 2 if fact.startswith("members") else 1)
            ]
            return document.where(index, case.title, *place)
    return case.at
