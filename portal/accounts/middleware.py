"""The door of the staff pages: whoever passes has signed in with a second factor and may work here."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

_AREA = "/admin/"
_PUBLIC_PARTS = ("/admin/jsi18n/", "/admin/sprite/")


class StaffDoor:
    """Guards everything under /admin/ whatever view answers it, so that another sign-in address is no way around.

    - A second factor that is not set up yet: to its set-up. One that was not used in this session: to the code page.
    - Signed in without permission for the staff pages: 403 with an explanation (Wagtail would redirect in a circle).
    - Staff pages are never kept by a cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_AREA) or request.path_info.startswith(_PUBLIC_PARTS):
            return self.get_response(request)
        refused = self._refusal(request) if request.user.is_authenticated else None
        response = refused or self.get_response(request)
        response.setdefault("Cache-Control", "no-store, private")
        return response

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        if not request.user.has_perm("wagtailadmin.access_admin"):
            return render(request, "account/no_staff_access.html", status=403)
        if not settings.STAFF_MFA_REQUIRED:
            return None
        if not get_adapter().is_mfa_enabled(request.user):
            messages.info(
                request, _("Set up a second step for signing in first: an app on your telephone that shows a code.")
            )
            return redirect("mfa_activate_totp")
        if not any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
        return None
