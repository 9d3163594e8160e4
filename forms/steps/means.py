"""Step 4: income and assets, of the household and of each member; "not sure" is an answer and never becomes 0."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from forms.people import fields_for, proposals
from forms.stepform import Section, StepForm


class MeansForm(StepForm):
    step = "means"

    def build(self) -> Sequence[Section]:
        asked = self.state.definition
        sections = [
            Section(fields, person.prefix, person.name, aside=person.relation_label)
            for person in self.state.people
            if (fields := fields_for(person, asked.member_means))
        ]
        if asked.household_means:
            sections.append(Section(asked.household_means, title=_("The whole household together") if sections else ""))
        return sections

    def proposals(self) -> dict[str, str]:
        """What the page proposes before anything was typed, open to change."""
        return {
            person.prefix + name: value
            for person in self.state.people
            for name, value in proposals(person.age(), self.state.definition.member_means).items()
        }
