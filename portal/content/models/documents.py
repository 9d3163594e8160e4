"""Official documents: policies (政策文件) with their particulars and relations, notices, and the index of both."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page

from .base import BodyPage, PortalPage

if TYPE_CHECKING:
    from .catalogue import CatalogueEntry


class Validity(models.TextChoices):
    """Whether a document still holds (有效性, R12.2)."""

    VALID = "valid", _("In force")
    AMENDED = "amended", _("Amended")
    REPEALED = "repealed", _("Repealed")
    EXPIRED = "expired", _("Expired")


class Topic(models.TextChoices):
    """Subject of a document (主题分类)."""

    ALLOWANCE = "allowance", _("Minimum living allowance")
    EXTREME_POVERTY = "extreme-poverty", _("Support for people in extreme need")
    TEMPORARY = "temporary", _("Temporary assistance")
    EDUCATION = "education", _("Education aid")
    MEDICAL = "medical", _("Medical assistance")
    HOUSING = "housing", _("Housing assistance")
    EMPLOYMENT = "employment", _("Employment assistance")
    DISABILITY = "disability", _("Disability support")
    SERVICE = "service", _("Service and procedure")
    FUNDS = "funds", _("Use of funds")


class PolicyPage(BodyPage, Page):
    """A policy document (政策文件) with the particulars of official documents (R12.2)."""

    index_number = models.CharField(
        _("index number"), max_length=60, blank=True, help_text=_("For example QX003-2026-00018.")
    )
    topic = models.CharField(_("topic"), max_length=60, choices=Topic.choices, default=Topic.ALLOWANCE)
    issuer = models.CharField(
        _("issuing body"),
        max_length=160,
        blank=True,
        help_text=_("Empty: the agency of this section. Several bodies: the first one keeps the file."),
    )
    document_number = models.CharField(
        _("document number"), max_length=60, blank=True, help_text=_("For example 清民发〔2026〕18号.")
    )
    signed_on = models.DateField(_("written on"), null=True, blank=True)
    published_on = models.DateField(
        _("published on"), null=True, blank=True, help_text=_("Empty: the day this page first goes live.")
    )
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    validity = models.CharField(_("validity"), max_length=12, choices=Validity.choices, default=Validity.VALID)

    kind = "policy"
    nav_active = "policies"
    template = "pages/policy.html"
    parent_page_types: ClassVar[list[str]] = ["onedoor_content.AgencyPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("document_number"), FieldPanel("index_number")]),
                FieldRowPanel([FieldPanel("issuer"), FieldPanel("topic")]),
                FieldRowPanel([FieldPanel("signed_on"), FieldPanel("published_on"), FieldPanel("effective_on")]),
                FieldPanel("validity"),
            ],
            _("Particulars of the document"),
        ),
        InlinePanel("relations", heading=_("Relations to other documents"), label=_("relation")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("policy document")
        verbose_name_plural = _("policy documents")

    def clean(self) -> None:
        """Dates in an order that can be: nothing is published before it was written."""
        super().clean()
        if self.signed_on and self.published_on and self.published_on < self.signed_on:
            raise ValidationError(
                {"published_on": _("This is before the day the document was written. Please check both dates.")}
            )

    def listed_on(self) -> dt.date | None:
        """The day of publication; for documents without one, of the page's first going live."""
        from portal.common import clock

        if self.published_on:
            return self.published_on
        return clock.local(self.first_published_at).date() if self.first_published_at else None

    def catalogue_columns(self) -> dict[str, Any]:
        return {"number": self.document_number, "topic": self.topic, "validity": self.validity}

    def catalogue_data(self) -> dict[str, Any]:
        listed = self.listed_on()
        return {
            **super().catalogue_data(),
            "index_number": self.index_number,
            "issuer": self.issuer,
            "signed_on": self.signed_on and self.signed_on.isoformat(),
            "published_on": listed and listed.isoformat(),
            "effective_on": self.effective_on and self.effective_on.isoformat(),
            "relations": self._relation_links(),
        }

    def _relation_links(self) -> list[dict[str, Any]]:
        from portal.content.catalogue import public_path

        outgoing = [(relation.kind, relation.target) for relation in self.relations.select_related("target")]
        incoming = (
            PolicyRelation.objects.filter(target_id=self.pk, page__live=True).select_related("page") if self.pk else []
        )
        named = [*outgoing, *((f"{relation.kind}-by", relation.page) for relation in incoming)]
        # A document that was public once may be named after it was taken down; a draft or a restricted one never.
        return [
            {"role": role, **_link(page, public_path(page))}
            for role, page in named
            if page.first_published_at and not page.get_view_restrictions().exists()
        ]

    def related_pages(self) -> list[int]:
        """Documents whose page shows a link to this one."""
        targets = [relation.target_id for relation in self.relations.all()]
        sources = PolicyRelation.objects.filter(target_id=self.pk).values_list("page_id", flat=True)
        return [*targets, *sources]

    @classmethod
    def live_context(cls, entry: CatalogueEntry, request: HttpRequest) -> dict[str, Any]:
        """Words of the particulars in the language of the page."""
        relations = [
            {"label": RELATION_LABELS[link["role"]], "url": link["url"], "text": _named(link)}
            for link in entry.data.get("relations", [])
        ]
        return {
            "validity": _label(Validity, entry.validity),
            "topic": _label(Topic, entry.topic),
            "relations": relations,
        }


# How a relation is called on the page of either side.
RELATION_LABELS = {
    "replaces": _("Replaces"),
    "replaces-by": _("Replaced by"),
    "amends": _("Amends"),
    "amends-by": _("Amended by"),
    "interprets": _("Explains"),
    "interprets-by": _("Explained in"),
}


def _named(link: dict[str, Any]) -> str:
    """Documents are cited by number; an explanation is called by its title."""
    return link["title"] if link["role"].startswith("interprets-by") else link["number"] or link["title"]


def _label(choices: type[models.TextChoices], value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def _link(page: PolicyPage, path: str) -> dict[str, Any]:
    """How a document is named where another one points at it; without an address while it is hidden."""
    return {"page": page.pk, "title": page.title, "number": page.document_number, "url": path}


class PolicyRelation(Orderable):
    """What one document does to another; read from the other side it is a link back (R12.2)."""

    class Kind(models.TextChoices):
        REPLACES = "replaces", _("Replaces")
        AMENDS = "amends", _("Amends")
        INTERPRETS = "interprets", _("Explains")

    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("relation"), max_length=12, choices=Kind.choices)
    target = models.ForeignKey(PolicyPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("other document"))

    panels: ClassVar[list] = [FieldPanel("kind"), PageChooserPanel("target")]

    class Meta(Orderable.Meta):
        verbose_name = _("relation to another document")
        verbose_name_plural = _("relations to other documents")

    def clean(self) -> None:
        """A document cannot replace itself."""
        super().clean()
        if self.target_id and self.target_id == self.page_id:
            raise ValidationError({"target": _("Choose another document: this is the page itself.")})


class NoticePage(BodyPage, Page):
    """A notice (公告): standards, use of funds, announcements, bulletins (R12.1)."""

    class Kind(models.TextChoices):
        ANNOUNCEMENT = "announcement", _("Announcement")
        FUNDS = "funds", _("Disclosure of funds")
        STANDARDS = "standards", _("Standards")
        BULLETIN = "bulletin", _("Bulletin")
        LEAFLET = "leaflet", _("Leaflet")

    notice_kind = models.CharField(_("kind of notice"), max_length=16, choices=Kind.choices, default=Kind.ANNOUNCEMENT)
    published_on = models.DateField(
        _("published on"), null=True, blank=True, help_text=_("Empty: the day this page first goes live.")
    )
    period = models.CharField(
        _("period"),
        max_length=80,
        blank=True,
        help_text=_("What time the figures are about, for example 2026 年第三季度."),
    )

    kind = "notice"
    nav_active = "policies"
    template = "pages/notice.html"
    parent_page_types: ClassVar[list[str]] = ["onedoor_content.AgencyPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("notice_kind"), FieldRowPanel([FieldPanel("published_on"), FieldPanel("period")])],
            _("About this notice"),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    listed_on = PolicyPage.listed_on

    def catalogue_columns(self) -> dict[str, Any]:
        return {"topic": self.notice_kind}

    def catalogue_data(self) -> dict[str, Any]:
        return {**super().catalogue_data(), "period": self.period}

    @classmethod
    def live_context(cls, entry: CatalogueEntry, request: HttpRequest) -> dict[str, Any]:
        """The kind of notice in words."""
        return {"notice_kind": _label(cls.Kind, entry.topic)}


class PolicyIndexPage(PortalPage, Page):
    """All policies and notices, newest first, narrowed by agency, kind, validity and year."""

    fixed_slug = "policies"
    nav_active = "policies"
    template = "pages/policy_index.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["onedoor_content.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("summary")]

    class Meta:
        verbose_name = _("index of policies")
        verbose_name_plural = _("indexes of policies")

    @classmethod
    def live_context(cls, entry: CatalogueEntry, request: HttpRequest) -> dict[str, Any]:
        """The documents under the chosen filters; unknown values of a filter are ignored."""
        from portal.content.listing import document_list

        return document_list(entry.language, request.GET)
