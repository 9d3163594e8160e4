"""Findings for people: mark and word, the reason, the clause, and the facts behind it with source and day."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from plugins.api import FactDefinition, Facts
from plugins.manager import get_manager
from portal.cases import rules
from portal.cases.models import Evaluation
from portal.cases.workbench.factsview import FactBook
from portal.cases.workbench.vocabulary import amount, language, source_words, value_at
from portal.common import money

MARKS = {"met": "✓", "not_met": "✕", "unknown": "?"}


@dataclass(frozen=True)
class FindingView:
    """One criterion: ``result`` names the class, ``mark`` and ``word`` say it, ``sources`` are lines of facts."""

    result: str
    mark: str
    word: str
    says: str
    because: str
    cite: str
    sources: tuple[str, ...] = ()


def word(result: str) -> str:
    """The word beside the mark."""
    return {"met": _("met"), "not_met": _("not met"), "unknown": _("cannot tell yet")}.get(result, result)


def of_evaluation(evaluation: Evaluation, book: FactBook) -> list[FindingView]:
    """The findings as they were found, with the facts known on that day (R5.7)."""
    snapshot = evaluation.facts
    sources = snapshot.get("provenance") or {}
    return [
        _view(item, book, lambda path: value_at(snapshot, path), sources) for item in evaluation.findings_in(language())
    ]


def of_result(result: "rules.Result", book: FactBook) -> list[FindingView]:
    """The findings of a preview, on today's facts."""
    sources = {
        path: {"kind": source.kind, "by": source.by, "on": source.on} for path, source in book.facts.provenance.items()
    }
    return [_view(item, book, book.facts.get, sources) for item in result.findings.get(language(), [])]


def _view(item: dict[str, Any], book: FactBook, value_of: Any, sources: dict[str, Any]) -> FindingView:
    result = item["result"]
    return FindingView(
        result=result,
        mark=MARKS.get(result, "?"),
        word=word(result),
        says=item.get("says", ""),
        because=item.get("because", ""),
        cite=item.get("cite", ""),
        sources=tuple(_source_lines(item.get("facts", ()), book, value_of, sources)),
    )


def _source_lines(paths: Iterable[str], book: FactBook, value_of: Any, sources: dict[str, Any]) -> Iterable[str]:
    vocabulary = get_manager().vocabulary
    for path in paths:
        definition = vocabulary.at_path(path)
        source = sources.get(path)
        if definition is None or source is None:
            continue
        label = book.name_of(path, book.words.label(definition))
        value = book.words.value(definition, value_of(path))
        yield _("%(fact)s: %(value)s (%(source)s)") % {
            "fact": label,
            "value": value,
            "source": source_words(source["kind"], source["by"], source["on"]),
        }


def standards(evaluation: Evaluation) -> list[str]:
    """The dated amounts and limits the rules used, with the day they hold from and their source (R5.7)."""
    return [
        _("%(label)s: %(value)s (from %(day)s, %(source)s)")
        % {
            "label": _label(key),
            "value": _standard(key, used["value"]),
            "day": used["from"],
            "source": used["source"],
        }
        for key, used in evaluation.parameters.items()
    ]


def _label(key: str) -> str:
    manager = get_manager()
    definition = manager.book.get(key)
    return manager.text(key.partition(".")[0], definition.label, language()) if definition else key


def _standard(key: str, value: str) -> str:
    definition = get_manager().book.get(key)
    unit, _slash, per = (definition.unit if definition else "").partition("/")
    return amount(money.format_yuan(Decimal(value), language()), per) if unit == "yuan" else value


def missing_words(paths: Iterable[str], book: FactBook) -> Iterable[str]:
    """What is not known yet, in words: the fact and whose it is; and why what is given does not count: it is not proven
    well enough, or is more than what it is a part of.
    """
    vocabulary = get_manager().vocabulary
    for path in paths:
        definition = vocabulary.at_path(path)
        if definition is not None:
            name = book.name_of(path, book.words.label(definition))
            source = book.facts.provenance.get(path)
            if whole := _contradicted_by(path, definition, book.facts):
                words = {"fact": name, "other": book.words.label(whole)}
                yield _("%(fact)s (given as more than “%(other)s”: one of the two is wrong)") % words
            else:
                weak = source is not None and source.kind == "declared"
                yield _("%(fact)s (declared, not confirmed yet)") % {"fact": name} if weak else name
        elif path == "members":
            yield _("whether everybody of the household is named")


def _contradicted_by(path: str, definition: FactDefinition, facts: Facts) -> FactDefinition | None:
    """What a fact is a part of and yet more than; None where it is in order."""
    if not definition.at_most:
        return None
    whole = get_manager().vocabulary[definition.whole_path]
    beside = path.removesuffix(definition.key)
    values = {item.key: facts.get(beside + item.key) for item in (definition, whole)}
    return whole if definition.exceeds(whole, values) else None
