"""What decided a claim, for its applicant: the criteria with their clauses, the figures, the facts and their sources.

Built from the evaluation that was kept with the decision (R5.7), never from a fresh one: it tells what counted on that
day, whatever rules and figures say now, and also when the plugin is gone. Read by the page behind the access code and
by the annex of the letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plugins.api.phrases import format_number
from plugins.api.units import Unit
from portal.cases.events import amount_text, date_text, granted_text
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Decision, Evaluation, Verification
from portal.cases.models.claim import Outcome
from portal.common import clock

# From public notice on everybody may know what is to be decided; before that it is a draft among officers.
TOLD = frozenset({State.PUBLICITY, State.PUBLICITY_DONE, State.APPROVED, State.REFUSED})
FINAL = frozenset({State.APPROVED, State.REFUSED})


@dataclass(frozen=True)
class Change:
    """What would have to be otherwise; ``depth`` above 0 is a part of the entry before it."""

    depth: int
    says: str


@dataclass(frozen=True)
class Used:
    """A fact that counted: whose and what, its value, where it came from and of which day."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class Condition:
    """One criterion: ``result`` is met, not_met or unknown, ``word`` says it."""

    result: str
    word: str
    says: str
    because: str
    cite: str
    changes: tuple[Change, ...]
    facts: tuple[Used, ...]


@dataclass(frozen=True)
class Figure:
    """A dated amount or limit the rules used, with the document it comes from."""

    label: str
    value: str
    since: str
    source: str
    url: str


@dataclass(frozen=True)
class Explanation:
    """The whole answer. ``outcome``: approved or refused; ``final`` is false while the public notice runs.

    ``origin`` says what decided: the rules, an officer by hand, or the agency's own system; ``words`` are the reasons
    officers gave. Without ``conditions`` the rules did not count.
    """

    outcome: str
    final: bool
    verdict: str
    decided: str
    origin: str
    words: tuple[str, ...]
    conditions: tuple[Condition, ...]
    figures: tuple[Figure, ...]


def is_told(claim: Claim) -> bool:
    """Whether the applicant may read what decided this claim: from the public notice on, else once it is final."""
    return claim.state in TOLD


def for_applicant(claim: Claim, language: str) -> Explanation | None:
    """What decided a claim, in ``zh-hans`` or ``en``; None before that may be told."""
    decision = claim.decisions.select_related("evaluation", "officer").last() if is_told(claim) else None
    return explain(claim, decision, language, final=claim.state in FINAL) if decision else None


def explain(claim: Claim, decision: Decision, language: str, *, final: bool) -> Explanation:
    """What decided a claim, from a decision and its evaluation."""
    evaluation = decision.evaluation
    # The rules' fault is the administrator's business; and where the agency decided by itself, its own reasons count.
    silent = bool(evaluation.fault or decision.made_by)
    with translation.override(language):
        return Explanation(
            outcome=decision.outcome,
            final=final,
            verdict=_verdict(claim, decision, language, final),
            decided=_decided(claim, decision, language, final),
            origin=_origin(claim, decision, evaluation),
            words=tuple(_words(claim, decision)),
            conditions=() if silent else tuple(_conditions(evaluation, language)),
            figures=() if silent else tuple(_figures(evaluation, language)),
        )


def _verdict(claim: Claim, decision: Decision, language: str, final: bool) -> str:
    scheme = claim.name_in(language)
    if decision.outcome == Outcome.REFUSED:
        return _("%(scheme)s was not approved.") % {"scheme": scheme}
    granted = granted_text(decision.amount, decision.per, scheme, language)
    if not final:
        return _("It is proposed to approve %(scheme)s: %(granted)s. The proposal is on public notice.") % {
            "scheme": scheme, "granted": granted,
        }  # fmt: skip
    return _("%(scheme)s was approved: %(granted)s.") % {"scheme": scheme, "granted": granted}


def _decided(claim: Claim, decision: Decision, language: str, final: bool) -> str:
    """Who decided and when."""
    values = {"office": claim.office.label, "day": date_text(clock.local(decision.decided_at).date(), language)}
    if decision.made_by or decision.officer is None:
        return _("Decided by %(office)s in its own system on %(day)s.") % values
    values["officer"] = str(decision.officer)
    if not final:
        return _("Proposed by %(office)s (%(officer)s) on %(day)s.") % values
    return _("Decided by %(office)s (%(officer)s) on %(day)s.") % values


def _origin(claim: Claim, decision: Decision, evaluation: Evaluation) -> str:
    if decision.made_by:
        return _("The office decided in its own system and gives these reasons.")
    if decision.overrides:
        return _("The office decided otherwise than was proposed to it, and gives the reason below.")
    if _by_hand(claim, decision):
        if evaluation.fault or evaluation.verdict == Evaluation.Verdict.UNKNOWN:
            return _("The rules alone could not settle this. An officer proposed it and gives the reason below.")
        return _("An officer proposed this by hand and gives the reason below.")
    return _("This was worked out from the conditions below, and an officer confirmed it.")


def _by_hand(claim: Claim, decision: Decision) -> bool:
    # What was written in favour of the other outcome is no reason for this one.
    return bool(claim.proposal_reason) and claim.proposed_outcome == decision.outcome


def _words(claim: Claim, decision: Decision) -> Iterator[str]:
    if _by_hand(claim, decision) and not decision.made_by:
        yield claim.proposal_reason
    if decision.reason:
        yield from decision.reason.splitlines() if decision.made_by else [decision.reason]


def _conditions(evaluation: Evaluation, language: str) -> Iterator[Condition]:
    words = {"met": _("met"), "not_met": _("not met")}
    for item in evaluation.findings_in(language):
        result = item["result"]
        yield Condition(
            result=result,
            word=words.get(result, _("cannot tell yet")),
            says=item.get("says", ""),
            because=item["because"] if item.get("because") != item.get("says") else "",
            cite=item.get("cite", ""),
            changes=tuple(Change(change["depth"], change["says"]) for change in item.get("would_change", ())),
            facts=tuple(_used(evaluation, item, language)),
        )


def _used(evaluation: Evaluation, item: dict[str, Any], language: str) -> Iterator[Used]:
    sources = evaluation.facts.get("provenance") or {}
    for told in item.get("told", ()):
        yield Used(told["label"], told["value"], source_text(sources.get(told["path"]), language))


def source_text(source: dict[str, Any] | None, language: str) -> str:
    """Where a fact comes from and of which day, in words for the family: who told an officer something stays out."""
    if not source:
        return ""
    day = date_text(source["on"], language) if source.get("on") else ""
    return f"{_origin_of(source['kind'], source.get('by') or '')} {day}".strip()


def _origin_of(kind: str, by: str) -> str:
    if kind == "declared":
        return pgettext("where a fact comes from", "you declared it")
    if kind == "matched":
        if by in ("", "register", Verification.Method.MATCH):
            return pgettext("where a fact comes from", "from what public offices hold")
        return pgettext("where a fact comes from", "compared with other offices' data: %(source)s") % {"source": by}
    # What an officer wrote beside a visit may name who said so; only the kind of check is told.
    method = str(Verification.Method(by).label) if by in Verification.Method.values else ""
    return method or pgettext("where a fact comes from", "established by a check")


def _figures(evaluation: Evaluation, language: str) -> Iterator[Figure]:
    short = "zh-hans" if language.startswith("zh") else "en"
    for key, used in evaluation.parameters.items():
        # The standard of the town is no reason for a family in the country.
        if not used.get("counted", True):
            continue
        yield Figure(
            label=(used.get("label") or {}).get(short) or key,
            value=_figure(used["value"], used.get("unit", ""), language),
            since=date_text(date.fromisoformat(used["from"]), language),
            source=used.get("source", ""),
            url=used.get("source_url", ""),
        )


def _figure(value: str, unit: str, language: str) -> str:
    """A parameter's value with its unit: ``735 yuan a month``, ``60 years``, ``1.5 times``."""
    number = Decimal(value)
    money, _slash, per = unit.partition("/")
    if money == "yuan":
        return amount_text(number, per, language)
    text = f"{number:f}"
    whole = int(number) if number == int(number) else None
    if whole is not None and unit not in ("", "count", "times"):
        return format_number(whole, Unit.parse(unit), language)
    return _("%(number)s times") % {"number": text} if unit == "times" else text
