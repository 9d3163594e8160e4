"""Hooks into the Wagtail admin: what choosers show, and our own lines in a page's history."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.models import Page, PageQuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy

from portal.content.admin_api import OwnDocuments, OwnImages


@hooks.register("construct_page_chooser_queryset")
def hide_drafts_of_others(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Choosers show what is published, and drafts only of pages the person may edit: a draft's title is not public."""
    own = PagePermissionPolicy().instances_user_has_any_permission_for(request.user, {"add", "change", "publish"})
    return pages.filter(Q(live=True) | Q(pk__in=own.values("pk")))


@hooks.register("register_log_actions")
def our_log_actions(actions: Any) -> None:
    """A page taken off the schedule by the publishing guard says so in its history."""

    @actions.register_action("onedoor.publish_refused")
    class PublishRefused(LogFormatter):
        label = _("Refuse to publish")

        def format_message(self, log_entry: Any) -> str:
            return _("Taken off the schedule: %(reasons)s") % {"reasons": log_entry.data.get("reasons", "")}


@hooks.register("before_move_page")
def ask_before_showing_a_move(request: HttpRequest, page: Page, destination: Page) -> None:
    """Wagtail checks the right to move when the form is sent, but shows the page's title to anybody who asks."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


@hooks.register("construct_admin_api", order=1000)
def scope_files_in_the_admin_api(router: Any) -> None:
    """The admin's own API lists every picture and file; here those of the person's collections alone."""
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)


@hooks.register("construct_reports_menu")
def hide_report_of_page_types(request: HttpRequest, menu_items: list[Any]) -> None:
    """It names the last edited page of each type, whoever's it is: see `admin_urls`."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    """The staff pages wear the colours of the public site."""
    return format_html('<link rel="stylesheet" href="{}">', static("staff.css"))


@hooks.register("construct_help_menu")
def hide_news_of_the_software(request: HttpRequest, menu_items: list[Any]) -> None:
    """What is new in Wagtail and its guide are pages in English on somebody else's server."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(("whats-new-in-wagtail", "editor-guide"))]
