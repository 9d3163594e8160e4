"""The approver's page: confirm the proposal, decide otherwise with a reason, or make the decision final."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.cases import actions, clocks, errors
from portal.cases.lifecycle import State, Verb
from portal.cases.models import Decision
from portal.cases.models.claim import Outcome
from portal.cases.workbench import objections
from portal.cases.workbench.forms import DecisionForm
from portal.cases.workbench.views.proposal import ClaimPage


class DecideView(ClaimPage):
    """One page for both decisions: what is before the approver, then their choice."""

    template_name = "workbench/decide.html"
    page_title = gettext_lazy("Approve or change")

    def verbs(self) -> tuple[Verb, ...]:
        return (Verb.CONFIRM, Verb.DECIDE_FINAL)

    @property
    def final(self) -> bool:
        """Whether this decision ends the claim whatever it is."""
        return self.claim.state == State.PUBLICITY_DONE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        raised = objections.to_weigh(self.viewed, self.claim) if self.final else []
        return super().get_context_data(final=self.final, then=self._then(), objections=raised, **kwargs)

    def _then(self) -> str:
        """What happens after an approval, so that nobody is surprised."""
        if self.final:
            return _("Your decision is final: the letter is printed and the family gets a message.")
        if clocks.process_of(self.claim).step("publicity"):
            return _(
                "An approval goes to public notice in the village first. "
                "A refusal is final: the letter is printed at once."
            )
        return _("Your decision is final: the letter is printed and the family gets a message.")

    def first_form(self) -> DecisionForm:
        amount = self.claim.proposed_amount
        if self.final:
            amount = self.claim.decisions.filter(stage=Decision.Stage.PROPOSED).latest("decided_at").amount
        # No outcome is ticked: a decision is chosen, never left standing.
        initial = {"amount": plain(amount), "version": self.claim.version}
        return DecisionForm(initial=initial, **self.what_can_be_paid)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST, **self.what_can_be_paid)
        if not form.is_valid():
            return self.page(status=422, form=form, **self.claim_context())
        data = form.cleaned_data
        verb = actions.decide_final if self.final else actions.confirm
        try:
            decision = verb(
                actor=self.viewed.actor,
                claim=self.claim,
                outcome=data["outcome"],
                reason=data["reason"],
                amount=data.get("amount") if data["outcome"] == Outcome.APPROVED else None,
                version=data["version"],
            )
        except errors.CaseError as error:
            return self.refused(form, error)
        messages.success(request, self._done(decision))
        return redirect(self.home)

    def _done(self, decision: Decision) -> str:
        if decision.stage == Decision.Stage.PROPOSED:
            return _(
                "Confirmed. The proposal now hangs out in the village; when the days are over it comes back to you."
            )
        return _("Decided. The letter is being printed and the family gets a message.")


def plain(amount: Decimal | None) -> str:
    """An amount as somebody would type it: 1170, 12.50."""
    if amount is None:
        return ""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"
