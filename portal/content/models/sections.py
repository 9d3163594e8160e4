"""The part of the site that belongs to one agency: what it publishes, who may edit it, where its files lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from .base import BodyPage, PortalPage

if TYPE_CHECKING:
    from .catalogue import CatalogueEntry


class AgencyIndexPage(PortalPage, Page):
    """Which agency is responsible for what; the sections lie below it."""

    fixed_slug = "agencies"
    template = "pages/agency_index.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["onedoor_content.HomePage"]
    subpage_types: ClassVar[list[str]] = ["onedoor_content.AgencyPage"]
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("summary")]

    class Meta:
        verbose_name = _("index of agencies")
        verbose_name_plural = _("indexes of agencies")

    @classmethod
    def live_context(cls, entry: CatalogueEntry, request: HttpRequest) -> dict[str, Any]:
        """The sections of that language."""
        from portal.content.listing import sections

        return {"sections": sections(entry.language)}


class AgencyPage(BodyPage, Page):
    """The front page of an agency's section. Made by `provision_agency`; the key names the plugin's agency."""

    agency_key = models.CharField(_("agency"), max_length=60)

    kind = "agency"
    template = "pages/agency.html"
    parent_page_types: ClassVar[list[str]] = ["onedoor_content.AgencyIndexPage"]
    subpage_types: ClassVar[list[str]] = [
        "onedoor_content.PolicyPage",
        "onedoor_content.NoticePage",
        "onedoor_content.GuidePage",
    ]
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        # The key decides whose section this is: editors of the section see it and cannot change it.
        FieldPanel("agency_key", read_only=True),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("agency section")
        verbose_name_plural = _("agency sections")

    def catalogue_columns(self) -> dict[str, Any]:
        return {"agency_key": self.agency_key, "agency_label": self.title}

    @classmethod
    def live_context(cls, entry: CatalogueEntry, request: HttpRequest) -> dict[str, Any]:
        """What the agency published, guides first, and its office's address."""
        from portal.content.listing import agency_section

        return agency_section(entry.language, entry.agency_key)


class AgencySection(models.Model):
    """Everything `provision_agency` made for one agency, so that a second run finds it again whatever was renamed."""

    key = models.CharField(_("agency"), max_length=60)
    translation_key = models.UUIDField(
        _("section page"), help_text=_("Shared by the section's page in every language.")
    )
    office = models.ForeignKey(
        "onedoor_accounts.Office", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("office")
    )
    editors = models.ForeignKey("auth.Group", on_delete=models.PROTECT, related_name="+", verbose_name=_("editors"))
    publishers = models.ForeignKey(
        "auth.Group", on_delete=models.PROTECT, related_name="+", verbose_name=_("publishers")
    )
    collection = models.ForeignKey(
        "wagtailcore.Collection", on_delete=models.PROTECT, related_name="+", verbose_name=_("collection")
    )
    workflow = models.ForeignKey(
        "wagtailcore.Workflow", on_delete=models.PROTECT, related_name="+", verbose_name=_("workflow")
    )

    class Meta:
        verbose_name = _("section of an agency")
        verbose_name_plural = _("sections of agencies")
        constraints = [models.UniqueConstraint(fields=["key"], name="agency_section_key_unique")]

    def __str__(self) -> str:
        return self.key
