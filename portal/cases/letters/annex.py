"""The annex of an approval or refusal: what decided this, in short, on the page after the signature (R5.7, R8.3)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.cases.decided import Condition, Explanation, Figure, explain
from portal.cases.models import Claim, Decision


def annex(claim: Claim, made: Decision) -> dict[str, Any] | None:
    """The annex in the applicant's language; None where the rules did not count and the letter says it all."""
    told = explain(claim, made, claim.application.language, final=True)
    if not told.conditions:
        return None
    return {
        "heading": _("Annex: what decided this"),
        "paragraphs": [told.origin],
        "tables": [_conditions(told), *_figures(told), *_facts(told)],
    }


def table(heading: str, head: list[str], widths: list[float], rows: list[list[str]]) -> dict[str, Any]:
    """A table as the templates set it; `widths` are shares of the page."""
    return {"heading": heading, "head": head, "widths": widths, "rows": rows, "empty": _("Nothing recorded.")}


def _conditions(told: Explanation) -> dict[str, Any]:
    head = [
        pgettext("letter", "Condition and clause"),
        pgettext("letter", "Result"),
        pgettext("letter", "What was found"),
    ]
    rows = [
        ["\n".join(filter(None, [item.says, item.cite])), item.word, _found(item)]
        for item in told.conditions
    ]  # fmt: skip
    return table(pgettext("letter", "Conditions"), head, [2.6, 1, 3], rows)


def _found(item: Condition) -> str:
    """The reason with the family's numbers, and for what is not met what would change it."""
    changes = [f"{'　' * change.depth}{change.says}" for change in item.changes]
    lines = [item.because or item.says]
    if changes:
        lines += [_("What would change it:"), *changes]
    return "\n".join(lines)


def _figures(told: Explanation) -> list[dict[str, Any]]:
    if not told.figures:
        return []
    head = [pgettext("letter", "Amount or limit"), pgettext("letter", "Value"), pgettext("letter", "From, by")]
    rows = [[figure.label, figure.value, _since(figure)] for figure in told.figures]
    return [table(pgettext("letter", "Amounts and limits used"), head, [2.4, 1.3, 3], rows)]


def _since(figure: Figure) -> str:
    return pgettext("between a day and a document", ", ").join(filter(None, [figure.since, figure.source]))


def _facts(told: Explanation) -> list[dict[str, Any]]:
    """Every fact once, whatever number of conditions rests on it."""
    facts = dict.fromkeys(fact for item in told.conditions for fact in item.facts)
    if not facts:
        return []
    head = [pgettext("letter", "Fact"), pgettext("letter", "Value"), pgettext("fact", "Source")]
    return [
        table(pgettext("letter", "Facts used"), head, [2.6, 1.4, 2.6], [[f.label, f.value, f.source] for f in facts])
    ]
