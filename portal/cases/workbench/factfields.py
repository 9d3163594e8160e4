"""Form fields for facts, built from their definitions: the verifier's side of what the applicant declared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from plugins.api import FactDefinition
from plugins.manager import get_manager
from portal.cases.facts import HOST_FACTS
from portal.cases.models import Application
from portal.cases.workbench.vocabulary import Words
from portal.common import money

TEXT_LIMIT = 500


@dataclass(frozen=True)
class AskedFact:
    """A fact of one person or of the household that a claim needs: its path and its definition."""

    path: str
    definition: FactDefinition
    position: int | None = None

    @property
    def name(self) -> str:
        """Name of the form field for its value."""
        return f"fact-{self.path}"

    @property
    def same(self) -> str:
        """Name of the box "as declared"."""
        return f"same-{self.path}"


def facts_of(application: Application, scheme_keys: list[str], positions: list[int]) -> list[AskedFact]:
    """The facts these schemes need of this family: the household's, the applicant's, then person by person."""
    definitions = [item for item in get_manager().questions(scheme_keys) if _enterable(item)]
    found = [AskedFact(item.path, item) for item in definitions if item.scope != "member"]
    for position in positions:
        found += [
            AskedFact(f"members.{position}.{item.key}", item, position)
            for item in definitions
            if item.scope == "member"
        ]
    return found


def _enterable(definition: FactDefinition) -> bool:
    return (
        definition.source == "asked"
        and definition.type != "schemes"
        and definition.key not in HOST_FACTS.get(definition.scope, ())
    )


class MoneyInput(forms.CharField):
    """An amount in 元 as people type it."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text.strip():
            return None
        try:
            return money.parse_yuan(text)
        except money.MoneyError as error:
            raise ValidationError(error.message) from None


def field_for(definition: FactDefinition, words: Words) -> forms.Field:
    """The form field; never required, because an empty field means "not checked"."""
    label, kind = words.label(definition), definition.type
    common: dict[str, Any] = {"label": label, "required": False}
    low, high = definition.range or (None, None)
    if definition.range and kind in ("area", "count"):
        common["error_messages"] = dict.fromkeys(("min_value", "max_value"), _range_words(definition.range))
    if kind == "money":
        return MoneyInput(
            max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **common
        )
    if kind == "area":
        return forms.DecimalField(
            min_value=low, max_value=high, decimal_places=2, widget=_number_input("decimal"), **common
        )
    if kind == "count":
        return forms.IntegerField(min_value=low, max_value=high, widget=_number_input("numeric"), **common)
    if kind == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if kind == "boolean":
        return forms.TypedChoiceField(
            choices=[("", "—"), ("yes", _("yes")), ("no", _("no"))],
            coerce=lambda text: text == "yes",
            empty_value=None,
            **common,
        )
    if kind == "choice":
        return forms.ChoiceField(choices=[("", "—"), *words.choices(definition)], **common)
    return forms.CharField(max_length=TEXT_LIMIT, **common)


def _number_input(mode: str) -> forms.TextInput:
    # Not <input type=number>: a stray turn of the wheel changes it unseen.
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})


def range_problem(definition: FactDefinition, value: Any) -> str:
    """What is wrong with a value the field itself let pass, in words; empty when nothing is."""
    if definition.range is None or value is None:
        return ""
    low, high = definition.range
    if low <= value <= high:
        return ""
    return _range_words(definition.range)


def _range_words(limits: tuple[Any, Any]) -> str:
    low, high = limits
    return _("Please check it: it should lie between %(low)s and %(high)s.") % {"low": low, "high": high}


def given(cleaned: dict[str, Any], asked: list[AskedFact]) -> Iterator[tuple[AskedFact, Any]]:
    """The facts that got a value, with it; 0 and "no" are values."""
    for fact in asked:
        value = cleaned.get(fact.name)
        if value not in (None, ""):
            yield fact, value
