"""The home page: one question, eight events, what is new, where is my application, what are today's standards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from .base import PortalPage

if TYPE_CHECKING:
    from .catalogue import CatalogueEntry


class HomePage(PortalPage, Page):
    """The front door of one language."""

    question = models.CharField(_("question"), max_length=80, help_text=_("The large line at the top."))
    lead = models.CharField(_("lead"), max_length=200, blank=True)

    nav_active = "home"
    template = "pages/home.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count_per_parent = 2
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("question"),
        FieldPanel("lead"),
        FieldPanel("summary"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def catalogue_data(self) -> dict[str, Any]:
        return {"question": self.question, "lead": self.lead}

    @classmethod
    def live_context(cls, entry: CatalogueEntry, request: HttpRequest) -> dict[str, Any]:
        """News (one query), and the standards in force today with their documents (none: they are in memory)."""
        from portal.content.events import EVENTS
        from portal.content.listing import news
        from portal.content.schemes import standards_today

        standards = standards_today(entry.language)
        return {
            "events": EVENTS,
            "news": news(entry.language),
            "standards": standards,
            "basis": list(dict.fromkeys(standard.source for standard in standards)),
        }
