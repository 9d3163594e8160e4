"""The door of `/api/`: its language, its size limit, and problem+json also for what other layers answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from portal.api import problems
from portal.api.problems import Problem

AREA = "/api/"


class ApiDoor:
    """Outside `/api/` it does nothing.

    The language follows Accept-Language alone, Chinese where it names neither; larger bodies than
    `settings.API_MAX_BODY_BYTES` are refused unread; nothing is kept by caches; a refusal that some other layer wrote
    as a page for people becomes problem+json, so that a program always gets what it can read (no stack trace, no page).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(AREA):
            return self.get_response(request)
        with translation.override(language_of(request)):
            response = self._too_large(request) or self.get_response(request)
        # The layers below have spoken another language meanwhile.
        with translation.override(language_of(request)):
            response = _as_problem(response)
        response.setdefault("Cache-Control", "no-store, private")
        response["Vary"] = "Accept-Language, Authorization"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Language"] = "en" if language_of(request) == "en" else "zh-Hans"
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """After the site's own choice of language, which goes by the address."""
        if request.path_info.startswith(AREA):
            translation.activate(language_of(request))

    @staticmethod
    def _too_large(request: HttpRequest) -> HttpResponse | None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        limit = settings.API_MAX_BODY_BYTES
        if length.isdecimal() and int(length) <= limit:
            return None
        answer = problems.response(Problem("too-large", limit=limit // 1024))
        answer["Connection"] = "close"
        return answer


def language_of(request: HttpRequest) -> str:
    """``en`` or ``zh-hans`` by Accept-Language; the site's language where it says nothing of either."""
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        for language in ("en", "zh"):
            if code.startswith(language):
                return "en" if language == "en" else "zh-hans"
    return "zh-hans"


def _as_problem(response: HttpResponse) -> HttpResponse:
    if response.status_code < 400 or response.headers.get("Content-Type", "").startswith(problems.CONTENT_TYPE):
        return response
    problem = problems.for_status(response.status_code)
    problem.values["limit"] = settings.API_MAX_BODY_BYTES // 1024
    answer = problems.response(problem)
    if response.status_code not in (400, 403):
        answer.status_code = response.status_code
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            answer[name] = response.headers[name]
    return answer
