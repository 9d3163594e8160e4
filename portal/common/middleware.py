"""Guards around every request: size, query string, security policy, words for a refused method, and a request log
without query strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.http.response import HttpResponseBase
from django_structlog.middlewares import RequestMiddleware

from . import errors

# What no address and no query of this site needs: NUL and the other control characters, and lone surrogates.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MAX_PARAMETER = 1_000
MAX_PATH = 1_000

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLog(RequestMiddleware):
    """The request log without query strings: people paste ID numbers into search boxes."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"


class BodyLimit:
    """Answers 413 to a body larger than `settings.MAX_BODY_BYTES` before a byte of it is read (fault 21)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.MAX_BODY_BYTES:
            return errors.too_large(request)
        return self.get_response(request)


class CleanQuery:
    """Takes control characters out of query parameters and cuts over-long ones, so that no view and no database
    stumbles over them; refuses them in the path, where they can only be an attack (fault 43)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.path_info) > MAX_PATH or _CONTROL.search(request.path_info):
            return errors.bad_request(request)
        if request.META.get("QUERY_STRING"):
            self._clean(request)
        return self.get_response(request)

    @staticmethod
    def _clean(request: HttpRequest) -> None:
        given = request.GET
        if not any(
            len(value) > MAX_PARAMETER or _CONTROL.search(name + value)
            for name, values in given.lists()
            for value in values
        ):
            return
        clean = QueryDict(mutable=True)
        for name, values in given.lists():
            clean.setlist(
                _CONTROL.sub("", name)[:MAX_PARAMETER], [_CONTROL.sub("", value)[:MAX_PARAMETER] for value in values]
            )
        clean._mutable = False
        request.GET = clean  # type: ignore[assignment]
        request.META["QUERY_STRING"] = clean.urlencode()


class ExplainMethod:
    """Puts a page into a 405 that has none, with the headers of the view as they were."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = errors.not_allowed(request)
            response["Content-Type"] = page["Content-Type"]
            response.content = page.content
        return response


class AreaPolicy(CSPMiddleware):
    """Content security policy by area: the strict one for the public, others for the paths in `settings.CSP_AREAS`."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only or parts.config is not None:
            return parts
        for prefix, directives in settings.CSP_AREAS.items():
            if request.path_info.startswith(prefix):
                return replace(parts, config={**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], **directives})
        return parts
