"""The interface as a whole: its addresses, its description, its refusals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from portal.api import problems
from portal.api.auth import AgencyKey
from portal.api.docs import Description
from portal.api.endpoints import reading, writing
from portal.api.endpoints.writing import Refused
from portal.api.problems import Problem

log = structlog.get_logger(__name__)

# Which refusals an operation may give, for the description: every one; with a claim in its address; a write.
_ALWAYS, _CLAIM, _WRITE = (400, 401, 403, 422, 429), (404,), (409, 412, 413, 428)
_PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "description": gettext_noop("What happened (title), why (detail), how to mend it (mend); code never changes."),
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "mend": {"type": "string"},
        "code": {
            "type": "string",
            "enum": [*problems.KINDS, "wrong-state", "not-with-system", "not-acceptable"],
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("in", "field", "problem")},
                "required": ["in", "field", "problem"],
            },
        },
        "current": {
            "type": "object",
            "description": gettext_noop("How the claim stands now."),
            "properties": {"state": {"type": "string"}, "version": {"type": "integer"}},
            "required": ["state", "version"],
        },
    },
    "required": ["type", "title", "status", "detail", "mend", "code"],
}
_REPLAYED = {"description": gettext_noop("“true” when an earlier request did it."), "schema": {"type": "string"}}
_ETAG = {"description": gettext_noop("The version of the claim."), "schema": {"type": "string"}}


class ReadableJSON(JSONRenderer):
    """Chinese as it is written, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}


class AgencyAPI(NinjaAPI):
    """NinjaAPI that describes its refusals and speaks the reader's language in its description."""

    def get_openapi_schema(self, **given: Any) -> Any:
        schema = super().get_openapi_schema(**given)
        schema["components"]["schemas"]["Problem"] = {**_PROBLEM}
        for path, method, operation in _operations(schema):
            for status in _statuses(path, method, bool(operation.get("security"))):
                operation["responses"][status] = {
                    "description": str(problems.for_status(status).code if status in (404, 413) else ""),
                    "content": {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                operation["responses"][status]["description"] = _status_words(status)
            if method == "post":
                operation["responses"][200]["headers"] = {"ETag": _ETAG, "Idempotency-Replayed": _REPLAYED}
        return _translated(schema)


def _operations(schema: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _statuses(path: str, method: str, closed: bool) -> tuple[int, ...]:
    if not closed:
        return ()
    claim = _CLAIM if "{claim_id}" in path else ()
    return (*_ALWAYS, *claim, *(_WRITE if method == "post" else ()))


def _status_words(status: int) -> str:
    """What the problems of one status are about: the titles of its kinds."""
    titles = [str(what) for code, what, _why, _mend in _kinds() if code == status]
    return " / ".join(dict.fromkeys(titles))


def _kinds() -> Iterator[tuple[int, Any, Any, Any]]:
    yield from problems.KINDS.values()


def _translated(node: Any) -> Any:
    """The description with its own words in the language of the reader; plain types, whatever ninja used."""
    if isinstance(node, dict):
        return {
            key: gettext(value) if key in ("summary", "description") and isinstance(value, str) and value
            else _translated(value)
            for key, value in node.items()
        }  # fmt: skip
    return [_translated(item) for item in node] if isinstance(node, list | tuple) else node


api = AgencyAPI(
    title="One Door: agencies' systems",
    version="1",
    urls_namespace="api-1",
    description=gettext_noop(
        "For agencies with systems of their own: fetch the claims that are yours, acknowledge them, ask for more, "
        "transfer, decide. Every refusal is application/problem+json in clear words, in Chinese or English by "
        "Accept-Language."
    ),
    auth=AgencyKey(),
    docs=Description(),
    renderer=ReadableJSON(),
)
api.add_router("", reading.router)
api.add_router("", writing.router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return problems.response(error)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problems.refusal(error.error, error.current)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.response(problems.invalid(error.errors))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.response(problems.for_status(error.status_code))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.response(Problem("not-found"))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problems.response(problems.for_status(413))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Nobody foresaw it: logged by kind and place; the answer tells nothing of it."""
    if isinstance(error, OperationalError | InterfaceError):
        answer = problems.response(Problem("unavailable", headers={"Retry-After": "10"}))
        log.warning("api.database_away", error=type(error).__name__)
        return answer
    log.exception("api.broken", error=type(error).__name__)
    return problems.response(Problem("broken"))
