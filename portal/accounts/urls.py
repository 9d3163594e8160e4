"""Sign-in addresses. Every other door that takes a password alone is closed and leads here (fault 44)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin.auth import require_admin_access

from portal.accounts.views import OwnSettings


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to the one sign-in page, keeping a `next` that stays on this site."""
    target = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    query = f"?{urlencode({'next': target})}" if target and safe else ""
    return redirect(reverse("account_login") + query)


# Listed before Wagtail's addresses in portal.urls.
other_doors = [
    path("admin/login/", to_sign_in),
    path("admin/password_reset/", to_sign_in),
    path("django-admin/login/", to_sign_in),
    path("django-admin/", to_sign_in),
    path("_util/login/", to_sign_in),
    path("admin/account/", require_admin_access(OwnSettings.as_view())),
]
