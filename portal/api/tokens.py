"""Keys and shared secrets: made here, shown once, found again by a prefix."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from portal.api.models import ApiKey

_TOKEN = re.compile(r"odk_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Issued:
    """A new key: what is kept of it, and the key itself, which nobody can read again."""

    prefix: str
    digest: str
    token: str


def new_token() -> Issued:
    """A key such as ``odk_1f0c…_…``: 48 bits to find it by, 256 to trust it by."""
    prefix = secrets.token_hex(6)
    token = f"odk_{prefix}_{secrets.token_urlsafe(32)}"
    return Issued(prefix, _digest(token), token)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> ApiKey | None:
    """The key's row, also of one that is revoked or expired; None for a token nobody issued."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    key = ApiKey.objects.select_related("system__office").filter(prefix=match[1]).first()
    return key if key is not None and hmac.compare_digest(key.digest, _digest(token)) else None


def new_secret() -> tuple[str, str]:
    """Id and text of a shared secret; the text is used as it stands, as bytes of ASCII."""
    return f"hs-{secrets.token_hex(4)}", f"ods_{secrets.token_urlsafe(32)}"
