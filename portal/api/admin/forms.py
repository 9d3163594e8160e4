"""Forms of the pages for connected systems: they read and explain; the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from plugins.manager import get_manager
from portal.accounts.models import Office, User
from portal.accounts.roles import Role
from portal.api.actions._settings import Settings
from portal.api.models import AgencySystem, Scope


class SystemForm(forms.ModelForm[AgencySystem]):
    """The settings of a system."""

    agency_key = forms.ChoiceField(label=gettext_lazy("Agency"))
    schemes = forms.MultipleChoiceField(
        label=gettext_lazy("Only these schemes"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all schemes of the agency."),
    )  # fmt: skip
    signing = forms.ChoiceField(
        label=gettext_lazy("How news is signed"), choices=AgencySystem.Signing.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = AgencySystem
        fields = [
            "name", "agency_key", "office", "schemes", "webhook_url", "signing", "shows_identity", "requires_signature",
            "contact",
        ]  # fmt: skip
        help_texts = {"webhook_url": gettext_lazy("https://…, reached from the portal's server.")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = "en" if (get_language() or "").startswith("en") else "zh-hans"
        manager = get_manager()
        agencies = [(key, manager.text(key, agency.name, language)) for key, agency in manager.agencies().items()]
        self.fields["agency_key"].choices = agencies
        self.fields["schemes"].choices = [
            (key, f"{dict(agencies).get(info.scheme.agency, info.scheme.agency)} · {info.name(language)}")
            for key, info in manager.schemes().items()
        ]
        self.fields["office"].queryset = user.offices_for(Role.ADMINISTRATOR).order_by("path")
        self.fields["signing"].initial = AgencySystem.Signing.HMAC

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


class KeyForm(forms.Form):
    """A new key."""

    label = forms.CharField(label=gettext_lazy("What the key is for"), max_length=80, required=False)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("The key may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please tick at least one right.")},
    )  # fmt: skip
    days = forms.IntegerField(
        label=gettext_lazy("Valid for how many days"), min_value=1, max_value=400, initial=365,
        help_text=gettext_lazy("At most 400. Give a new key before it ends."),
    )  # fmt: skip
