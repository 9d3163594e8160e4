"""Puts the pages for connected systems into the staff area's settings."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.accounts.roles import Role


class SystemsMenuItem(MenuItem):
    """For administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_role(Role.ADMINISTRATOR))


@hooks.register("register_admin_urls")
def systems_urls() -> list[Any]:
    """Addresses below ``/admin/agency-systems/``."""
    from portal.api.admin import urls

    return [path("", include((urls.urlpatterns, urls.app_name)))]


@hooks.register("register_settings_menu_item")
def systems_menu_item() -> MenuItem:
    """Settings → agencies' systems."""
    return SystemsMenuItem(
        _("Agencies' systems"), reverse("agency_systems:list"), name="agency-systems", icon_name="link", order=300
    )
