"""Writing figures down: a new change, or a draft again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from plugins.manager import get_manager
from portal.policy import actions, authority, drafting
from portal.policy.errors import ChangeInvalid, FloorBroken, PolicyError
from portal.policy.forms import ChangeForms
from portal.policy.models import ParameterChange
from portal.policy.views.base import ChangePage, FigurePage


class Writing:
    """What both pages do with a form that was sent."""

    template_name = "policy/edit.html"
    change: ParameterChange | None = None

    def write(self, request: HttpRequest) -> HttpResponse:
        """Save and go to the change; or show everything again with what is wrong."""
        forms = ChangeForms(request.user, request.POST)
        if "add" in request.POST:
            forms.add_row()
            return self.page(forms=forms, quiet=True)  # type: ignore[attr-defined]
        if not forms.is_valid():
            return self.again(forms)
        try:
            change = actions.save_draft(
                actor=self.actor,  # type: ignore[attr-defined]
                content=forms.content(),
                change=self.change,
                version=forms.change.cleaned_data["version"] if self.change else None,
            )
            actions.request_preview(actor=self.actor, change=change)  # type: ignore[attr-defined]
        except ChangeInvalid as refusal:
            forms.show(refusal)
            return self.again(forms)
        except FloorBroken as refusal:
            return self.again(forms, refusal=refusal, floors=self.with_missing_rows(forms, refusal))
        except PolicyError as refusal:
            return self.again(forms, refusal=refusal)
        messages.success(request, _("Saved as a draft. Its effect is being counted; then submit it for approval."))
        return redirect("policy:change", change.pk)

    def again(self, forms: ChangeForms, **context: Any) -> HttpResponse:
        return self.page(status=422, forms=forms, **context)  # type: ignore[attr-defined]

    @staticmethod
    def with_missing_rows(forms: ChangeForms, refusal: FloorBroken) -> list[Any]:
        """A row for every figure that has to change too, without a value: choosing it is the maker's."""
        there = {(row.cleaned_data["key"], row.cleaned_data["office"]) for row in forms.filled}
        for figure in refusal.figures:
            if figure.own and (figure.key, figure.office) not in there:
                there.add((figure.key, figure.office))
                forms.add_row(key=figure.key, office=figure.office)
        return list(refusal.figures)


class NewView(Writing, FigurePage):
    """A new change; `?key=` begins with a figure, `?from=` with what an earlier change said."""

    page_title = gettext_lazy("Propose new figures")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not authority.agencies_for(request.user, authority.MAKERS):
            raise Http404("figures")

    def get(self, request: HttpRequest) -> HttpResponse:
        earlier = self._earlier(request.GET.get("from", ""))
        if earlier is not None:
            return self.page(forms=ChangeForms(request.user, content=drafting.content_of(earlier)))
        key = request.GET.get("key", "")
        return self.page(forms=ChangeForms(request.user, key=key if key in get_manager().book else ""))

    def _earlier(self, text: str) -> ParameterChange | None:
        from uuid import UUID

        try:
            wanted = UUID(text)
        except ValueError:
            return None
        return authority.visible_changes(self.request.user).filter(pk=wanted).first()

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.write(request)


class EditView(Writing, ChangePage):
    """A draft again."""

    page_title = gettext_lazy("Change the draft")

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": self.home, "label": str(self.change.source)}, *super().crumbs()]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.change.state != ParameterChange.State.DRAFT:
            return redirect(self.home)
        content = drafting.content_of(self.change)
        return self.page(forms=ChangeForms(request.user, content=content, version=self.change.version))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.write(request)
