"""A new key pair for the portal's own signatures."""

from __future__ import annotations

import base64
import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.api.models import PortalKey
from portal.common import clock


def rotate_portal_key(*, actor: Actor) -> PortalKey:
    """Sign with a new pair from here on; the former public keys stay published for what they have signed.

    Raises:
        portal.accounts.permissions.NotAllowed: not an administrator.
    """
    require_role(actor, Role.ADMINISTRATOR)
    with transaction.atomic():
        PortalKey.objects.filter(retired_at__isnull=True).update(retired_at=clock.now())
        key = make_portal_key()
        audit.record("api.rotate_portal_key", actor=actor, subject=key, detail={"key": key.key_id})
    return key


def make_portal_key() -> PortalKey:
    """A new key pair as a row."""
    pair = Ed25519PrivateKey.generate()
    public = base64.urlsafe_b64encode(pair.public_key().public_bytes_raw()).decode().rstrip("=")
    private = base64.urlsafe_b64encode(pair.private_bytes_raw()).decode()
    return PortalKey.objects.create(key_id=f"ed-{secrets.token_hex(4)}", private=private, public=public)
