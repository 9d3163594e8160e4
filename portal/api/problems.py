"""Every refusal of the interface as RFC 9457 problem+json: what, why, how to mend it, in the caller's language.

No text here repeats what the caller sent beyond the names of fields, and none comes from an exception nobody foresaw.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from portal.cases import errors

CONTENT_TYPE = "application/problem+json"
Text = str | Promise


class Problem(Exception):
    """A refusal; ``code`` is one of ``KINDS`` and names status, words and what ``values`` they need.

    ``extra`` are further members of the answer (``errors``, ``current``), ``headers`` such as Retry-After.
    """

    def __init__(
        self, code: str, *, extra: dict[str, Any] | None = None, headers: dict[str, str] | None = None, **values: Any
    ) -> None:
        super().__init__(code)
        self.code, self.values = code, values
        self.extra, self.headers = extra or {}, headers or {}


# code → status, what, why, how to mend. The words are the caller's; the codes never change.
KINDS: dict[str, tuple[int, Text, Text, Text]] = {
    "malformed": (
        400, _("The request cannot be read."), _("Its body is not JSON, or its address is damaged."),
        _("Send a JSON object in UTF-8 with Content-Type: application/json."),
    ),
    "key-missing": (
        401, _("A key is needed."), _("The request came without Authorization: Bearer odk_…, or with an unknown key."),
        _("Send the key that the portal's administrator gave you."),
    ),
    "key-revoked": (
        401, _("This key is no longer valid."), _("It was revoked."),
        _("Ask the portal's administrator for a new one."),
    ),
    "key-expired": (
        401, _("This key is no longer valid."), _("Its last day is over."),
        _("Ask the portal's administrator for a new one."),
    ),
    "key-closed": (
        401, _("This system is no longer connected."), _("The portal's administrator has closed it."),
        _("Talk to the portal's administrator."),
    ),
    "signature": (
        401, _("The signature of this request is not accepted."),
        _("It is missing, made with another secret, older than five minutes, or was used before ({reason})."),
        _("Sign timestamp, nonce, method, path and body anew with a fresh nonce; compare the clocks."),
    ),
    "scope-missing": (
        403, _("This key may not do that."), _("It lacks the right {scope}."),
        _("Ask the portal's administrator for a key with this right."),
    ),
    "not-found": (
        404, _("There is nothing here for you."),
        _("The address is wrong, or it belongs to a claim that is not with your system."),
        _("List your claims at /api/v1/claims."),
    ),
    "method": (
        405, _("This address does not know that method."), "", _("The description at /api/v1/docs names the methods."),
    ),
    "in-progress": (
        409, _("The same request is being worked on."), _("An earlier one with this Idempotency-Key has not ended."),
        _("Wait as long as Retry-After says, then send it again."),
    ),
    "version-changed": (
        412, _("The claim has changed since you saw it."),
        _("So that nobody overwrites anybody, nothing was done. It now has version {version}."),
        _("Fetch the claim, look at what changed, and decide anew with its version."),
    ),
    "too-large": (
        413, _("The request is too large."), _("At most {limit} KB are read."), _("Send less at once."),
    ),
    "invalid": (
        422, _("Something in the request does not fit."), _("The fields are named under “errors”."),
        _("Correct them and send the request again with a new Idempotency-Key."),
    ),
    "key-reused": (
        422, _("This Idempotency-Key stands for another request."),
        _("It was used with another body, address or If-Match; the same key must mean the same request."),
        _("Use a new key for a new request."),
    ),
    "stale": (
        422, _("“occurred_at” cannot be right."),
        _("It lies in the future, or more than {hours} hours back: an old request may be a repeated one."),
        _("Give the moment at which your official acted; compare the clocks."),
    ),
    "version-missing": (
        428, _("Say which version of the claim you saw."), _("Without it, an old decision could replace a newer one."),
        _("Send “version” in the body, or If-Match with the ETag of the claim."),
    ),
    "too-many": (
        429, _("Too many requests."), _("At most {limit} a minute are answered."),
        _("Wait as long as Retry-After says. News of changes comes by webhook: there is no need to ask often."),
    ),
    "broken": (
        500, _("Something broke on our side."), _("It is not your fault, and nothing was stored."),
        _("Send the same request with the same Idempotency-Key again in a minute."),
    ),
    "unavailable": (
        503, _("The portal is busy or being restarted."), "",
        _("Send the same request with the same Idempotency-Key again after Retry-After."),
    ),
}  # fmt: skip

# What the verbs of cases refuse, by status and code; their own words are used.
REFUSALS: dict[type[errors.CaseError], tuple[int, str]] = {
    errors.NotFound: (404, "not-found"),
    errors.AboveAuthority: (422, "not-acceptable"),
    errors.NotAllowed: (404, "not-found"),
    errors.WrongState: (409, "wrong-state"),
    errors.NotWithSystem: (409, "not-with-system"),
    errors.ConcurrentChange: (412, "version-changed"),
}


def response(problem: Problem) -> HttpResponse:
    """The answer to a problem."""
    status, what, why, mend = KINDS[problem.code]
    parts = [str(text).format(**problem.values) for text in (what, why, mend)]
    return build(status, problem.code, *parts, extra=problem.extra, headers=problem.headers)


def refusal(error: errors.CaseError, current: dict[str, Any] | None) -> HttpResponse:
    """The answer to a verb's refusal; ``current`` is how the claim stands now."""
    status, code = next((found for kind, found in REFUSALS.items() if isinstance(error, kind)), (422, "not-acceptable"))
    if code == "not-found":
        return response(Problem("not-found"))
    extra = {"current": current} if current and status in (409, 412) else {}
    if code == "version-changed":
        return response(Problem(code, extra=extra, version=(current or {}).get("version", "?")))
    return build(status, code, error.part("what"), error.part("why"), error.part("mend"), extra=extra)


def build(
    status: int,
    code: str,
    what: str,
    why: str,
    mend: str,
    *,
    extra: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """problem+json with ``title`` (what), ``detail`` (why) and ``mend``."""
    content = {
        "type": f"/api/v1/docs#{code}", "title": what, "status": status, "detail": why, "mend": mend, "code": code,
        **(extra or {}),
    }  # fmt: skip
    answer = HttpResponse(json.dumps(content, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)
    for name, value in (headers or {}).items():
        answer[name] = value
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="api"'
    return answer


# What pydantic finds, by its own kind, in words; anything else is "cannot be read".
_FIELD_WORDS: dict[str, Text] = {
    "missing": pgettext_lazy("field of a request", "is missing"),
    "extra_forbidden": pgettext_lazy("field of a request", "is not known here"),
    "string_too_short": pgettext_lazy("field of a request", "is empty or too short"),
    "string_too_long": pgettext_lazy("field of a request", "is too long"),
    "string_pattern_mismatch": pgettext_lazy("field of a request", "has another form"),
    "string_type": pgettext_lazy("field of a request", "must be text"),
    "enum": pgettext_lazy("field of a request", "is none of the possible values"),
    "literal_error": pgettext_lazy("field of a request", "is none of the possible values"),
    "int_parsing": pgettext_lazy("field of a request", "must be a whole number"),
    "int_type": pgettext_lazy("field of a request", "must be a whole number"),
    "int_from_float": pgettext_lazy("field of a request", "must be a whole number"),
    "greater_than_equal": pgettext_lazy("field of a request", "is too small"),
    "less_than_equal": pgettext_lazy("field of a request", "is too large"),
    "timezone_aware": pgettext_lazy("field of a request", "must name its time zone, such as 2026-09-17T10:00:00+08:00"),
    "uuid_parsing": pgettext_lazy(
        "field of a request", "must be an id of the form 01234567-89ab-cdef-0123-456789abcdef"
    ),
    "too_short": pgettext_lazy("field of a request", "has too few entries"),
    "too_long": pgettext_lazy("field of a request", "has too many entries"),
    "list_type": pgettext_lazy("field of a request", "must be a list"),
    "model_attributes_type": pgettext_lazy("field of a request", "must be an object"),
}


def invalid(found: list[dict[str, Any]]) -> Problem:
    """The problem for what a request's fields got wrong: each by its place and in words, never with its value."""
    listed = []
    for error in found[:20]:
        # The first part of the place says body, query, header or path; the name of our own parameter is no field.
        place = [str(part) for part in error["loc"]]
        where, rest = place[0], [part for part in place[1:] if part not in ("data", "filters")]
        # What our own validators say comes as it is.
        own = error.get("ctx", {}).get("error") if error["type"] == "value_error" else None
        words = own or _FIELD_WORDS.get(error["type"]) or pgettext("field of a request", "cannot be read")
        listed.append({"in": where, "field": ".".join(rest)[:100], "problem": str(words)})
    return Problem("invalid", extra={"errors": listed})


def for_status(status: int) -> Problem:
    """The problem that stands for a bare status of a layer that knows nothing of this interface."""
    known = {400: "malformed", 403: "not-found", 404: "not-found", 405: "method", 413: "too-large", 503: "unavailable"}
    code = known.get(status, "broken" if status >= 500 else "malformed")
    return Problem(code, limit=0)
