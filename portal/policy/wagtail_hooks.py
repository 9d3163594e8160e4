"""Puts the figures into the Wagtail admin."""

from typing import Any

from django.urls import include, path
from wagtail import hooks

from portal.policy.menu import FiguresMenuItem


@hooks.register("register_admin_urls")
def policy_urls() -> list[Any]:
    """Addresses below ``/admin/figures/``."""
    from portal.policy import urls

    return [path("figures/", include((urls.urlpatterns, urls.app_name)))]


@hooks.register("register_admin_menu_item")
def figures_menu_item() -> FiguresMenuItem:
    """ "Policy figures" in the side bar."""
    return FiguresMenuItem()
