"""Step 5: what the chosen schemes still need to know; nothing that an earlier step told is asked again (R2.3)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from forms.people import fields_for, proposals
from forms.stepform import Section, StepForm


class MoreForm(StepForm):
    step = "more"

    def build(self) -> Sequence[Section]:
        asked = self.state.definition
        sections = [
            Section(fields, person.prefix, person.name, aside=person.relation_label)
            for person in self.state.people
            if (fields := fields_for(person, asked.member_extra))
        ]
        household = (*asked.household_extra, *asked.applicant_extra)
        if household:
            sections.insert(0, Section(household, title=_("Your household") if sections else ""))
        return sections

    def proposals(self) -> dict[str, str]:
        """What the page proposes before anything was typed, open to change."""
        return {
            person.prefix + name: value
            for person in self.state.people
            for name, value in proposals(person.age(), self.state.definition.member_extra).items()
        }
