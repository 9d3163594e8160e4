"""Verification: start it, record a check, issue the report."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.cases import actions, authority, errors
from portal.cases.lifecycle import Verb
from portal.cases.workbench import factfields, factsview, preview
from portal.cases.workbench.access import Viewed, not_here
from portal.cases.workbench.verification_form import VerificationForm
from portal.cases.workbench.views.base import ActPage, CasePage
from portal.cases.workbench.vocabulary import Words, language
from portal.common import clock


class StartView(ActPage):
    """Begin to verify."""

    def act(self) -> str:
        actions.start_verification(actor=self.viewed.actor, application=self.viewed.application)
        return _("Verification has begun. Record what you find here.")


class IssueReportView(ActPage):
    """Close verification with the report."""

    def act(self) -> str:
        report = actions.issue_report(actor=self.viewed.actor, application=self.viewed.application)
        return _("Report %(number)s is issued. Every office uses it.") % {"number": report.number}


class VerificationView(CasePage):
    """The form of a check. Only who may record one sees it: it shows the family's declaration."""

    template_name = "workbench/verification.html"
    page_title = gettext_lazy("Record a check")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewed.sees_family or not self.viewed.of_village_side:
            raise not_here(request.user, "verification", self.viewed.application.pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        problem = self._why_not()
        if problem:
            messages.error(request, problem)
            return redirect(self.home)
        self.viewed.read("read_verification_form")
        return self.page(form=make_form(self.viewed, initial={"method": "visit", "done_on": clock.today()}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = make_form(self.viewed, request.POST)
        if form.is_valid() and self._record(form):
            messages.success(request, _("The check is recorded."))
            return redirect(self.home)
        return self.page(status=422, form=form)

    def _record(self, form: VerificationForm) -> bool:
        data = form.cleaned_data
        try:
            actions.record_verification(
                actor=self.viewed.actor,
                application=self.viewed.application,
                method=data["method"],
                done_on=data["done_on"],
                notes=data["notes"],
                facts=form.facts(),
            )
        except errors.FactInvalid as error:
            form.blame(str(error.values["path"]), str(error))
        except errors.CaseError as error:
            form.add_error(None, str(error))
        return form.is_valid()

    def _why_not(self) -> str:
        """Why no check can be recorded now, in words; empty when one can."""
        if any(authority.may(self.viewed.user, Verb.RECORD_VERIFICATION, claim) for claim in self.viewed.claims):
            return ""
        return _("No check can be recorded now: verification has not begun, is over, or is not your task.")


def make_form(viewed: Viewed, data: Any = None, initial: dict[str, Any] | None = None) -> VerificationForm:
    """The form with the facts that the claims of this application need."""
    words = Words(language())
    book = factsview.FactBook(viewed, words)
    asked = factfields.facts_of(viewed.application, viewed.scheme_keys, list(book.people))
    return VerificationForm(
        data,
        initial=initial,
        asked=asked,
        declared=viewed.application.answers,
        words=words,
        known={fact.path: book.known_words(fact.path, fact.definition) for fact in asked},
        deciding=preview.deciding(viewed, book.facts),
        titles=book.titles(),
        earliest=clock.local(viewed.application.intention_at).date(),
    )
