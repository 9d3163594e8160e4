"""What the questions came to: the schemes that fit, those that may, those that do not, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.definitions import SchemeChoice, scheme_choices
from forms.screening.questions import Screen, member_of
from plugins.api import Evaluation, Finding
from plugins.api.scheme import SERVICE
from plugins.manager import get_manager
from portal.cases.events import amount_text
from portal.common.locality import get_locality

ORDER = ("met", "unknown", "not_met")


@dataclass(frozen=True)
class Reason:
    """A condition with what was found: `result` is met, not_met or unknown."""

    result: str
    says: str
    because: str
    cite: str


@dataclass(frozen=True)
class Result:
    """One scheme; `gives` is empty where no amount is known yet, `missing` names what is open, in words; `ticked`: the
    box to apply for it is ticked beforehand.
    """

    scheme: SchemeChoice
    verdict: str
    ticked: bool
    gives: str
    answer_in: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]


def results(screen: Screen) -> list[Result]:
    """The fitting schemes: those that are met first, then what is open, then what does not fit."""
    choices = {choice.key: choice for choice in scheme_choices(screen.language)}
    verdicts = {evaluation.verdict for evaluation in screen.evaluations.values()}
    # Who named what happened, or fits nowhere for sure, applies for what is open too; nobody for all there is.
    ticked = {"met"} if "met" in verdicts and not screen.screening.events else {"met", "unknown"}
    found = [
        _result(choices[key], evaluation, screen, ticked=evaluation.verdict in ticked)
        for key, evaluation in screen.evaluations.items()
    ]
    return sorted(found, key=lambda result: ORDER.index(result.verdict))


def headline(found: list[Result]) -> str:
    """How many schemes fit, or may fit."""
    met = sum(result.verdict == "met" for result in found)
    if met:
        text = ngettext(
            "By your answers, %(number)d kind of help fits", "By your answers, %(number)d kinds of help fit", met
        )
        return text % {"number": met}
    if any(result.verdict == "unknown" for result in found):
        return _("By your answers, some help may fit")
    return _("By your answers, nothing fits just now")


def told(screen: Screen) -> str:
    """How many questions were put, and how many were not needed or are still to come."""
    asked = {definition.path for path in screen.screening.asked if (definition := _definition(path))}
    every = {definition.path for definition in get_manager().questions(screen.schemes)}
    spared = len(every - asked)
    text = ngettext("We asked you %(number)d question.", "We asked you %(number)d questions.", len(asked))
    words = text % {"number": len(asked)}
    if not spared:
        return words
    if screen.open:
        return f"{words} {_('More answers make the result more certain.')}"
    rest = ngettext(
        "Another %(number)d was left out, because it cannot change the result.",
        "Another %(number)d were left out, because they cannot change the result.",
        spared,
    )
    return f"{words} {rest % {'number': spared}}"


def _definition(path: str):  # type: ignore[no-untyped-def]
    return get_manager().vocabulary.at_path(path)


def _result(scheme: SchemeChoice, evaluation: Evaluation, screen: Screen, *, ticked: bool) -> Result:
    return Result(
        scheme,
        evaluation.verdict,
        ticked,
        _gives(evaluation, screen.language) if evaluation.verdict == "met" else "",
        _answer_in(scheme.key),
        tuple(_reason(finding, screen.language) for finding in _telling(evaluation)),
        tuple(_missing(evaluation, screen)),
    )


def _gives(evaluation: Evaluation, language: str) -> str:
    """What is paid, or between which amounts an officer chooses; empty where it is not known yet. Or that it is a
    service.
    """
    if evaluation.per == SERVICE:
        return _("A service, no money is paid")
    if evaluation.limits is None:
        return amount_text(evaluation.amount, evaluation.per, language)
    low, high = (amount_text(end, evaluation.per, language) for end in evaluation.limits)
    return _("from %(low)s to %(high)s; an officer sets the amount") % {"low": low, "high": high}


def _answer_in(key: str) -> str:
    process = get_locality().processes.get(get_manager().scheme(key).scheme.process)
    if process is None or process.unit != "working_days":
        return ""
    return _("answer within %(days)d working days") % {"days": process.limit}


def _telling(evaluation: Evaluation) -> Iterator[Finding]:
    """A refusal is told by what failed, a doubt by what is open, an approval by everything."""
    for finding in evaluation.criteria:
        if evaluation.verdict in (finding.result, "met"):
            yield finding


def _reason(finding: Finding, language: str) -> Reason:
    return Reason(finding.result, finding.says_in(language), finding.because_in(language), str(finding.cite))


def _missing(evaluation: Evaluation, screen: Screen) -> Iterator[str]:
    """The facts still open, in words, each once; with the person where it is about one of several."""
    about: dict[str, list[str]] = {}
    for path in evaluation.ask:
        definition = _definition(path)
        if definition is None or not screen.is_put(path, definition, evaluation.ask):
            continue
        people = about.setdefault(get_manager().fact_text(definition, definition.label, screen.language), [])
        if (number := member_of(path)) is not None:
            people.append(screen.family[number].title())
    for label, people in about.items():
        alone = len(people) == 1 and len(screen.family) > 1
        yield _("%(label)s: %(message)s") % {"label": people[0], "message": label} if alone else label
