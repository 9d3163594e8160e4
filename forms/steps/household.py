"""Step 3: who else lives in the household. A page for each member, and a list with add, change and remove."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms import people
from forms.fields import ChoiceField, Field
from forms.fields.dates import day_words
from forms.people import Person
from forms.stepform import Answered, Section, StepForm
from forms.steps.applicant import check_birth, identity_fields


class HouseholdForm(StepForm):
    """The list page: going on says that these are all. What it needs is that every member's own page is in order."""

    step = "household"

    def build(self) -> Sequence[Section]:
        return []

    def clean(self) -> None:
        for position, member in enumerate(self.state.answers["members"], start=2):
            if not MemberForm.of(member, self.state).is_valid():
                self.add_problem(
                    f"member-{member['key']}",
                    _("Something is missing on the page of member %(position)d.") % {"position": position},
                )

    def answered(self) -> list[Answered]:
        others = self.state.people[1:]
        if not others:
            return [Answered(_("Other members"), _("Nobody else, I live alone"))]
        return [Answered(person.name, _known_by(person)) for person in others]


def _known_by(person: Person) -> str:
    """How the offices know this person: by the number, else by the birth date."""
    if person.id_number:
        return _("%(relation)s, ID number %(number)s") % {
            "relation": person.relation_label,
            "number": person.id_number,
        }
    if person.birth_date is None:
        return _("%(relation)s, no ID number, birth date not known exactly") % {"relation": person.relation_label}
    return _("%(relation)s, no ID number, born on %(day)s") % {
        "relation": person.relation_label,
        "day": day_words(person.birth_date),
    }


@lru_cache(maxsize=8)
def _fields(language: str) -> tuple[Field, ...]:
    relation = ChoiceField(
        name="relation",
        label=_("Relation to the applicant"),
        options=people.relation_labels(),
        inline=True,
        missing=_("Please choose how this person is related to the applicant."),
    )
    return (*identity_fields(child_hint=True), relation)


class MemberForm(StepForm):
    """One member's page; `key` is None for somebody who is being added."""

    step = "member"
    key: int | None = None

    @classmethod
    def of(cls, member: dict[str, Any], state: Any) -> "MemberForm":
        """The form over a stored entry."""
        from django.utils.datastructures import MultiValueDict

        form = cls(data=MultiValueDict(member["data"]), state=state)
        form.key = member["key"]
        return form

    def build(self) -> Sequence[Section]:
        return [Section(_fields(get_language() or "zh-hans"))]

    def clean(self) -> None:
        check_birth(self)
        if self.state is None:
            return
        twin = people.same_id(self.state.people, self.cleaned_data.get("id_number"), besides=self.key or 0)
        if twin is not None:
            self.add_problem(
                "id_number",
                _("%(name)s already has this ID number. Everybody has a number of their own: please check both.")
                % {"name": twin.name},
                _("ID number"),
            )
