"""Pages about the site itself, and the directory of windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from .base import BodyPage

if TYPE_CHECKING:
    from .catalogue import CatalogueEntry


class InfoPage(BodyPage, Page):
    """A plain page: privacy, accessibility, complaints."""

    kind = "info"
    template = "pages/info.html"
    parent_page_types: ClassVar[list[str]] = ["onedoor_content.HomePage", "onedoor_content.InfoPage"]
    subpage_types: ClassVar[list[str]] = ["onedoor_content.InfoPage"]
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")


class WindowDirectoryPage(BodyPage, Page):
    """Every window and village point with address and telephone, from the offices themselves (办事窗口)."""

    kind = "info"
    fixed_slug = "windows"
    nav_active = "windows"
    template = "pages/windows.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["onedoor_content.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]

    class Meta:
        verbose_name = _("directory of windows")
        verbose_name_plural = _("directories of windows")

    @classmethod
    def live_context(cls, entry: CatalogueEntry, request: HttpRequest) -> dict[str, Any]:
        """The office tree of today, one query."""
        from portal.content.listing import windows

        return windows()
