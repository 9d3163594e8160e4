"""One change: what it says, what it does, and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.cases.workbench.views.base import version_of
from portal.content.listing import addresses_of_documents
from portal.policy import actions, authority, overlay, words
from portal.policy.changeview import lines_of
from portal.policy.errors import PolicyError
from portal.policy.forms import RejectForm
from portal.policy.impact import affected, view
from portal.policy.models import ImpactPreview, ParameterChange
from portal.policy.views.base import ChangePage

State = ParameterChange.State


class ChangeView(ChangePage):
    """Figures before and after, their effect, and the buttons of whoever may act now."""

    template_name = "policy/change.html"

    def get_page_title(self) -> str:
        return _("Change of figures %(source)s") % {"source": self.change.source}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(self, *, status: int = 200, form: RejectForm | None = None, refusal: str = "") -> HttpResponse:
        """The page, with a refusal on top if there is one."""
        change, user = self.change, self.request.user
        preview = change.previews.first()
        if preview is not None:
            actions.note_reading(actor=self.actor, preview=preview)
        places = authority.places_of(change)
        maker = authority.has(user, authority.MAKERS, change.agency, places)
        wrote = change.makers.filter(pk=user.pk).exists()
        checker = authority.has(user, authority.CHECKERS, change.agency, places)
        url = addresses_of_documents({change.source}).get(change.source) or change.source_url
        return self.page(
            status=status,
            change=change,
            agency=words.agency(change.agency),
            url=url,
            lines=lines_of(change),
            preview=preview,
            outdated=preview is not None and self._outdated(preview),
            **self._effect(preview),
            may_edit=maker and change.state == State.DRAFT,
            may_withdraw=maker and change.state in (State.DRAFT, State.PROPOSED),
            may_count=(maker or checker) and change.state in (State.DRAFT, State.PROPOSED),
            may_check=checker and not wrote and change.state == State.PROPOSED,
            own=checker and wrote and change.state == State.PROPOSED,
            may_copy=maker and change.state in (State.REJECTED, State.WITHDRAWN),
            form=form or RejectForm(),
            refusal=refusal,
        )

    def _outdated(self, preview: ImpactPreview) -> bool:
        open_ = self.change.state in (State.DRAFT, State.PROPOSED)
        return open_ and (preview.version, preview.serial) != (self.change.version, overlay.read_stamp()[0])

    def _effect(self, preview: ImpactPreview | None) -> dict[str, Any]:
        if preview is None or preview.state != ImpactPreview.State.DONE:
            return {}
        seen = affected.townships_seen(self.request.user)
        return {
            "result": preview.result,
            "schemes": view.scheme_lines(preview.result),
            "unchanged": view.unchanged(preview.result),
            "townships": view.township_lines(preview.result, seen=seen),
            "readings": preview.readings.select_related("user"),
            "sees_claims": affected.sees_claims(self.request.user),
        }


class ActPage(ChangeView):
    """One button: a POST calls a verb, then leads back to the change; a refusal is shown with what was typed."""

    http_method_names = ["post"]

    def act(self, form: RejectForm, version: int | None) -> str:
        """Call the verb and return the message of success."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = RejectForm(request.POST)
        form.is_valid()
        try:
            messages.success(request, self.act(form, version_of(request.POST.get("version"))))
        except PolicyError as refusal:
            self.change.refresh_from_db()
            return self.show(status=409, form=form, refusal=str(refusal))
        return redirect(self.home)


class PreviewView(ActPage):
    """Count the effect."""

    def act(self, form: RejectForm, version: int | None) -> str:
        actions.request_preview(actor=self.actor, change=self.change)
        return _("The effect is being counted. Look at this page again in a moment.")


class SubmitView(ActPage):
    """Hand it to the checkers."""

    def act(self, form: RejectForm, version: int | None) -> str:
        actions.propose(actor=self.actor, change=self.change, version=version)
        return _("Submitted. A colleague who did not write in it checks it now.")


class WithdrawView(ActPage):
    """Take it back."""

    def act(self, form: RejectForm, version: int | None) -> str:
        actions.withdraw(actor=self.actor, change=self.change)
        return _("Withdrawn. Nothing changes.")


class ApproveView(ActPage):
    """Adopt it."""

    def act(self, form: RejectForm, version: int | None) -> str:
        actions.approve(actor=self.actor, change=self.change, version=version)
        day = self.change.since.isoformat()
        if self.change.scheduled:
            return _("Adopted. The figures hold from %(day)s, by themselves.") % {"day": day}
        return _("Adopted. The figures hold from now on.")


class RejectView(ActPage):
    """Send it back."""

    def act(self, form: RejectForm, version: int | None) -> str:
        actions.reject(
            actor=self.actor, change=self.change, reason=form.cleaned_data.get("reason", ""), version=version
        )
        return _("Rejected. Whoever proposed it reads your reason.")


class ClaimsView(ChangePage):
    """The open claims that change, for people whose work is cases and within their offices."""

    template_name = "policy/claims.html"
    page_title = gettext_lazy("Open claims that change")

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": self.home, "label": str(self.change.source)}, *super().crumbs()]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not affected.sees_claims(request.user):
            raise Http404("claims")
        found = affected.claims(self.actor, self.change)
        return self.page(change=self.change, home=self.home, found=found)
