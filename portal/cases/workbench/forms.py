"""Forms of the staff pages: they read and explain; every rule that decides stands in the verbs."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.api.scheme import SERVICE
from portal.cases.lifecycle import State
from portal.cases.models.claim import Outcome
from portal.common import money, references
from portal.common.formfields import WrittenField

FILTER_LIMIT = 40
REFERRAL_LIMIT = 500
PERS = [
    ("month", gettext_lazy("every month")),
    ("term", gettext_lazy("every term")),
    ("year", gettext_lazy("every year")),
    ("once", gettext_lazy("once")),
    (SERVICE, gettext_lazy("not at all: it is a service")),
]


class FilterForm(forms.Form):
    """The filters of the queue, all in the URL; a filter that makes no sense is named and left out."""

    show = forms.ChoiceField(
        label=gettext_lazy("Which cases"),
        required=False,
        choices=[
            ("mine", gettext_lazy("Waiting for me")),
            ("open", gettext_lazy("All open cases")),
            ("done", gettext_lazy("Closed")),
        ],
    )
    receipt = forms.CharField(
        label=gettext_lazy("Receipt number"),
        required=False,
        max_length=FILTER_LIMIT,
        error_messages={
            "max_length": gettext_lazy("That is too long for a receipt number; one looks like QX26-0917-4H2K.")
        },
        widget=forms.TextInput(
            attrs={"size": 18, "autocomplete": "off", "spellcheck": "false", "placeholder": "QX26-0917-4H2K"}
        ),
    )
    state = forms.ChoiceField(label=gettext_lazy("Where it stands"), required=False)
    scheme = forms.ChoiceField(label=gettext_lazy("Scheme"), required=False)
    due = forms.ChoiceField(
        label=gettext_lazy("Time left"),
        required=False,
        choices=[
            ("", gettext_lazy("Any")),
            ("overdue", gettext_lazy("Overdue")),
            ("soon", gettext_lazy("Due within 3 working days")),
        ],
    )

    def __init__(self, *args: Any, schemes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("Any")), *State.choices]
        self.fields["scheme"].choices = [("", _("Any")), *schemes]
        for name in ("state", "scheme", "due", "show"):
            self.fields[name].error_messages["invalid_choice"] = _(
                "There is no such choice; the list shows what there is."
            )

    def clean_receipt(self) -> str:
        """The number in normal form, however it was typed."""
        text = self.cleaned_data["receipt"].strip()
        if not text:
            return ""
        try:
            return references.normalise_reference(text)
        except references.InvalidReference:
            raise forms.ValidationError(
                _("This is not a receipt number. Please compare it with the letter, it looks like QX26-0917-4H2K.")
            ) from None


class DecisionForm(forms.Form):
    """The approver's decision; what needs a reason is the verb's to say, the form keeps what was typed."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose: approve or not.")},
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount in yuan"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = WrittenField(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy(
            "Needed when you decide otherwise than proposed. "
            "A refusal's reason goes into the letter: write it for the family."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, service: bool = False, limits: str = "", **kwargs: Any) -> None:
        """`service`: the help is no money, so nothing is asked about an amount. `limits`: within which amounts the
        officer chooses, in words; then the scheme says as well how it is paid."""
        super().__init__(*args, **kwargs)
        if service:
            self.fields.pop("amount")
        if service or limits:
            self.fields.pop("per", None)
        if limits and not service:
            self.fields["amount"].help_text = limits

    def clean_amount(self) -> Decimal | None:
        """Decimal 元, or None when left empty."""
        text = self.cleaned_data["amount"]
        if not text.strip():
            return None
        try:
            return money.parse_yuan(text)
        except money.MoneyError as error:
            raise forms.ValidationError(error.message) from None


class ReferForm(forms.Form):
    """Another agency's help for the family, with the words the family reads."""

    scheme = forms.ChoiceField(
        label=gettext_lazy("Which help"),
        error_messages={"required": gettext_lazy("Please choose the help you mean.")},
    )
    member = forms.ChoiceField(label=gettext_lazy("For whom"), required=False)
    reason = WrittenField(
        label=gettext_lazy("Why it may help"),
        max_length=REFERRAL_LIMIT,
        rows=4,
        help_text=gettext_lazy("The family reads it. No ID, telephone or account numbers, please."),
        error_messages={"required": gettext_lazy("Please write why; the family decides by it.")},
    )

    def __init__(
        self, *args: Any, schemes: list[tuple[str, str]], people: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [("", _("Please choose")), *schemes]
        self.fields["member"].choices = [("", _("the whole family")), *people]
        for name in ("scheme", "member"):
            self.fields[name].error_messages["invalid_choice"] = _(
                "There is no such choice; the list shows what there is."
            )


class ByHandForm(DecisionForm):
    """A proposal an officer makes where the rules cannot: always with a reason."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What do you propose?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose: approve or not.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What do you go by?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("The approver reads it. Name the facts, where they come from, and the clause."),
        error_messages={"required": gettext_lazy("Please write what you go by.")},
    )
    per = forms.ChoiceField(label=gettext_lazy("Paid"), required=False, choices=PERS)
    field_order = ["outcome", "amount", "per", "reason", "version"]
