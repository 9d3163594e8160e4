"""What decided a claim: only for the application whose status page is open in this session, as letters (fault 26)."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from forms.views.base import private_view
from forms.views.tracking import opened_application
from portal import audit
from portal.accounts.actors import Actor
from portal.cases import decided
from portal.cases.decided import Change
from portal.cases.letters.texts import objection
from portal.cases.timeline import window_of

MARKS: Final = {"met": ("✓", "met"), "not_met": ("✕", "not")}


def nested(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The entries as a tree: below "one of these would be enough" stand the ways there are, each with its parts."""
    top: list[dict[str, Any]] = []
    levels = [top]
    for change in changes:
        del levels[change.depth + 1 :]
        entry: dict[str, Any] = {"says": change.says, "parts": []}
        levels[-1].append(entry)
        levels.append(entry["parts"])
    return top


@private_view
def reasons(request: HttpRequest, claim: UUID) -> HttpResponse:
    """Every criterion with its result, numbers and clause, the figures, the facts and what would change it.

    A claim of another application, or one that is not on public notice or decided yet, is 404 whether it exists or not.
    """
    application = opened_application(request)
    if application is None:
        return redirect("forms:track")
    found = application.claims.select_related("office").filter(pk=claim).first()
    told = decided.for_applicant(found, get_language() or "zh-hans") if found is not None else None
    if found is None or told is None:
        raise Http404
    audit.record_read("tracking.read_decision", actor=Actor.applicant(application.receipt), subject=found)
    context = {
        "nav_active": "track",
        "told": told,
        "rows": [
            (condition, nested(condition.changes), *MARKS.get(condition.result, ("?", "unknown")))
            for condition in told.conditions
        ],
        "objection": objection(found.office.label),
        "window": window_of(application),
    }
    return render(request, "forms/reasons.html", context)
