"""Forms of the pages for connected systems: they read and explain, every field at once; the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from plugins.manager import get_manager
from portal.accounts.models import Office, User
from portal.accounts.roles import Role
from portal.api.actions._settings import Settings, checked_address, checked_name, checked_office
from portal.api.actions.issue_key import LONGEST_DAYS
from portal.api.models import AgencySystem, Scope


class SystemForm(forms.ModelForm[AgencySystem]):
    """The settings of a system."""

    agency_key = forms.ChoiceField(
        label=gettext_lazy("Agency"), error_messages={"required": gettext_lazy("Please choose the agency.")}
    )
    schemes = forms.MultipleChoiceField(
        label=gettext_lazy("Only these schemes"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all schemes of the agency."),
    )  # fmt: skip
    signing = forms.ChoiceField(
        label=gettext_lazy("How news is signed"), choices=AgencySystem.Signing.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose how news is signed.")},
    )  # fmt: skip

    class Meta:
        model = AgencySystem
        fields = [
            "name", "agency_key", "office", "schemes", "webhook_url", "signing", "shows_identity", "requires_signature",
            "contact",
        ]  # fmt: skip
        help_texts = {"webhook_url": gettext_lazy("https://…, reached from the portal's server.")}
        error_messages = {
            "name": {"required": gettext_lazy("Please give the system a name people recognise.")},
            "office": {"required": gettext_lazy("Please choose the office whose claims the system works on.")},
            "webhook_url": {"required": gettext_lazy("Please enter the address news is sent to.")},
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = "en" if (get_language() or "").startswith("en") else "zh-hans"
        manager = get_manager()
        agencies = [(key, manager.text(key, agency.name, language)) for key, agency in manager.agencies().items()]
        self.fields["agency_key"].choices = [("", _("Please choose")), *agencies]
        self.fields["schemes"].choices = [
            (key, f"{dict(agencies).get(info.scheme.agency, info.scheme.agency)} · {info.name(language)}")
            for key, info in manager.schemes().items()
        ]
        self.fields["office"].empty_label = _("Please choose")
        self.fields["office"].queryset = user.offices_for(Role.ADMINISTRATOR).order_by("path")
        self.fields["signing"].initial = AgencySystem.Signing.HMAC

    def clean_name(self) -> str:
        """A name no other system has."""
        return checked_name(self.cleaned_data["name"], self.instance.pk)

    def clean_office(self) -> Office:
        """No office of another agency."""
        office: Office = self.cleaned_data["office"]
        agency = self.cleaned_data.get("agency_key")
        return checked_office(office, agency) if agency else office

    def clean_webhook_url(self) -> str:
        """An address the portal may send to."""
        return checked_address(self.cleaned_data["webhook_url"])

    def clean_schemes(self) -> list[str]:
        """Only schemes of the agency itself."""
        wanted, agency = self.cleaned_data["schemes"], self.cleaned_data.get("agency_key")
        schemes = get_manager().schemes()
        strange = [key for key in wanted if schemes[key].scheme.agency != agency]
        if strange:
            raise forms.ValidationError(_("Tick schemes of this agency only."))
        return list(wanted)

    def settings(self) -> Settings:
        """What was entered, for the verbs."""
        data = self.cleaned_data
        office: Office = data["office"]
        return Settings(**{**data, "office": office, "schemes": tuple(data["schemes"])})


DAYS_WANTED = format_lazy(gettext_lazy("Please enter a whole number of days from 1 to {days}."), days=LONGEST_DAYS)


class KeyForm(forms.Form):
    """A new key."""

    label = forms.CharField(label=gettext_lazy("What the key is for"), max_length=80, required=False)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("The key may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please tick at least one right.")},
    )  # fmt: skip
    days = forms.IntegerField(
        label=gettext_lazy("Valid for how many days"), min_value=1, max_value=LONGEST_DAYS, initial=365,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), DAYS_WANTED),
        help_text=gettext_lazy("At most 400. Give a new key before it ends."),
    )  # fmt: skip
