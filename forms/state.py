"""A draft as the steps see it: what was chosen, who belongs to the household, what is asked, what is still missing."""

from __future__ import annotations

from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from forms import definitions, people
from forms.fields import Typed
from forms.people import Person
from forms.storage import Answers


class DraftState:
    """Read-only view on the answers of one draft in one language; make a new one after a change."""

    def __init__(self, answers: Answers, language: str) -> None:
        self.answers = answers
        self.language = language

    def typed(self, step: str) -> Typed | None:
        """The answers of a step as typed, or None when it was never sent."""
        values = self.answers["step_data"].get(step)
        return None if values is None else MultiValueDict(values)

    @cached_property
    def chosen(self) -> tuple[str, ...]:
        """Keys of the chosen schemes, also those no plugin offers any more."""
        return tuple((self.answers["step_data"].get("schemes") or {}).get("schemes", ()))

    @cached_property
    def definition(self) -> definitions.FormDefinition:
        return definitions.definition(self.chosen, self.language)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """The household, the applicant first. Broken answers show as empty ones: the page of that person explains
        them.
        """
        from forms.steps.applicant import ApplicantForm

        form = ApplicantForm(data=self.typed("applicant") or MultiValueDict(), state=self)
        form.is_valid()
        applicant = people.person_from(form.cleaned_data, people.APPLICANT_KEY, "self")
        return (applicant, *(self.person(member) for member in self.answers["members"]))

    def member(self, key: int) -> dict[str, Any] | None:
        """The stored entry of one member."""
        return next((member for member in self.answers["members"] if member["key"] == key), None)

    def person(self, member: dict[str, Any]) -> Person:
        from forms.steps.household import MemberForm

        form = MemberForm(data=MultiValueDict(member["data"]), state=None)
        form.is_valid()
        return people.person_from(form.cleaned_data, member["key"], form.cleaned_data.get("relation") or "other")

    @property
    def phone(self) -> str:
        """The applicant's phone in normal form, or empty."""
        from forms.fields import FieldError
        from forms.steps.applicant import phone_field

        try:
            return phone_field().clean(self.typed("applicant") or MultiValueDict(), "phone") or ""
        except FieldError:
            return ""
