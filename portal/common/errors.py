"""Pages for what went wrong: what happened, what the person can do, whom to call. Never a bare status line.

403, 404 and 405 wear the look of the site. The others stand alone, because what they report may be what the site's look
needs: the database, the host name, a readable request.
"""

from __future__ import annotations

import sys

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation
from django.utils.translation import gettext as _

from .locality import get_locality

log = structlog.get_logger(__name__)

_RETRY_AFTER_SECONDS = 10


def _texts(status: int) -> tuple[str, list[str]]:
    """Heading and paragraphs for a status, in the current language."""
    return {
        400: (
            _("We cannot read this request"),
            [
                _("The address or the form was damaged on its way. Go back to the page before and try again."),
                _("Nothing that you saved is lost."),
            ],
        ),
        403: (
            _("You cannot open this page"),
            [
                _("It belongs to another office, or you have been signed out meanwhile."),
                _("If you filled in a form: go back, load the page again and send it once more."),
            ],
        ),
        404: (
            _("We cannot find this page"),
            [
                _("Perhaps the address has a typing mistake, or the page was taken down because its time is over."),
                _("Start from the home page, or search for what you need."),
            ],
        ),
        405: (
            _("This address is not a page"),
            [
                _("It only takes what a form sends, and cannot be opened by itself."),
                _("Nothing that you saved is lost. Go back to the page before, or start from the home page."),
            ],
        ),
        413: (
            _("The file is too large"),
            [_("Nothing was stored. Send fewer or smaller photos at once. Your earlier answers are kept.")],
        ),
        500: (
            _("Something broke on our side"),
            [_("It is not your fault, and what you saved is kept. Try again in a few minutes.")],
        ),
        503: (
            _("Very many people are here right now"),
            [_("What you saved is kept. Wait a moment, then load this page again.")],
        ),
    }[status]


def _language(request: HttpRequest) -> str:
    """The language of the address: at this point nothing else can be relied on."""
    return translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _page(request: HttpRequest, status: int, *, in_site: bool = False) -> HttpResponse:
    with translation.override(_language(request)):
        heading, paragraphs = _texts(status)
        locality = get_locality()
        context = {
            "heading": heading,
            "paragraphs": paragraphs,
            "status": status,
            "hotline": locality.hotline,
            "hotline_hours": locality.text("hotline_hours"),
            "portal_name": locality.text("portal_name"),
            "county": locality.text("name"),
            "static_url": settings.STATIC_URL,
            "html_lang": "en" if _language(request) == "en" else "zh-Hans",
            "home_url": "/en/" if _language(request) == "en" else "/",
        }
        if in_site:
            try:
                return HttpResponse(loader.render_to_string("errors/in_site.html", context, request), status=status)
            except Exception:
                log.exception("errors.look_unavailable", status=status)
        return HttpResponse(loader.render_to_string("errors/standalone.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400; a form whose fields are larger than allowed gets 413."""
    return too_large(request) if isinstance(exception, RequestDataTooBig) else _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return _page(request, 403, in_site=True)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: usually a page that lay open for too long."""
    return _page(request, 403, in_site=True)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404."""
    return _page(request, 404, in_site=True)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405: somebody opened, by a link or the address bar, what only takes a form."""
    return _page(request, 405, in_site=True)


def too_large(request: HttpRequest) -> HttpResponse:
    """413 for bodies over the limit. The connection is closed, so that nobody has to read the rest of the body."""
    response = _page(request, 413)
    response["Connection"] = "close"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500; 503 with Retry-After when it is the database that is busy, restarting or away."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return _page(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After."""
    response = _page(request, 503)
    response["Retry-After"] = str(_RETRY_AFTER_SECONDS)
    return response
