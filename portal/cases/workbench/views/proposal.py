"""The proposal: let the rules speak, or propose by hand where they cannot."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from plugins.api.scheme import SERVICE
from portal.cases import actions, authority, errors
from portal.cases.lifecycle import Verb
from portal.cases.workbench import page as pages
from portal.cases.workbench.access import not_here
from portal.cases.workbench.factsview import FactBook
from portal.cases.workbench.forms import ByHandForm
from portal.cases.workbench.views.base import AboutClaim, ActPage, conflict_of, version_of
from portal.cases.workbench.vocabulary import Words, language, range_words


class ProposeView(ActPage):
    """Assess the claim by its rules."""

    def act(self) -> str:
        claim = self.viewed.claim(self.kwargs["claim"])
        version = version_of(self.request.POST.get("version"))
        evaluation = actions.propose(actor=self.viewed.actor, claim=claim, version=version)
        if claim.needs_officer:
            return _("The rules could not settle it. Below you see why and what to do.")
        words = {"met": _("meets the conditions"), "not_met": _("does not meet the conditions")}
        return _("Assessed: the family %(verdict)s. The proposal now waits for the approver.") % {
            "verdict": words[evaluation.verdict]
        }


class ClaimPage(AboutClaim):
    """A page with a form about one claim. Who may not act, or comes too late, is led back with the reason."""

    verb: Verb

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewed.sees_family:
            raise not_here(request.user, "claim", self.claim.pk, self.claim)

    def verbs(self) -> tuple[Verb, ...]:
        """The verbs this page can call."""
        return (self.verb,)

    @property
    def is_service(self) -> bool:
        """Whether the help is arranged rather than paid, so that nothing is asked about an amount."""
        latest = self.claim.latest_evaluation
        return SERVICE in (self.claim.proposed_per, latest.per if latest else "")

    @property
    def what_can_be_paid(self) -> dict[str, Any]:
        """What the form has to know about the amount: whether there is one, and its limits."""
        latest = self.claim.latest_evaluation
        return {"service": self.is_service, "limits": range_words(latest) if latest else ""}

    def why_not(self) -> str:
        """Why the person cannot act on this page now, in words; empty when they can."""
        if any(authority.may(self.viewed.user, verb, self.claim) for verb in self.verbs()):
            return ""
        for verb in self.verbs():
            if problem := pages.authority_problem(self.viewed, self.claim, verb):
                return problem
        return _("“%(scheme)s” is at “%(state)s”: there is nothing for you to decide on it now.") % {
            "scheme": self.claim.name,
            "state": self.claim.get_state_display(),
        }

    def claim_context(self) -> dict[str, Any]:
        """The claim with its findings."""
        book = FactBook(self.viewed, Words(language()))
        return {"claim": self.claim, "view": pages.claim_view(self.viewed, self.claim, book), "book": book}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if problem := self.why_not():
            messages.error(request, problem)
            return redirect(self.home)
        self.viewed.read("read_claim", self.claim)
        return self.page(form=self.first_form(), **self.claim_context())

    def first_form(self) -> Any:
        """The form before anything was typed."""
        raise NotImplementedError

    def refused(self, form: Any, error: errors.CaseError) -> HttpResponse:
        """The page again with everything typed, and why it was not done."""
        self.claim.refresh_from_db()
        conflict = conflict_of(self.claim) if isinstance(error, errors.ConcurrentChange | errors.WrongState) else None
        fields = {errors.ReasonMissing: "reason", errors.AmountInvalid: "amount", errors.AboveAuthority: "amount"}
        field = next((name for kind, name in fields.items() if isinstance(error, kind) and name in form.fields), None)
        if conflict is None:
            form.add_error(field, str(error))
        return self.page(status=409 if conflict else 422, form=form, conflict=conflict, **self.claim_context())


class ByHandView(ClaimPage):
    """Propose by hand, with the reason the approver reads."""

    template_name = "workbench/by_hand.html"
    page_title = gettext_lazy("Propose by hand")
    verb = Verb.PROPOSE_BY_HAND

    def first_form(self) -> ByHandForm:
        latest = self.claim.latest_evaluation
        initial = {"version": self.claim.version, "per": latest.per if latest else "month"}
        return ByHandForm(initial=initial, **self.what_can_be_paid)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ByHandForm(request.POST, **self.what_can_be_paid)
        if not form.is_valid():
            return self.page(status=422, form=form, **self.claim_context())
        data = form.cleaned_data
        try:
            actions.propose_by_hand(
                actor=self.viewed.actor,
                claim=self.claim,
                outcome=data["outcome"],
                reason=data["reason"],
                amount=data.get("amount"),
                per=data.get("per", ""),
                version=data["version"],
            )
        except errors.CaseError as error:
            return self.refused(form, error)
        messages.success(request, _("Proposed. The approver now decides."))
        return redirect(self.home)
