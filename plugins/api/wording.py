"""Why an evaluation came out as it did, for people: one sentence, a tree of sentences, or the whole answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from . import tree, units
from .findings import FactTold
from .interpret import Truth
from .phrases import format_number
from .scheme import SERVICE
from .statements import Writer
from .texts import COMMON_TEXTS
from .units import Unit

if TYPE_CHECKING:
    from .findings import Basis, Evaluation

_AMOUNT = {
    "month": "Amount: %(amount)s a month",
    "term": "Amount: %(amount)s a term",
    "year": "Amount: %(amount)s a year",
    "once": "Amount: %(amount)s, once",
}
_EVIDENCE = {
    "matched": "%(what)s (declared, to be confirmed by another register)",
    "verified": "%(what)s (to be confirmed by a check)",
}


def because(node: tree.Bool, basis: Basis, language: str) -> str:
    """Why a criterion came out as it did, in one sentence."""
    return Writer(basis, language).state(node)


def reasons(node: tree.Bool, basis: Basis, language: str) -> list[tuple[int, Truth, str]]:
    """The tree of reasons: depth, truth, sentence; every part, also those that did not decide."""
    writer = Writer(basis, language)
    found: list[tuple[int, Truth, str]] = []

    def add(part: tree.Bool, depth: int) -> None:
        truth = writer.run.condition(part)
        if isinstance(part, tree.AllOf | tree.AnyOf):
            found.append(
                (
                    depth,
                    truth,
                    writer.say(
                        "all of these are needed:" if isinstance(part, tree.AllOf) else "one of these is enough:"
                    ),
                )
            )
            for item in part.items:
                add(item, depth + 1)
        else:
            found.append((depth, truth, writer.state(part)))

    add(node, 0)
    return found


def facts_behind(node: tree.Bool, basis: Basis) -> tuple[str, ...]:
    """Paths of the known facts a condition reads, derived ones resolved to what they were derived from."""
    run = basis.interpreter()
    found: dict[str, None] = {}

    def add(part: tree.Node) -> None:
        if isinstance(part, tree.Fact):
            people = range(len(basis.facts.members)) if part.scope == "member" else (None,)
            formula = None
            for run.person in people:
                if run._values(part.scope).get(part.key) is not None:
                    found[run.path(part)] = None
                else:
                    formula = run.definition(part).formula
            if formula is not None:
                add(formula)
        elif isinstance(part, tree.Received):
            add(tree.Fact("household", "receives"))
        for child in tree.children(part):
            add(child)

    add(node)
    return tuple(found)


def parameters_behind(evaluation: Evaluation) -> frozenset[str]:
    """Keys of the parameters that counted: of a table only the row that was looked up, where that is known."""
    if evaluation.basis is None or evaluation.basis.broken:
        return frozenset()
    run = evaluation.basis.interpreter()
    found: set[str] = set()

    def add(node: tree.Node) -> None:
        if isinstance(node, tree.Parameter):
            found.add(node.key)
        elif isinstance(node, tree.Fact) and (formula := run.definition(node).formula) is not None:
            add(formula)
        parts: Iterable[tree.Node] = tree.children(node)
        if isinstance(node, tree.Lookup) and node.key.scope != "member":
            known = run.given(node.key)
            parts = [row for value, row in node.rows if known in (None, value)]
        for part in parts:
            add(part)

    for root in evaluation.basis.scheme.nodes:
        add(root)
    return frozenset(found)


def explain(evaluation: Evaluation, language: str) -> str:
    """The whole answer for people: verdict, amount, each criterion with clause and reasons, what is missing."""
    say = COMMON_TEXTS
    verdict = {"met": "all conditions are met", "not_met": "not all conditions are met", "unknown": "cannot tell yet"}[
        evaluation.verdict
    ]
    name = evaluation.basis.translate(evaluation.basis.scheme.name, language) if evaluation.basis else evaluation.scheme
    lines = [say("%(scheme)s: %(verdict)s", language) % {"scheme": name, "verdict": say(verdict, language)}]
    if evaluation.verdict == "met" and evaluation.per == SERVICE:
        lines.append(say("A service is arranged; no money is paid", language))
    if evaluation.amount is not None:
        amount = format_number(int(evaluation.amount.scaleb(2)), Unit.parse("yuan"), language)
        lines.append(say(_AMOUNT[evaluation.per], language) % {"amount": amount})
    if evaluation.limits is not None and evaluation.verdict == "met":
        ends = [format_number(int(end.scaleb(2)), Unit.parse("yuan"), language) for end in evaluation.limits]
        text = say("Amount: from %(low)s to %(high)s; an officer chooses and gives the reason (%(cite)s)", language)
        lines.append(text % {"low": ends[0], "high": ends[1], "cite": evaluation.range_cite})
    if evaluation.fault is not None:
        lines.append(
            say("The rules could not be run (%(error)s). An officer decides.", language)
            % {"error": evaluation.fault.error}
        )
    marks = {"met": "✓", "not_met": "✕", "unknown": "?"}
    for finding in evaluation.criteria:
        lines.append(f"{marks[finding.result]} {finding.says_in(language)} ({finding.cite})")
        lines.extend(f"{'  ' * (depth + 1)}{marks[result]} {text}" for depth, result, text in finding.tree_in(language))
        lines.extend(f"{'  ' * (c.depth + 1)}→ {c.says}" for c in finding.would_change_in(language))
    if evaluation.ask:
        lines.append(say("Still needed:", language))
        lines.extend(f"  {path_text(path, evaluation, language)} [{path}]" for path in evaluation.ask)
    for key, value in evaluation.parameters.items():
        origin = {"day": value.since.isoformat(), "source": value.source}
        lines.append(f"{key} = {value.value:f} ({say('from %(day)s, %(source)s', language) % origin})")
    return "\n".join(lines)


def path_text(path: str, evaluation: Evaluation, language: str) -> str:
    """A missing fact in words: member 2 (father or mother): monthly income."""
    if evaluation.basis is None or path == "members":
        return COMMON_TEXTS("the complete list of members", language)
    writer = Writer(evaluation.basis, language)
    label = _label(path, writer)
    kind = evaluation.basis.weak.get(path)
    return _of_whom(path, writer.say(_EVIDENCE[kind], what=label) if kind else label, writer)


def told(paths: Iterable[str], basis: Basis, language: str) -> tuple[FactTold, ...]:
    """Known facts in words, each once."""
    writer = Writer(basis, language)
    return tuple(
        FactTold(path, _of_whom(path, _label(path, writer), writer), _value(path, writer))
        for path in dict.fromkeys(paths)
    )


def _label(path: str, writer: Writer) -> str:
    definition = writer.basis.vocabulary.at_path(path)
    return writer.text(definition.label) if definition else path


def _of_whom(path: str, label: str, writer: Writer) -> str:
    if not path.startswith("members."):
        return label
    return writer.say("%(who)s: %(what)s", who=writer.who(int(path.split(".")[1])), what=label)


def _value(path: str, writer: Writer) -> str:
    """A fact's value as people write it."""
    definition = writer.basis.vocabulary.at_path(path)
    given = writer.basis.facts.get(path)
    if definition is None or given is None:
        return ""
    stored = definition.read(given)
    if definition.range is not None:
        return format_number(stored, definition.measure, writer.language)
    if definition.type == "boolean":
        return writer.say("yes") if stored else writer.say("no")
    if definition.type == "choice":
        return writer.text(next(c.label for c in definition.choices if c.value == stored))
    if definition.type == "schemes":
        return _received(stored, writer)
    return str(given)


def _received(days: Mapping[str, int | None], writer: Writer) -> str:
    """The schemes a household receives, each with the day since when."""
    parts = []
    for key, day in days.items():
        name = writer.basis.names(key, writer.language)
        since = day and format_number(day, units.DATE, writer.language)
        parts.append(writer.say("%(scheme)s since %(day)s", scheme=name, day=since) if since else name)
    return writer.join(parts, "%(first)s, %(second)s") or writer.say("nothing")
