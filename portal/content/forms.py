"""The editor's form: the publishing guard beside the fields, and choices that come from plugins."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

_GOES_LIVE = ("action-publish", "action-submit", "action-restart-workflow")


class PortalPageForm(WagtailAdminPageForm):
    """Refuses unmasked personal numbers when the editor publishes or hands in for review; drafts may hold anything."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if any(name in self.data for name in _GOES_LIVE):
            self._refuse_personal_data()
        return cleaned

    def _refuse_personal_data(self) -> None:
        from portal.content import guard

        for name, value in self.cleaned_data.items():
            if name in {field.attname for field in self.instance._meta.concrete_fields}:
                setattr(self.instance, name, value)
        for finding in guard.find(self.instance):
            self.add_error(finding.field if finding.field in self.fields else None, finding.sentence())


class GuidePageForm(PortalPageForm):
    """A guide is bound to a scheme of an installed plugin and to life events."""

    scheme_key = forms.ChoiceField(
        label=_("scheme"),
        required=False,
        help_text=_("Conditions, amounts, documents and time limit come from this scheme."),
    )
    events = forms.MultipleChoiceField(label=_("life events"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from portal.content.events import EVENT_CHOICES
        from portal.content.schemes import scheme_choices

        if "scheme_key" in self.fields:
            self.fields["scheme_key"].choices = scheme_choices(self.instance.scheme_key)
        if "events" in self.fields:
            self.fields["events"].choices = EVENT_CHOICES
