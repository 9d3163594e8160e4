"""Taking a claim back at the applicant's wish, from the window."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.cases import actions, authority, errors
from portal.cases.lifecycle import Verb
from portal.cases.workbench.views.base import AboutClaim, version_of


class WithdrawView(AboutClaim):
    """Asks once before it is done: it cannot be undone."""

    template_name = "workbench/withdraw.html"
    page_title = gettext_lazy("Withdraw")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not authority.may(self.viewed.user, Verb.WITHDRAW, self.claim):
            messages.error(request, _("This claim cannot be withdrawn by you now."))
            return redirect(self.home)
        return self.page(claim=self.claim)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = version_of(request.POST.get("version"))
        try:
            actions.withdraw(actor=self.viewed.actor, claim=self.claim, version=version)
            messages.success(request, _("“%(scheme)s” is withdrawn.") % {"scheme": self.claim.name})
        except errors.CaseError as error:
            messages.error(request, str(error))
        return redirect(self.home)
