"""Puts the workbench into the Wagtail admin."""

from typing import Any

from django.urls import include, path
from wagtail import hooks

from portal.cases.extending.panels import menu_items_for, panels_for
from portal.cases.workbench.menu import CasesMenuItem, CasesPanel


@hooks.register("register_admin_urls")
def workbench_urls() -> list[Any]:
    """Addresses below ``/admin/cases/``."""
    from portal.cases.workbench import urls

    return [path("", include((urls.urlpatterns, urls.app_name)))]


@hooks.register("register_admin_menu_item")
def cases_menu_item() -> CasesMenuItem:
    """ "Cases" in the side bar."""
    return CasesMenuItem()


@hooks.register("construct_homepage_panels")
def cases_panel(request: Any, panels: list[Any]) -> None:
    """The three numbers on the home page, for those who have cases, then what plugins show."""
    panel = CasesPanel(request)
    if panel.shown:
        panels.insert(0, panel)
    panels.extend(panels_for(request.user))


@hooks.register("construct_main_menu")
def plugin_menu_items(request: Any, menu_items: list[Any]) -> None:
    """Links that plugins bring."""
    menu_items.extend(menu_items_for(request.user))
