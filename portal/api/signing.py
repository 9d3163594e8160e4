"""Signatures over ``timestamp.nonce.body``: made for news that leaves, checked on requests that come signed.

    OneDoor-Timestamp: 1790000000          seconds since 1970, UTC
    OneDoor-Nonce: 5f0c…                   used once
    OneDoor-Signature: hs-1a2b3c4d=<hex>   one or, while secrets are exchanged, two, separated by a comma

``hs-…`` is HMAC-SHA256 with the shared secret; ``ed-…`` is Ed25519 with the portal's key of that id (``/api/v1/keys``).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from portal.api.models import AgencySystem, PortalKey, UsedNonce
from portal.common import clock

# How far the clocks of both sides may differ, and how long a nonce has to be remembered.
TOLERANCE_SECONDS = 300
_NONCE = re.compile(r"[A-Za-z0-9._-]{16,64}")


class SignatureInvalid(Exception):
    """A signed request that cannot be trusted; ``reason``: missing, stale, nonce, replayed, forged."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def message(timestamp: str, nonce: str, body: bytes) -> bytes:
    """The bytes that are signed."""
    return f"{timestamp}.{nonce}.".encode() + body


def hmac_hex(secret: str, signed: bytes) -> str:
    """HMAC-SHA256 as hexadecimal."""
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def headers(system: AgencySystem, body: bytes) -> dict[str, str]:
    """The headers of a piece of news that leaves now: a new timestamp and nonce in every attempt."""
    timestamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16)
    signed = message(timestamp, nonce, body)
    return {
        "OneDoor-Timestamp": timestamp,
        "OneDoor-Nonce": nonce,
        "OneDoor-Signature": ", ".join(f"{name}={value}" for name, value in _signatures(system, signed)),
    }


def _signatures(system: AgencySystem, signed: bytes) -> Iterator[tuple[str, str]]:
    if system.signing == AgencySystem.Signing.ED25519:
        key = portal_key()
        yield key.key_id, _private(key).sign(signed).hex()
        return
    yield system.secret_id, hmac_hex(system.secret, signed)
    if system.next_secret:
        yield system.next_secret_id, hmac_hex(system.next_secret, signed)


def verify(system: AgencySystem, given: dict[str, str], method: str, path: str, body: bytes) -> None:
    """Check a request of an agency's system, signed over ``timestamp.nonce.METHOD path\\nbody``, and use up its nonce.

    Args:
        given: the three headers, empty text where one is missing.
        path: with the query, as it was sent.

    Raises:
        SignatureInvalid: says what is wrong; a nonce is used up only by a request that is right otherwise.
    """
    timestamp, nonce = given["OneDoor-Timestamp"], given["OneDoor-Nonce"]
    if not all(given.values()):
        raise SignatureInvalid("missing")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise SignatureInvalid("stale")
    if abs(int(timestamp) - clock.now().timestamp()) > TOLERANCE_SECONDS:
        raise SignatureInvalid("stale")
    if not _NONCE.fullmatch(nonce):
        raise SignatureInvalid("nonce")
    signed = message(timestamp, nonce, f"{method} {path}\n".encode() + body)
    expected = dict(_shared(system, signed))
    if not any(
        hmac.compare_digest(expected.get(name, ""), value) for name, value in _parsed(given) if name in expected
    ):
        raise SignatureInvalid("forged")
    try:
        with transaction.atomic():
            UsedNonce.objects.create(system=system, nonce=nonce)
    except IntegrityError:
        raise SignatureInvalid("replayed") from None


def _shared(system: AgencySystem, signed: bytes) -> Iterator[tuple[str, str]]:
    yield system.secret_id, hmac_hex(system.secret, signed)
    if system.next_secret:
        yield system.next_secret_id, hmac_hex(system.next_secret, signed)


def _parsed(given: dict[str, str]) -> Iterator[tuple[str, str]]:
    for part in given["OneDoor-Signature"].split(",")[:4]:
        name, _equals, value = part.strip().partition("=")
        if value.isascii():
            yield name, value.lower()


def portal_key() -> PortalKey:
    """The portal's key that signs now.

    Raises:
        PortalKey.DoesNotExist: none has been made (``actions.rotate_portal_key`` makes one).
    """
    return PortalKey.objects.filter(retired_at__isnull=True).latest("created_at")


def _private(key: PortalKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(key.private))
