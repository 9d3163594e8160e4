"""Yes or no to what another agency suggested, on the status page (R6.6)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forms.views.base import private_view
from forms.views.tracking import opened_application, status_page
from portal.accounts.actors import Actor
from portal.cases import actions as cases
from portal.cases.errors import CaseError
from portal.cases.models import Application


@private_view
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, referral: UUID) -> HttpResponse:
    """Yes: the claim is opened in the same application, and the page shows it."""
    return _answer(request, referral, cases.accept_referral, lambda claim: f"#claim-{claim.pk}")


@private_view
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, referral: UUID) -> HttpResponse:
    """No: nobody asks again."""
    return _answer(request, referral, cases.decline_referral, lambda _referral: "")


def _answer(request: HttpRequest, pk: UUID, verb: Callable[..., Any], fragment: Callable[[Any], str]) -> HttpResponse:
    application = opened_application(request)
    if application is None:
        return redirect("forms:track")
    if request.method != "POST":
        # A refusal is drawn at this address; its links (another language, larger letters) come back by GET.
        return redirect("forms:track-status")
    # Read by path: the session opens one application, and only its own suggestions are there.
    found = _own(application, pk)
    try:
        done = verb(actor=Actor.applicant(application.receipt), referral=found)
    except CaseError as refusal:
        return status_page(request, application, str(refusal), status=409)
    return redirect(reverse("forms:track-status") + fragment(done))


def _own(application: Application, pk: UUID) -> Any:
    found = application.referrals.select_related("claim__office", "application__village", "opened").filter(pk=pk)
    referral = found.first()
    if referral is None:
        raise Http404
    return referral
