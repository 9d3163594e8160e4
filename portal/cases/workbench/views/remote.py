"""Claims with an agency's own system: taking one over, and noting what a family brought for it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.cases import actions, errors
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim
from portal.cases.workbench import asked, remote
from portal.cases.workbench.views.base import OneClaimPage, version_of
from portal.common.formfields import WrittenField


class TakeOverView(OneClaimPage):
    """Put the claim back into the office's hands; the agency's system can no longer decide then."""

    template_name = "workbench/take_over.html"
    page_title = gettext_lazy("Decide in the portal")
    verb = Verb.TAKE_OVER

    def possible(self) -> bool:
        return self.claim.with_system

    def context(self) -> dict[str, Any]:
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

    note = WrittenField(
        label=gettext_lazy("What did the family bring or tell?"),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Please write what was brought.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class ReceiveMoreView(OneClaimPage):
    """Note what the family brought; the days count again."""

    template_name = "workbench/receive_more.html"
    page_title = gettext_lazy("The family brought it")
    verb = Verb.RECEIVE_MORE

    def possible(self) -> bool:
        return self.claim.trouble == Claim.Trouble.MORE_NEEDED

    def first_form(self) -> NoteForm:
        return NoteForm(initial={"version": self.claim.version})

    def context(self) -> dict[str, Any]:
        """What is missing, where this person's work shows it."""
        return {"asked": asked.open_request(self.claim) if self.viewed.sees_letters else None}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.again(form)
        note, version = form.cleaned_data["note"], form.cleaned_data["version"]
        try:
            actions.receive_more(actor=self.viewed.actor, claim=self.claim, note=note, version=version)
        except errors.CaseError as error:
            return self.again(form, error)
        told = _("Noted. The days count again, and news of it is on its way to the agency.")
        messages.success(request, told if self.claim.with_system else _("Noted. The days count again."))
        return redirect(self.home)
