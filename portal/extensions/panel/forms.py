"""Forms built from what a plugin declares, and the form that switches an office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.api import Setting
from plugins.loading import LoadedPlugin
from portal.accounts.models import Office
from portal.extensions.actions.configure import LONGEST

REMOVE = "__remove"


class SettingsForm(forms.Form):
    """One field for each declared setting; empty goes back to the default. A secret is never shown: empty keeps it."""

    def __init__(self, plugin: LoadedPlugin, language: str, current: Mapping[str, Any], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.plugin, self.current = plugin, current
        for item in plugin.settings:
            self.fields[item.key] = _field(item, plugin, language)
            if item.type == "secret":
                if current.get(item.key):
                    self.fields[item.key].help_text = _("Something is stored. Leave empty to keep it.")
                    self.fields[item.key + REMOVE] = forms.BooleanField(
                        label=_("Remove what is stored"), required=False
                    )
            else:
                self.initial.setdefault(item.key, current.get(item.key))

    def values(self) -> dict[str, Any]:
        """What to hand to `configure`: values of the declared types, None for empty, kept secrets left out."""
        found: dict[str, Any] = {}
        for item in self.plugin.settings:
            value = self.cleaned_data.get(item.key)
            if item.type == "secret":
                if self.cleaned_data.get(item.key + REMOVE):
                    found[item.key] = None
                elif value:
                    found[item.key] = value
            else:
                found[item.key] = None if value in ("", None) else value
        return found


def _field(item: Setting, plugin: LoadedPlugin, language: str) -> forms.Field:
    common: dict[str, Any] = {
        "label": plugin.texts(item.label, language),
        "help_text": plugin.texts(item.help, language) if item.help else "",
        "required": False,
    }
    if item.type == "boolean":
        return forms.BooleanField(**common)
    if item.type == "number":
        return forms.DecimalField(
            **common, max_digits=18, decimal_places=6, widget=forms.TextInput(attrs={"inputmode": "decimal"})
        )
    if item.type == "date":
        return forms.DateField(**common, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    if item.type == "choice":
        choices = [("", "—"), *((value, plugin.texts(label, language)) for value, label in item.choices)]
        return forms.ChoiceField(**common, choices=choices)
    if item.type == "secret":
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        return forms.CharField(**common, max_length=LONGEST, strip=False, widget=widget)
    return forms.CharField(**common, max_length=LONGEST)


class OfficeForm(forms.Form):
    """Switch the plugin for one of the offices the person administers."""

    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office and everything below it"))

    def __init__(self, offices: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # Nothing is chosen beforehand: one click at the top of the tree would stop a scheme in the whole county.
        self.fields["office"].empty_label = _("Please choose")
        self.fields["office"].queryset = offices
        self.fields["office"].label_from_instance = lambda office: f"{'　' * (office.depth - 1)}{office.label}"
