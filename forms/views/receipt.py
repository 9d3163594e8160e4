"""The receipt page: number, what happens next and by which day, where to ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forms.storage import DraftStorage
from forms.views.base import private_view
from portal.cases.models import Application


@private_view
def receipt(request: HttpRequest) -> HttpResponse:
    """For the browser that submitted, for as long as its token lives; also where Back and a second tab end (fault 3)."""
    storage = DraftStorage("apply", request)
    if storage.idle:
        return redirect("forms:locked")
    draft = storage.draft
    if draft is None or draft.submitted_at is None:
        return redirect("forms:apply")
    application = Application.objects.select_related("village", "township").get(submission_key=draft.submission_key)
    claims = list(application.claims.order_by("pk"))
    return render(request, "forms/receipt.html", {
        "nav_active": "apply", "application": application, "claims": claims, "draft": draft,
        "last_due": max((claim.due_on for claim in claims if claim.due_on), default=None),
        "has_phone": bool(application.phone),
    })  # fmt: skip
