"""What all pages of the form share: nothing is cached anywhere, nothing indexed, the draft is found by its cookie."""

from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control

from forms import actions, conf
from forms.actions.start_draft import TooManyBegun
from forms.models import Draft
from forms.tokens import COOKIE
from portal.accounts.actors import Actor
from portal.common import throttle
from portal.common.http import address_of

log = structlog.get_logger("forms")


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Forbid every cache, the browser's own for Back included, and search engines (fault 29)."""
    patch_cache_control(response, no_store=True, no_cache=True, private=True, max_age=0)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


class PrivateMixin:
    """For class-based views: every response is private."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return private(super().dispatch(request, *args, **kwargs))  # type: ignore[misc]


def private_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For function views: every response is private."""
    from functools import wraps

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return private(view(request, *args, **kwargs))

    return wrapped


def begin(request: HttpRequest, **given: Any) -> tuple[Draft, str]:
    """Start a draft for this visitor, as :func:`forms.actions.start_draft` does.

    Raises:
        forms.actions.start_draft.CannotBegin: no number is left, or this address has begun too many (fault 28).
    """
    if not throttle.allow("draft-start", address_of(request), conf.get("DRAFT_STARTS_PER_ADDRESS")):
        raise TooManyBegun
    return actions.start_draft(actor=Actor.applicant(""), **given)


def set_token(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Give the browser the draft's token: until it is closed, unreadable to scripts, not sent from other sites."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=request.is_secure(), path="/")


def drop_token(response: HttpResponse) -> None:
    """Take the token away, and ask the browser to forget the pages it kept."""
    response.delete_cookie(COOKIE, path="/", samesite="Lax")
    response["Clear-Site-Data"] = '"cache"'
