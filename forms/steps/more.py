"""Step 5: what the chosen schemes still need to know; nothing that an earlier step told is asked again (R2.3)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from forms.stepform import Section, StepForm

KINDERGARTEN_AGE, PAST_SCHOOL_AGE = 3, 30


class MoreForm(StepForm):
    step = "more"

    def build(self) -> Sequence[Section]:
        asked = self.state.definition
        sections = [
            Section(asked.member_extra, person.prefix, person.name, aside=person.relation_label)
            for person in self.state.people
            if asked.member_extra
        ]
        household = (*asked.household_extra, *asked.applicant_extra)
        if household:
            sections.insert(0, Section(household, title=_("Your household") if sections else ""))
        return sections

    def proposals(self) -> dict[str, str]:
        """Grown-ups past the usual age, and the very small, are proposed not to go to school; the page shows it,
        open to change.
        """
        return {
            f"{person.prefix}in_school": "none"
            for person in self.state.people
            if (age := person.age()) is not None and (age >= PAST_SCHOOL_AGE or age < KINDERGARTEN_AGE)
            if any(item.path == "member.in_school" for item in self.state.definition.member_extra)
        }
