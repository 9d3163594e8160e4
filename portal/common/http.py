"""Small helpers for views."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


def no_store(view: Callable[P, R]) -> Callable[P, R]:
    """Decorator for pages that show personal data: no cache keeps them, so Back on a shared computer shows nothing.

    Search engines are kept out as well, and the address is not told to the next site.
    """

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return wrapped


def address_of(request: HttpRequest) -> str:
    """The network address for counting tries: what the nearest of the trusted proxies saw (`TRUSTED_PROXIES`)."""
    trusted = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    return hops[-trusted] if 0 < trusted <= len(hops) else str(request.META.get("REMOTE_ADDR", ""))
