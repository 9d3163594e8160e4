"""Staff sign-in by allauth: no self-registration, secrets of the second factor encrypted."""

from __future__ import annotations

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.adapter import get_adapter as mfa_adapter
from django.conf import settings
from django.http import HttpRequest

from portal.common import crypto
from portal.common.locality import get_locality

REAUTHENTICATION_TIMEOUT = 300
_CONTEXT = "accounts.mfa"


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; after sign-in everybody lands in the staff pages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Somebody who signed in, with every step, within the last five minutes is not asked for the password again:
        a first sign-in leads straight to the set-up of the second step."""
        user, enough = self.request.user, {"mfa"}
        if not mfa_adapter().is_mfa_enabled(user):
            enough = {"mfa", "password"}
        now = time.time()
        for record in get_authentication_records(self.request, user):
            if record["method"] in enough and now - record["at"] < REAUTHENTICATION_TIMEOUT:
                return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_user_search_fields(self) -> list[str]:
        return ["username", "display_name", "email"]


class StaffMFAAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery seeds are sealed with the field keys, so that a stolen database opens no door."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.encrypt(text.encode(), _CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(base64.b64decode(encrypted_text), _CONTEXT).decode()

    def get_totp_issuer(self) -> str:
        locality = get_locality()
        return f"{locality.portal_name} {locality.name}"

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Where a second factor is demanded it is replaced by an administrator, not switched off by its owner."""
        return not settings.STAFF_MFA_REQUIRED
