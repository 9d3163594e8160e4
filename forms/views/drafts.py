"""Around a draft: begin, save for later, resume, lock, clear, receipt."""

from urllib.parse import urlencode
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms import actions, conf, tokens
from forms.models import Draft
from forms.steps import STEP_NAMES
from forms.storage import DraftStorage
from forms.views.base import drop_token, private_view, set_token
from forms.views.wizard import URL_NAME, errors_title
from portal import messages
from portal.accounts.actors import Actor
from portal.cases.events import date_text
from portal.common import clock, throttle
from portal.common.http import address_of
from portal.common.locality import get_locality
from portal.common.references import InvalidReference, normalise_reference


def step_url(step: str) -> str:
    return reverse(URL_NAME, kwargs={"step": step})


@private_view
def apply(request: HttpRequest) -> HttpResponse:
    """The door: go on with this browser's draft, or begin with step 1; ``?scheme=`` and ``?event=`` are passed on."""
    storage = DraftStorage("apply", request)
    if storage.idle and storage.found and storage.found.submitted_at is None:
        return redirect("forms:locked")
    draft = storage.draft
    if draft is not None and draft.submitted_at is not None:
        return render(request, "forms/submitted.html", {"nav_active": "apply", "draft": draft})
    query = {name: request.GET[name][:100] for name in ("scheme", "event") if name in request.GET}
    if draft is not None and not query:
        return redirect(step_url(draft.step or STEP_NAMES[0]))
    return redirect(step_url(STEP_NAMES[0]) + (f"?{urlencode(query)}" if query else ""))


def saved_page(request: HttpRequest, draft: Draft, phone: str) -> HttpResponse:
    """The answer to "save and go on later": number and code, shown this once."""
    code, texted = None, False
    if throttle.allow("draft-code", draft.reference, conf.get("DRAFT_CODES_PER_NUMBER")):
        texted = actions.may_text(phone)
        code = actions.give_code(actor=Actor.applicant(draft.reference), draft=draft, phone=phone if texted else "")
    return render(
        request,
        "forms/saved.html",
        {
            "nav_active": "apply",
            "draft": draft,
            "code": code,
            "sent": texted,
            "until": date_text(clock.local(draft.expires_at).date(), get_language() or "zh-hans"),
            "go_on_url": step_url(draft.step or STEP_NAMES[0]),
        },
    )


@private_view
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Number and code open the draft here and close it everywhere else (R2.7, fault 36)."""
    if request.method != "POST":
        return _resume_page(request)
    reference, code = request.POST.get("reference", "")[:100], request.POST.get("code", "")[:40]
    if not reference.strip() or not code.strip():
        missing = "code" if reference.strip() else "reference"
        return _resume_page(request, _("Please write both the number and the code."), reference, about=missing)
    if not tokens.is_code(code):
        return _resume_page(request, _("Please write the 6 digits of the code."), reference, about="code")
    if not (
        throttle.allow("resume-address", address_of(request), conf.get("RESUME_TRIES_PER_ADDRESS"))
        and throttle.allow("resume-number", _normal(reference), conf.get("RESUME_TRIES_PER_NUMBER"))
    ):
        return _resume_page(request, _too_often(), reference, status=429)
    opened = actions.resume_draft(actor=Actor.applicant(_normal(reference)), reference=reference, code=code)
    if opened is None:
        return _resume_page(
            request,
            _(
                "Number and code do not open a saved form. Please compare them with your note. After five wrong tries"
                " only a new code helps; you can ask for it below."
            ),
            reference,
        )
    draft, token = opened
    response = redirect(step_url(draft.step or STEP_NAMES[0]))
    set_token(request, response, token)
    return response


def _normal(reference: str) -> str:
    try:
        return normalise_reference(reference)
    except InvalidReference:
        return "?"


def _too_often() -> str:
    return _(
        "Those were many tries in a short time. To keep strangers out, please wait ten minutes, or call %(hotline)s."
    ) % {"hotline": get_locality().hotline}


def _resume_page(
    request: HttpRequest,
    error: str = "",
    reference: str = "",
    *,
    about: str = "reference",
    sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    errors = [{"href": f"#id_{about}", "text": error}] if error else []
    return render(
        request,
        "forms/resume.html",
        {
            "nav_active": "apply",
            "errors": errors,
            "errors_title": errors_title(1),
            "wrong": {about: error} if error else {},
            "reference": reference.replace("\x00", ""),
            "sent": sent,
        },
        status=status,
    )


@private_view
@require_http_methods(["GET", "HEAD", "POST"])
def send_code(request: HttpRequest) -> HttpResponse:
    """A new code to the phone in the form. The answer is the same whether there is such a form and phone or not
    (fault 27).
    """
    if request.method != "POST":
        # The answer is drawn at this address; its links (another language, larger letters) come back by GET.
        return redirect("forms:resume")
    if not request.POST.get("reference", "").strip():
        return _resume_page(request, _("Please write the number of the form first."))
    reference = _normal(request.POST.get("reference", "")[:100])
    allowed = throttle.allow("resume-address", address_of(request), conf.get("RESUME_TRIES_PER_ADDRESS"))
    if not allowed:
        return _resume_page(request, _too_often(), reference if reference != "?" else "", status=429)
    _ask_for_code(reference)
    return _resume_page(request, reference=reference if reference != "?" else "", sent=True)


def _ask_for_code(reference: str) -> None:
    """Leave it to the worker: this request does the same work whether the number exists or not."""
    if throttle.allow("draft-code", reference, conf.get("DRAFT_CODES_PER_NUMBER")):
        with transaction.atomic():
            messages.enqueue(
                "forms.send_draft_code", {"reference": reference}, key=f"draft-code:{uuid4().hex}", eager=False
            )


@private_view
@require_http_methods(["GET", "HEAD", "POST"])
def locked(request: HttpRequest) -> HttpResponse:
    """This browser was left alone for long: nothing of the form is shown; the code can be sent to the phone in it."""
    storage = DraftStorage("apply", request)
    found = storage.found
    if found is None or not storage.idle:
        return redirect("forms:apply")
    sent = False
    if request.method == "POST":
        _ask_for_code(found.reference)
        sent = True
    return render(
        request,
        "forms/locked.html",
        {
            "nav_active": "apply",
            "sent": sent,
            "minutes": int(conf.get("DRAFT_IDLE").total_seconds() // 60),
            "submitted": found.submitted_at is not None,
        },
    )


@private_view
@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: HttpRequest) -> HttpResponse:
    """Finish on a shared computer: after this the browser knows nothing any more (fault 29)."""
    storage = DraftStorage("apply", request)
    draft = storage.found
    if request.method != "POST":
        return render(
            request,
            "forms/clear.html",
            {
                "nav_active": "apply",
                "draft": storage.draft,
                "unsaved": bool(draft and not draft.code_hash and draft.submitted_at is None),
            },
        )
    if draft is not None:
        actions.clear_draft(actor=Actor.applicant(draft.reference), draft=draft)
    response = redirect("forms:cleared")
    drop_token(response)
    return response


@private_view
def cleared(request: HttpRequest) -> HttpResponse:
    """Says that this browser knows nothing any more."""
    response = render(request, "forms/cleared.html", {"nav_active": "apply"})
    drop_token(response)
    return response
