"""Field types of the public form. A field reads, cleans and describes one answer; see `forms.fields.base`."""

from forms.fields.base import UNKNOWN, Field, FieldError, Typed, tidy
from forms.fields.choices import BooleanField, ChoiceField, ManyField
from forms.fields.dates import DateField
from forms.fields.numbers import MoneyField, NumberField
from forms.fields.text import ConsentField, IdNumberField, LongTextField, NameField, PhoneField

__all__ = [
    "UNKNOWN",
    "BooleanField",
    "ChoiceField",
    "ConsentField",
    "DateField",
    "Field",
    "FieldError",
    "IdNumberField",
    "LongTextField",
    "ManyField",
    "MoneyField",
    "NameField",
    "NumberField",
    "PhoneField",
    "Typed",
    "tidy",
]
