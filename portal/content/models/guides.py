"""Guides (办事指南): how to get one kind of help, bound to the scheme of a plugin; and their index by life event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from portal.content.forms import GuidePageForm

from .base import BodyPage, PortalPage
from .documents import PolicyPage

if TYPE_CHECKING:
    from .catalogue import CatalogueEntry


# So many figures stand large at the head of a guide; more of them are a list further down.
_FEW = 6


class GuidePage(BodyPage, Page):
    """How to get the help of one scheme. Conditions, amount, documents and time limit are the plugin's of today."""

    scheme_key = models.CharField(_("scheme"), max_length=60, blank=True)
    events = models.JSONField(_("life events"), default=list, blank=True)
    published_on = models.DateField(
        _("published on"), null=True, blank=True, help_text=_("Empty: the day this page first goes live.")
    )
    who = RichTextField(_("who it is for"), blank=True, features=["bold", "ul", "link"])
    where = RichTextField(
        _("where to apply, in addition"),
        blank=True,
        features=["bold", "ul", "link"],
        help_text=_("Windows and the online form are named by themselves."),
    )

    base_form_class = GuidePageForm
    kind = "guide"
    nav_active = "help"
    template = "pages/guide.html"
    parent_page_types: ClassVar[list[str]] = ["onedoor_content.AgencyPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("scheme_key"), FieldPanel("events"), FieldPanel("published_on")], _("What this guide is about")
        ),
        FieldPanel("who"),
        FieldPanel("where"),
        FieldPanel("body", heading=_("More, and frequent questions")),
    ]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    listed_on = PolicyPage.listed_on

    def catalogue_columns(self) -> dict[str, Any]:
        return {"scheme_key": self.scheme_key}

    def catalogue_data(self) -> dict[str, Any]:
        from wagtail.rich_text import expand_db_html

        return {
            **super().catalogue_data(),
            "events": list(self.events or []),
            "who": expand_db_html(self.who),
            "where": expand_db_html(self.where),
        }

    def plain_text(self) -> str:
        from portal.content.guard import plain

        return "\n".join([plain(self.who), plain(self.where), super().plain_text()])

    @classmethod
    def live_context(cls, entry: CatalogueEntry, request: HttpRequest) -> dict[str, Any]:
        """The scheme as it stands today, or None while no healthy plugin offers it; and whom to ask."""
        from portal.content.listing import addresses_of_documents, agency_office
        from portal.content.schemes import scheme_facts, why_not_offered

        scheme = scheme_facts(entry.scheme_key, entry.language) if entry.scheme_key else None
        office = agency_office(entry.agency_key)
        if scheme is None:
            closed = why_not_offered(entry.scheme_key) if entry.scheme_key else None
            return {"scheme": None, "closed": closed, "office": office}
        cited = {document for _says, document, _clause in scheme.conditions}
        urls = addresses_of_documents(cited | set(scheme.basis))
        return {
            "scheme": scheme,
            "office": office,
            "few": len(scheme.amounts) <= _FEW,
            "conditions": [
                {"says": says, "document": document, "clause": part, "url": urls.get(document)}
                for says, document, part in scheme.conditions
            ],
            "basis": [(source, urls.get(source) or scheme.address_of(source)) for source in scheme.basis],
        }


class GuideIndexPage(PortalPage, Page):
    """What help there is, by what happened to the family (R2.2)."""

    fixed_slug = "help"
    nav_active = "help"
    template = "pages/guide_index.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["onedoor_content.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("summary")]

    class Meta:
        verbose_name = _("index of guides")
        verbose_name_plural = _("indexes of guides")

    @classmethod
    def live_context(cls, entry: CatalogueEntry, request: HttpRequest) -> dict[str, Any]:
        """Guides under each life event; `?event=school` shows that one alone."""
        from portal.content.listing import guides_by_event

        return guides_by_event(entry.language, request.GET.get("event", ""))
