"""Hooks into the Wagtail admin: what choosers show, and our own lines in a page's history."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.models import PageQuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy


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
