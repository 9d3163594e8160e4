"""What the pages share: Wagtail's furniture, the bread crumbs, who is let in."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.actors import Actor
from portal.policy import authority
from portal.policy.models import ParameterChange

logger = logging.getLogger("portal.policy")


class FigurePage(WagtailAdminTemplateMixin, View):
    """A page in the look of the Wagtail admin, for people who work for an office."""

    header_icon = "list-ol"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not authority.is_staff_here(request.user):
            raise Http404("figures")

    @property
    def actor(self) -> Actor:
        """Whoever looks at the page."""
        return Actor.staff(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("policy:figures"), "label": _("Policy figures")},
            *self.crumbs(),
        ]

    def crumbs(self) -> list[dict[str, Any]]:
        """What follows the list in the bread crumbs."""
        return [{"url": None, "label": self.get_page_title()}]

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        """The rendered page."""
        return self.render_to_response(self.get_context_data(**context), status=status)


class ChangePage(FigurePage):
    """A page about one change; ``self.change`` is one this person may read, else 404."""

    change: ParameterChange

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = authority.visible_changes(request.user).filter(pk=kwargs["pk"])
        people = ("drafted_by", "proposed_by", "checked_by", "source_page")
        change = found.select_related(*people).first()
        if change is None:
            logger.warning("policy.not_found", extra={"object_id": str(kwargs["pk"]), "user_id": request.user.pk})
            raise Http404("change")
        self.change = change

    @property
    def home(self) -> str:
        """The address of the change."""
        return reverse("policy:change", args=[self.change.pk])
