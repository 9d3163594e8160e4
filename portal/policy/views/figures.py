"""The list of figures, and the history of one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.content.schemes import county_chain
from portal.policy import authority, listing, words
from portal.policy.history import History
from portal.policy.views.base import FigurePage


class FiguresView(FigurePage):
    """Every figure by agency, as it stands today for the county, and the changes under way."""

    template_name = "policy/figures.html"
    page_title = _("Policy figures")

    def crumbs(self) -> list[dict[str, Any]]:
        return []

    def get(self, request: HttpRequest) -> HttpResponse:
        own = authority.agencies_for(request.user, authority.MAKERS)
        groups = listing.by_agency(listing.figures(clock.today(), county_chain()))
        # One's own agency comes first; the others keep their order.
        groups.sort(key=lambda group: group[0] not in own)
        changes = authority.visible_changes(request.user).filter(state__in=listing.OPEN)
        coming = authority.visible_changes(request.user).filter(state="in_force", since__gt=clock.today())
        return self.page(
            groups=groups,
            own=own,
            open=[(change, words.agency(change.agency)) for change in changes.order_by("since", "pk")],
            coming=[(change, words.agency(change.agency)) for change in coming.order_by("since", "pk")],
        )


class HistoryView(FigurePage):
    """One figure through time."""

    template_name = "policy/history.html"

    def get_page_title(self) -> str:
        return words.label(self.kwargs["key"])

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        found = listing.figures(clock.today(), county_chain(), keys=[key])
        if not found:
            raise Http404("figure")
        agency = authority.owner_of(key)
        return self.page(
            figure=found[0],
            agency=words.agency(agency),
            steps=History(key, request.user).steps(),
            may_propose=found[0].known and agency in authority.agencies_for(request.user, authority.MAKERS),
        )
