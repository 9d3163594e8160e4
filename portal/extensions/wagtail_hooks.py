"""Puts the control panel into the settings menu of the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.accounts.roles import Role


class PluginsMenuItem(MenuItem):
    """ "Plugins", for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_role(Role.ADMINISTRATOR)


@hooks.register("register_admin_urls")
def panel_urls() -> list[Any]:
    """Addresses below ``/admin/plugins/``."""
    from portal.extensions.panel import urls

    return [path("plugins/", include((urls.urlpatterns, urls.app_name)))]


@hooks.register("register_settings_menu_item")
def plugins_menu_item() -> MenuItem:
    """Settings → Plugins."""
    return PluginsMenuItem(_("Plugins"), reverse("plugins:list"), icon_name="puzzle-piece", order=50)
