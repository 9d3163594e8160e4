"""The screening, one address for all its pages: each POST brings the sealed answers and leaves with the next page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.actions.start_draft import CannotBegin
from forms.screening import handover
from forms.screening.family import FamilyForm, StartForm, size_of
from forms.screening.questions import QuestionsForm, Screen
from forms.screening.results import headline, results, told
from forms.screening.sealed import Screening, Stale, seal, unseal
from forms.stepform import StepForm
from forms.views.base import begin, private_view, set_token
from forms.views.drafts import step_url
from forms.views.pages import notice_text
from forms.views.wizard import errors_title
from portal.content import look
from portal.content.events import EVENT_KEYS

STATE = "state"
RESULTS = "results"


def _language() -> str:
    return get_language() or "zh-hans"


@private_view
@require_http_methods(["GET", "HEAD", "POST"])
def screening(request: HttpRequest) -> HttpResponse:
    """Ask, page by page, until nothing that could still be asked can change an answer; then tell."""
    if request.method != "POST":
        event = request.GET.get("event", "")
        initial = {"events": [event]} if event in EVENT_KEYS else {}
        return _page(request, StartForm(initial=initial, state=Screening()), Screening())
    try:
        known = unseal(request.POST.get(STATE, ""))
    except Stale:
        return _page(request, StartForm(state=Screening()), Screening(), notice=_stale())
    return _elsewhere(request, known) or _next(request, known)


def _elsewhere(request: HttpRequest, known: Screening) -> HttpResponse | None:
    """The page a button beside the questions leads to; None for the answers themselves."""
    if look.take(request):
        return look.kept(request, _as_sent(request, known))
    if "back" in request.POST:
        return _back(request, known)
    return _show(request, known) if "more" in request.POST else None


def _next(request: HttpRequest, known: Screening) -> HttpResponse:
    """The page that follows, or this one with its mistakes."""
    form = _asked_form(request, known)
    if not form.is_valid():
        if "enough" in request.POST and isinstance(form, QuestionsForm):
            return _results(request, form.state)
        return _page(request, form, known)
    if "enough" in request.POST and isinstance(form, QuestionsForm):
        return _results(request, Screen(_with_answers(form, known), _language()))
    return _show(request, _with_answers(form, known))


def _as_sent(request: HttpRequest, known: Screening) -> HttpResponse:
    """The page that was sent once more, judged by nobody."""
    if request.POST.get("page") == RESULTS:
        return _results(request, Screen(known, _language()))
    return _page(request, _asked_form(request, known), known)


def _stale() -> str:
    return _("These answers were too old to go on with. Nothing was kept; please begin again.")


def _asked_form(request: HttpRequest, known: Screening) -> StepForm:
    """The form of the page that was sent, over what was typed."""
    page = request.POST.get("page", "")
    if page == FamilyForm.step:
        return FamilyForm(data=request.POST, state=known)
    if page == QuestionsForm.step:
        return QuestionsForm(data=request.POST, state=Screen(known, _language()))
    return StartForm(data=request.POST, state=known)


def _with_answers(form: StepForm, known: Screening) -> Screening:
    if isinstance(form, QuestionsForm):
        return known.answered(form.kept(), form.state.paths())
    family = {**known.family, **form.kept()}
    if isinstance(form, StartForm):
        return replace(known, events=tuple(form.cleaned_data["events"] or ()), family=family)
    return replace(known, family=family)


def _show(request: HttpRequest, known: Screening) -> HttpResponse:
    """The page that follows from the answers."""
    if size_of(known) > 1 and not FamilyForm(data=known.family_answers, state=known).is_valid():
        return _page(request, FamilyForm(state=known, initial=known.family), known)
    screen = Screen(known, _language())
    if not screen.next:
        return _results(request, screen)
    return _page(request, QuestionsForm(initial=known.typed, state=screen), known)


def _back(request: HttpRequest, known: Screening) -> HttpResponse:
    """One page back, with what was typed on it."""
    asks = request.POST.get("page", RESULTS) in (QuestionsForm.step, RESULTS)
    if asks and known.pages:
        before = known.back()
        return _page(request, QuestionsForm(initial=before.typed, state=Screen(before, _language())), before)
    if asks and size_of(known) > 1:
        return _page(request, FamilyForm(initial=known.family, state=known), known)
    return _page(request, StartForm(initial=known.family, state=known), known)


def _page(request: HttpRequest, form: StepForm, known: Screening, notice: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "nav_active": "help",
        "form": form,
        "rows": form.rows(),
        "errors": form.error_list(),
        "errors_title": errors_title(len(form.problems)),
        "state": seal(known),
        "first": isinstance(form, StartForm),
        "notices": [notice] if notice else [],
        "note": {
            "title": _("Nothing is kept"),
            "text": (
                _("No name, no number. Your answers are not stored; when you close the page they are gone."),
                _("The result is not a decision. The offices check and decide when you apply."),
            ),
        },
    }
    if isinstance(form, QuestionsForm):
        verdicts = [evaluation.verdict for evaluation in form.state.evaluations.values()]
        context["settled"] = len(verdicts) - verdicts.count("unknown")
        context["total"] = len(verdicts)
        context["asks"] = True
        context["begins"] = not known.pages
    return render(request, "forms/screening.html", context)


def _results(request: HttpRequest, screen: Screen) -> HttpResponse:
    found = results(screen)
    context = {
        "nav_active": "help",
        "groups": [
            (title, [result for result in found if result.verdict == verdict])
            for verdict, title in (("met", _("Fits your family")), ("unknown", _("May fit: some answers are missing")))
        ],
        "received": screen.received,
        "others": [result for result in found if result.verdict == "not_met"],
        "more": bool(screen.open),
        "headline": headline(found),
        "told": told(screen),
        "separator": _(", "),
        "state": seal(screen.screening),
        "note": {
            "title": _("Your answers were not stored"),
            "text": (
                _("Close the page and they are gone. If you apply, what you have answered is filled in already."),
                _("Your town may have standards of its own; the office that decides uses those."),
            ),
        },
    }
    return render(request, "forms/screening_results.html", context)


@private_view
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """Begin the application for the schemes ticked, with every answer already in its place (R2.3)."""
    if request.method != "POST":
        return redirect("forms:screening")
    try:
        known = unseal(request.POST.get(STATE, ""))
    except Stale:
        return _page(request, StartForm(state=Screening()), Screening(), notice=_stale())
    language = _language()
    chosen = handover.known(request.POST.getlist("schemes")[:100], language)
    if not chosen:
        return redirect("forms:apply")
    try:
        draft, token = begin(
            request,
            schemes=chosen,
            language=language,
            answers=handover.answers(known, chosen, language),
            step="applicant",
        )
    except CannotBegin as reason:
        return _page(request, StartForm(initial=known.family, state=known), known, notice=notice_text(reason.notice))
    response = redirect(step_url(draft.step))
    set_token(request, response, token)
    return response
