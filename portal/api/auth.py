"""Who asks: a key in the Authorization header, counted, and a signature besides where the system has to sign."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from portal.api import signing, tokens
from portal.api.models import ApiKey, Scope
from portal.api.problems import Problem
from portal.common import clock, throttle
from portal.common.http import address_of

MINUTE = dt.timedelta(minutes=1)
SIGNATURE_HEADERS = ("OneDoor-Timestamp", "OneDoor-Nonce", "OneDoor-Signature")


class AgencyKey(HttpBearer):
    """`Authorization: Bearer odk_…`; the answer is the key's row with its system."""

    openapi_bearerFormat = "odk_…"

    def __call__(self, request: HttpRequest) -> Any:
        key = super().__call__(request)
        if key is None:
            self._refuse(request, "key-missing")
        return key

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = tokens.find(token.strip())
        if key is None:
            return None
        if key.problem:
            self._refuse(request, f"key-{key.problem}")
        limit = settings.API_REQUESTS_PER_MINUTE
        if not throttle.allow("api-key", str(key.pk), (limit, MINUTE)):
            raise _too_many(limit)
        _check_signature(request, key)
        _note_use(key)
        return key

    @staticmethod
    def _refuse(request: HttpRequest, code: str) -> None:
        """Refuse, and count it for the address: guessing keys is hopeless and shall not even be cheap."""
        limit = settings.API_REFUSALS_PER_MINUTE
        if not throttle.allow("api-refused", address_of(request), (limit, MINUTE)):
            raise _too_many(limit)
        raise Problem(code)


def _too_many(limit: int) -> Problem:
    return Problem("too-many", limit=limit, headers={"Retry-After": str(throttle.seconds_left(MINUTE))})


def _check_signature(request: HttpRequest, key: ApiKey) -> None:
    """A signature that is sent is checked, whether it has to be or not."""
    given = {name: request.headers.get(name, "") for name in SIGNATURE_HEADERS}
    if not any(given.values()) and not key.system.requires_signature:
        return
    try:
        signing.verify(key.system, given, str(request.method), request.get_full_path(), request.body)
    except signing.SignatureInvalid as error:
        raise Problem("signature", reason=error.reason) from None


def _note_use(key: ApiKey) -> None:
    """The time of the last use, to the minute: not a write for every request."""
    now = clock.now()
    if key.last_used_at is None or now - key.last_used_at > MINUTE:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)


def require(request: HttpRequest, scope: Scope) -> ApiKey:
    """The key of the request, if it has the right.

    Raises:
        Problem: ``scope-missing`` names the right.
    """
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    if scope.value not in key.scopes:
        raise Problem("scope-missing", scope=scope.value)
    return key
