"""办到哪一步了: receipt number → code on the phone → the state of every claim, its days and letters.

The session holds the id of one application and an end; nothing about the person (fault 35). Whether a receipt number
exists nobody learns here (fault 27).
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forms import conf, tokens
from forms.views.base import private_view
from forms.views.wizard import errors_title
from portal.accounts.actors import Actor
from portal.cases import actions as cases
from portal.cases.errors import CaseError, CodeRefused, TooManyRequests
from portal.cases.models import Application
from portal.cases.queries import ClaimStatus, timeline
from portal.common import clock, throttle
from portal.common.http import address_of
from portal.common.locality import get_locality
from portal.common.references import InvalidReference, normalise_reference

SESSION = "tracking"
# The code page has to know which number was typed; it is not personal and never stands in an address.
ASKED = "tracking-asked"


def opened_application(request: HttpRequest) -> Application | None:
    """The application this session has opened with its code, unless it was left alone too long."""
    opened = request.session.get(SESSION)
    if not isinstance(opened, dict):
        return None
    try:
        until = datetime.fromisoformat(opened["until"])
    except (KeyError, ValueError, TypeError):
        return None
    if clock.now() > until:
        request.session.flush()
        return None
    application = Application.objects.select_related("township").filter(pk=opened["application"]).first()
    if application is not None:
        _stay_open(request, application)
    return application


def _stay_open(request: HttpRequest, application: Application) -> None:
    until = clock.now() + conf.get("TRACKING_IDLE")
    request.session[SESSION] = {"application": str(application.pk), "until": until.isoformat(timespec="minutes")}


@private_view
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt number; the code goes to the phone in the application."""
    if request.method != "POST":
        if opened_application(request):
            return redirect("forms:track-status")
        # The card on the home page brings the number along.
        return _number_page(request, typed=_typed(request.GET))
    typed = _typed(request.POST)
    problem = _problem_with(typed)
    if problem:
        return _number_page(request, problem, typed)
    if not throttle.allow("track-address", address_of(request), conf.get("TRACK_TRIES_PER_ADDRESS")):
        return _number_page(request, _slow_down(), typed, status=429)
    try:
        cases.issue_access_code(
            actor=Actor.applicant(normalise_reference(typed)), receipt=typed, address=address_of(request)
        )
    except TooManyRequests as refusal:
        return _number_page(request, str(refusal), typed, status=429)
    request.session[ASKED] = normalise_reference(typed)
    return redirect("forms:track-code")


def _typed(values: QueryDict) -> str:
    return values.get("receipt", "")[:100].replace("\x00", "")


def _problem_with(typed: str) -> str:
    if not typed.strip():
        return _("Please write your receipt number. It stands on the receipt and in the text message we sent you.")
    try:
        normalise_reference(typed)
    except InvalidReference as problem:
        if problem.code == "check":
            return _(
                "There is a slip in this number: its last character does not match. Please compare it with the receipt."
            )
        return _(
            "This does not look like a receipt number. It reads like QX26-0917-4H2K; please compare it with the"
            " receipt."
        )
    return ""


def _slow_down() -> str:
    return _(
        "Those were many tries in a short time. To keep strangers out, please wait ten minutes, or call %(hotline)s."
    ) % {"hotline": get_locality().hotline}


def _number_page(request: HttpRequest, error: str = "", typed: str = "", *, status: int = 200) -> HttpResponse:
    errors = [{"href": "#id_receipt", "text": error}] if error else []
    context = {
        "nav_active": "track",
        "errors": errors,
        "errors_title": errors_title(1),
        "error": error,
        "receipt": typed,
    }
    return render(request, "forms/track.html", context, status=status)


@private_view
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code from the phone opens the status page in a session with a new key (fault 29)."""
    receipt = request.session.get(ASKED)
    if not receipt:
        return redirect("forms:track")
    if request.method != "POST":
        return _code_page(request, receipt)
    typed = request.POST.get("code", "")[:40]
    if not typed.strip():
        return _code_page(request, receipt, _("Please write the code of 6 digits from the text message."))
    if not tokens.is_code(typed):
        return _code_page(request, receipt, _("Please write the 6 digits of the code."))
    if not throttle.allow("track-address", address_of(request), conf.get("TRACK_TRIES_PER_ADDRESS")):
        return _code_page(request, receipt, _slow_down(), status=429)
    try:
        application = cases.check_access_code(actor=Actor.applicant(receipt), receipt=receipt, code=typed)
    except CodeRefused as refusal:
        return _code_page(request, receipt, str(refusal))
    except CaseError as refusal:
        return _code_page(request, receipt, str(refusal), status=429)
    request.session.cycle_key()
    del request.session[ASKED]
    request.session.set_expiry(0)
    _stay_open(request, application)
    return redirect("forms:track-status")


def _code_page(request: HttpRequest, receipt: str, error: str = "", *, status: int = 200) -> HttpResponse:
    errors = [{"href": "#id_code", "text": error}] if error else []
    context = {
        "nav_active": "track",
        "errors": errors,
        "errors_title": errors_title(1),
        "error": error,
        "receipt": receipt,
    }
    return render(request, "forms/track_code.html", context, status=status)


@private_view
def status(request: HttpRequest) -> HttpResponse:
    """The whole state on one page: the headline, what you must do, then each claim."""
    application = opened_application(request)
    if application is None:
        return redirect("forms:track")
    return status_page(request, application)


def status_page(request: HttpRequest, application: Application, error: str = "", *, status: int = 200) -> HttpResponse:
    """The page of an opened application, with what went wrong above it if something did."""
    found = timeline(application, get_language() or "zh-hans")
    claims = [{"claim": claim, "bars": bars(claim), "events": events(claim)} for claim in found.claims]
    errors = [{"href": "", "text": error}] if error else []
    context = {
        "nav_active": "track",
        "status": found,
        "claims": claims,
        "errors": errors,
        "errors_title": errors_title(1),
    }
    return render(request, "forms/status.html", context, status=status)


def events(claim: ClaimStatus) -> list[dict[str, Any]]:
    """The lines of the history; a span of days as its two ends, so that a narrow page breaks only between them."""
    return [{"event": event, "days": event.day_text.split(" – ") if event.day_text else []} for event in claim.events]


def bars(claim: ClaimStatus) -> list[bool]:
    """One bar for each allowed day, True for the used ones; none for long limits, where the words have to do."""
    if claim.tone != "waiting" or not 0 < claim.allowed_days <= 60:
        return []
    return [day < claim.used_days for day in range(claim.allowed_days)]


@private_view
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget the application in this browser."""
    request.session.flush()
    response = redirect("forms:cleared")
    response["Clear-Site-Data"] = '"cache"'
    return response
