"""Suggesting another agency's help, and the family's answer given at the window (R6.6)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.cases import actions, errors, rules
from portal.cases.models import Referral
from portal.cases.workbench import referrals
from portal.cases.workbench.access import not_here
from portal.cases.workbench.forms import ReferForm
from portal.cases.workbench.views.base import ActPage, CasePage


class ReferView(CasePage):
    """Which scheme, for whom, and why; the family decides whether it wants it."""

    template_name = "workbench/refer.html"
    page_title = gettext_lazy("Suggest other help")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if referrals.source_of(self.viewed) is None:
            messages.error(request, _("Your work on this application does not include suggesting other help."))
            return redirect(self.home)
        return self.page(form=self.form())

    def form(self, data: Any = None) -> ReferForm:
        """The form with what can be suggested here."""
        return ReferForm(data, schemes=referrals.choices(self.viewed), people=referrals.members(self.viewed))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        claim = referrals.source_of(self.viewed)
        if claim is None:
            return self.get(request)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(status=422, form=form)
        data = form.cleaned_data
        try:
            actions.refer(
                actor=self.viewed.actor,
                claim=claim,
                scheme_key=data["scheme"],
                # The officer writes in one language; the family reads the same words in both.
                reason=dict.fromkeys(rules.LANGUAGES, data["reason"]),
                member=int(data["member"]) if data["member"] else None,
            )
        except errors.CaseError as error:
            words = isinstance(error, errors.ReasonMissing | errors.PersonalDataInText)
            form.add_error("reason" if words else None, str(error))
            return self.page(status=422, form=form)
        messages.success(request, _("Suggested. The family gets a message and answers on its page or at the window."))
        return redirect(self.home)


class AnswerView(ActPage):
    """The family stands at the window and says yes or no."""

    accept = True

    def act(self) -> str:
        referral = self._referral()
        if self.accept:
            claim = actions.accept_referral(actor=self.viewed.actor, referral=referral)
            return _("“%(scheme)s” is now part of this application.") % {"scheme": claim.name}
        actions.decline_referral(actor=self.viewed.actor, referral=referral)
        return _("The family does not want “%(scheme)s”; nobody asks again.") % {"scheme": referral.name}

    def _referral(self) -> Referral:
        wanted = self.kwargs["referral"]
        found = next((item for item in referrals.visible(self.viewed) if item.pk == wanted), None)
        if found is None:
            raise not_here(self.viewed.user, "referral", wanted)
        return found
