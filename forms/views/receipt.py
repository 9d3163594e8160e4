"""The receipt page: number, what happens next and by which day, where to ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from forms.storage import DraftStorage
from forms.views.base import private_view
from portal.cases.events import date_text
from portal.cases.models import Application
from portal.cases.queries import timeline


@private_view
def receipt(request: HttpRequest) -> HttpResponse:
    """For the browser that submitted, for as long as its token lives; also where Back and a second tab end (fault
    3).
    """
    storage = DraftStorage("apply", request)
    if storage.idle:
        return redirect("forms:locked")
    draft = storage.draft
    if draft is None or draft.submitted_at is None:
        return redirect("forms:apply")
    application = Application.objects.select_related("village", "township").get(submission_key=draft.submission_key)
    status = timeline(application, get_language() or "zh-hans")
    return render(
        request,
        "forms/receipt.html",
        {
            "nav_active": "apply",
            "application": application,
            "draft": draft,
            "has_phone": bool(application.phone),
            "window": status.window,
            "claims": [
                {"claim": claim, "day": date_text(claim.due_on, get_language() or "zh-hans") if claim.due_on else ""}
                for claim in status.claims
            ],
        },
    )
