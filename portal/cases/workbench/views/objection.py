"""Objections: take one down at the window, read it, look into it, close the inquiry (R8.2)."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.cases import actions, authority, clocks, errors
from portal.cases.actions.close_objection import RESULT_LIMIT
from portal.cases.actions.object_to import CONTACT_LIMIT, KNOWN_FROM_LIMIT, WORDS_LIMIT
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, Objection
from portal.cases.workbench import objections
from portal.cases.workbench.views.base import AboutClaim, conflict_of
from portal.common.formfields import WrittenField

Channel, State = Objection.Channel, Objection.State


class RecordForm(forms.Form):
    """What somebody said on the telephone, in a letter or at the window."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How did it come in?"),
        choices=[(item.value, item.label) for item in (Channel.PHONE, Channel.LETTER, Channel.IN_PERSON)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose how it came in.")},
    )
    words = WrittenField(
        label=gettext_lazy("What is not right, in their words"),
        max_length=WORDS_LIMIT,
        rows=6,
        error_messages={"required": gettext_lazy("Please write what is not right.")},
    )
    known_from = WrittenField(
        label=gettext_lazy("How do they know?"), max_length=KNOWN_FROM_LIMIT, required=False, rows=2
    )
    contact = WrittenField(
        label=gettext_lazy("How to reach them"),
        max_length=CONTACT_LIMIT,
        required=False,
        help_text=gettext_lazy("Only if they wish. An objection without a name counts like any other."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CloseForm(forms.Form):
    """What the inquiry found; the verb's own words say what is missing, all of it at once."""

    result = forms.ChoiceField(
        label=gettext_lazy("Is there something to it?"),
        choices=[
            (State.UNFOUNDED.value, gettext_lazy("No, the objection is unfounded")),
            (State.FOUNDED.value, gettext_lazy("Yes, the objection is founded, in whole or in part")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose: founded or not.")},
    )
    finding = WrittenField(
        label=gettext_lazy("What did you find?"),
        max_length=RESULT_LIMIT,
        rows=6,
        help_text=gettext_lazy(
            "What you looked at, whom you asked, what came of it. Whoever decides reads it, also in an agency's own "
            "system: write nothing that points to whoever objects."
        ),
    )
    appraisal = WrittenField(label=gettext_lazy("Result of the community appraisal"), max_length=RESULT_LIMIT, rows=4)

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        process = clocks.process_of(claim)
        finding, appraisal = self.fields["finding"], self.fields["appraisal"]
        finding.error_messages["required"] = str(errors.FindingMissing())
        appraisal.required = process.objection.appraisal
        appraisal.help_text = (
            _("Needed: when it was, who took part, how it ended.")
            if appraisal.required
            else _("Only where one was held.")
        )
        appraisal.error_messages["required"] = str(errors.AppraisalMissing(process=process.text("name")))


class RecordView(AboutClaim):
    """Take an objection down; the officer need not be one of those who read it afterwards."""

    template_name = "workbench/record_objection.html"
    page_title = gettext_lazy("Record an objection")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if refusal := authority.refusal(request.user, Verb.OBJECT_TO, self.claim):
            messages.error(request, str(refusal))
            return redirect(self.home)
        return self.page(claim=self.claim, form=RecordForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RecordForm(request.POST)
        if form.is_valid():
            try:
                actions.object_to(actor=self.viewed.actor, claim=self.claim, **form.cleaned_data)
            except errors.CaseError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Recorded. The days are not counted until it has been looked into."))
                return redirect(self.home)
        return self.page(status=422, claim=self.claim, form=form)


class InquiryView(AboutClaim):
    """The next step of a contested claim: the objection that has waited longest."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        oldest = self.claim.objections.filter(state=State.OPEN).first()
        if oldest is None:
            messages.error(request, _("Nothing is left to look into here."))
            return redirect(self.home)
        return redirect("workbench:objection", self.viewed.application.pk, self.claim.pk, oldest.pk)


class ObjectionView(AboutClaim):
    """One objection: its words, and what the inquiry found or the form to write it."""

    template_name = "workbench/objection.html"
    page_title = gettext_lazy("Objection")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.objection = objections.one(self.viewed, self.claim, kwargs["objection"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(CloseForm(claim=self.claim))

    def shown(self, form: CloseForm, status: int = 200, **more: Any) -> HttpResponse:
        """The page with the form as it is."""
        found = objections.context(self.viewed, self.claim, self.objection)
        return self.page(status=status, form=form, **found, **more)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CloseForm(request.POST, claim=self.claim)
        if not form.is_valid():
            return self.shown(form, status=422)
        data = form.cleaned_data
        try:
            actions.close_objection(
                actor=self.viewed.actor,
                objection=self.objection,
                founded=data["result"] == State.FOUNDED,
                finding=data["finding"],
                appraisal=data["appraisal"],
            )
        except errors.ObjectionClosed as error:
            # What was typed stays on the page, beside what the colleague found.
            form.add_error(None, str(error))
            return self.shown(form, status=409, conflict=conflict_of(self.claim))
        except errors.CaseError as error:
            form.add_error(None, str(error))
            return self.shown(form, status=422)
        messages.success(
            request,
            _("Recorded. There are more objections to look into; until then the days are not counted.")
            if self.claim.contested
            else _("Recorded. The days of the notice count again."),
        )
        return redirect(self.home)
