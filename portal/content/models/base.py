"""What all page types of the portal share. An abstract mixin: the base page stays Wagtail's own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField

from portal.content.blocks import BodyBlock
from portal.content.forms import PortalPageForm

if TYPE_CHECKING:
    from .catalogue import CatalogueEntry


class PortalPage(models.Model):
    """Mixin of every page type: summary, guard, catalogue row, one way of being served.

    A page type says what its catalogue row holds (`catalogue_data`) and what is looked up anew at each request
    (`live_context`, a classmethod over the row: the fast way of serving has no page object).
    """

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=300,
        help_text=_("One or two sentences for lists and search results. Write as you would speak."),
    )

    base_form_class = PortalPageForm
    allowed_http_methods: ClassVar[list[str]] = ["GET", "HEAD", "OPTIONS"]
    # Key of the kind as search and lists know it; pages without a kind are neither listed nor searched.
    kind: ClassVar[str] = ""
    # Pages that menus and footers link to keep their address.
    fixed_slug: ClassVar[str] = ""
    nav_active: ClassVar[str] = ""
    promote_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], _("For search engines")
        ),
    ]

    class Meta:
        abstract = True

    def save(self, clean: bool = True, user: Any = None, log_action: Any = False, **kwargs: Any) -> None:
        """Save, refuse personal data in what goes live, and bring the public catalogue up to date.

        Raises `PersonalDataFound`. Both happen in the same transaction as the save.
        """
        from portal.content import catalogue, guard

        partial = kwargs.get("update_fields") is not None
        if self.fixed_slug:
            self.slug = self.fixed_slug
        if self.live and not partial:
            guard.check(self)
        with transaction.atomic():
            super().save(clean=clean, user=user, log_action=log_action, **kwargs)
            if not partial:
                catalogue.page_saved(self)

    @property
    def language(self) -> str:
        """Django's code of the language this page is written in."""
        return self.locale.language_code

    def listed_on(self) -> dt.date | None:
        """The day under which the page stands in lists; None keeps it out of the news."""
        return None

    def catalogue_columns(self) -> dict[str, Any]:
        """Columns of the catalogue that only this page type fills."""
        return {}

    def catalogue_data(self) -> dict[str, Any]:
        """What the template needs and the columns lack. Plain JSON; every query of a page is made here, once."""
        return {}

    def plain_text(self) -> str:
        """What search reads of this page, beside title and summary."""
        return ""

    @classmethod
    def live_context(cls, entry: CatalogueEntry, request: HttpRequest) -> dict[str, Any]:
        """What changes from day to day without the page being edited: amounts, windows, lists."""
        return {}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The long way, for previews and restricted pages: make the row, do not store it, show it."""
        from portal.content import catalogue
        from portal.content.serving import render_entry

        return render_entry(catalogue.make_entry(self), request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft in the editor's preview frame, which lives under the admin's security policy, not the public's."""
        request.is_preview = True
        response = self.serve(request)
        response._csp_config = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], **settings.CSP_AREAS["/admin/"]}
        return response


class BodyPage(PortalPage):
    """Mixin of page types with a body of blocks."""

    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    class Meta:
        abstract = True

    def catalogue_data(self) -> dict[str, Any]:
        from portal.content.rendering import render_body

        html, contents = render_body(self.body, self.language)
        return {**super().catalogue_data(), "body": html, "contents": contents}

    def plain_text(self) -> str:
        from portal.content.rendering import body_text

        return body_text(self.body, self.locale.language_code)
