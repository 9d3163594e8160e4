"""Claims with an agency's own system: taking one over, and noting what a family brought for it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.cases import actions, authority, errors
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim
from portal.cases.workbench import remote
from portal.cases.workbench.views.base import CasePage, conflict_of, version_of


class _OneClaim(CasePage):
    """A page about one claim that asks once before it acts."""

    verb: Verb

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.claim = self.viewed.claim(kwargs["claim"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (self.possible() and authority.may(self.viewed.user, self.verb, self.claim)):
            messages.error(request, _("You cannot do this with the claim now."))
            return redirect(self.home)
        return self.page(claim=self.claim, **self.extra())

    def possible(self) -> bool:
        """Whether the claim is one for this page."""
        raise NotImplementedError

    def extra(self) -> dict[str, Any]:
        """What the template needs besides the claim."""
        return {}


class TakeOverView(_OneClaim):
    """Put the claim back into the office's hands; the agency's system can no longer decide then."""

    template_name = "workbench/take_over.html"
    page_title = gettext_lazy("Decide in the portal")
    verb = Verb.TAKE_OVER

    def possible(self) -> bool:
        return self.claim.with_system

    def extra(self) -> dict[str, Any]:
        return {"system": remote.of_claim(self.claim, sees_family=self.viewed.sees_family)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = version_of(request.POST.get("version"))
        try:
            actions.take_over(actor=self.viewed.actor, claim=self.claim, version=version)
            messages.success(request, _("The claim is yours now. News of it is on its way to the agency's system."))
        except errors.CaseError as error:
            messages.error(request, str(error))
        return redirect(self.home)


class NoteForm(forms.Form):
    """What was brought."""

    note = forms.CharField(
        label=gettext_lazy("What did the family bring or tell?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Please write what was brought.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class ReceiveMoreView(_OneClaim):
    """Note what the family brought; the days count again."""

    template_name = "workbench/receive_more.html"
    page_title = gettext_lazy("The family brought it")
    verb = Verb.RECEIVE_MORE

    def possible(self) -> bool:
        return self.claim.trouble == Claim.Trouble.MORE_NEEDED

    def extra(self) -> dict[str, Any]:
        return {"form": NoteForm(initial={"version": self.claim.version}), "asked": self.asked()}

    def asked(self) -> list[str]:
        """What is missing, where this person's work shows it."""
        return list(remote.asked_for(self.claim)) if self.viewed.sees_letters else []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NoteForm(request.POST)
        conflict = None
        if form.is_valid():
            try:
                actions.receive_more(
                    actor=self.viewed.actor,
                    claim=self.claim,
                    note=form.cleaned_data["note"],
                    version=form.cleaned_data["version"],
                )
                messages.success(request, _("Noted. The days count again, and news of it is on its way to the agency."))
                return redirect(self.home)
            except (errors.ConcurrentChange, errors.WrongState):
                self.claim.refresh_from_db()
                conflict = conflict_of(self.claim)
            except errors.CaseError as error:
                form.add_error(None, str(error))
        return self.page(
            status=409 if conflict else 422, claim=self.claim, form=form, asked=self.asked(), conflict=conflict
        )
