"""What the office that decides does beside deciding: asking the family for more, transferring the claim."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.accounts.models import Office
from portal.cases import actions, errors, offices
from portal.cases.lifecycle import Verb
from portal.cases.models import Application
from portal.cases.workbench import asked
from portal.cases.workbench.asked import AskForm
from portal.cases.workbench.views.base import OneClaimPage
from portal.cases.workbench.vocabulary import language
from portal.common.formfields import WrittenField

REASON_LIMIT = 1_000


class AskMoreView(OneClaimPage):
    """Everything that is missing at once, in words for the family (R2.8); a list still open is changed here too."""

    template_name = "workbench/ask_more.html"
    page_title = gettext_lazy("Ask the family for what is missing")
    verb = Verb.ASK_MORE

    def first_form(self) -> AskForm:
        initial: dict[str, Any] = {"version": self.claim.version, "rows": asked.ROWS}
        waiting = self.claim.information_requests.filter(answered_at__isnull=True).first()
        items = waiting.items[: asked.MOST_ROWS] if waiting else []
        for row, item in enumerate(items, start=1):
            initial |= {f"words_{row}": item["words"], f"material_{row}": item["material"], "rows": row + 1}
        return self.form(initial=initial)

    def form(self, data: Any = None, **more: Any) -> AskForm:
        """The form with the papers of the claim's scheme."""
        family = self.viewed.application.language
        names = dict(asked.papers_of(self.claim, family))
        return AskForm(data, papers=asked.papers_of(self.claim, language()), names=names, **more)

    def context(self) -> dict[str, Any]:
        return {"waiting": asked.open_request(self.claim), "township": self.viewed.application.township}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "more_rows" in request.POST:
            return self._with_more_rows(request.POST)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.again(form)
        rows = form.missing()
        try:
            actions.ask_more(
                actor=self.viewed.actor, claim=self.claim, missing=[item for _row, item in rows],
                version=form.cleaned_data["version"],
            )  # fmt: skip
        except errors.NothingAsked as error:
            return self.again(form, error, "words_1")
        except errors.PersonalDataInText as error:
            return self.again(form, error, f"words_{rows[error.values['place']][0]}")
        except errors.CaseError as error:
            return self.again(form, error)
        messages.success(
            request,
            _("Asked. The family gets a message, and the days are not counted until it has brought everything."),
        )
        return redirect(self.home)

    def _with_more_rows(self, data: Any) -> HttpResponse:
        """The same page with everything typed and more room; works without JavaScript."""
        typed = self.form(data)
        kept = {name: data.get(name, "") for name in typed.fields}
        kept["rows"] = typed.count + asked.ROWS
        return self.page(claim=self.claim, form=self.form(initial=kept), **self.context())


class TransferForm(forms.Form):
    """Whither, and the reason the family reads."""

    office = forms.ChoiceField(
        label=gettext_lazy("Which office should decide"),
        error_messages={"required": gettext_lazy("Please choose the office that should decide.")},
    )
    reason = WrittenField(
        label=gettext_lazy("Reason for the transfer"),
        max_length=REASON_LIMIT,
        help_text=gettext_lazy("The family and the new office read it. No ID, telephone or account numbers, please."),
        error_messages={"required": gettext_lazy("Please write why: the family reads it, and so does the new office.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, to: list[Office], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        groups = {
            _("Agencies"): [office for office in to if office.kind == Office.Kind.AGENCY],
            _("Township and county"): [office for office in to if office.kind != Office.Kind.AGENCY],
        }
        listed = [
            (title, [(office.code, office.label) for office in found]) for title, found in groups.items() if found
        ]
        self.fields["office"].choices = [("", _("Please choose")), *listed]
        self.fields["office"].error_messages["invalid_choice"] = _(
            "There is no such choice; the list shows what there is."
        )


class TransferView(OneClaimPage):
    """Another office should decide (R5.2)."""

    template_name = "workbench/transfer.html"
    page_title = gettext_lazy("Transfer to another office")
    verb = Verb.TRANSFER

    def form(self, data: Any = None, **more: Any) -> TransferForm:
        """The form with the offices that serve the village."""
        return TransferForm(data, to=offices.destinations(self.claim), **more)

    def first_form(self) -> TransferForm:
        return self.form(initial={"version": self.claim.version})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.again(form)
        data = form.cleaned_data
        to = Office.objects.get(code=data["office"])
        try:
            actions.transfer(
                actor=self.viewed.actor, claim=self.claim, to=to, reason=data["reason"], version=data["version"]
            )
        except (errors.ReasonMissing, errors.PersonalDataInText) as error:
            return self.again(form, error, "reason")
        except errors.NoSuchOffice as error:
            return self.again(form, error, "office")
        except errors.CaseError as error:
            return self.again(form, error)
        messages.success(
            request, _("Transferred to %(office)s. The family gets a message and reads your reason.") % {"office": to}
        )
        # Whoever sent away the only claim of theirs sees nothing of the application any more.
        stays = Application.objects.for_user(request.user).filter(pk=self.viewed.application.pk).exists()
        return redirect(self.home if stays else "workbench:queue")
