"""Step 4: income and assets, of the household and of each member; "not sure" is an answer and never becomes 0."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from forms.fields import MoneyField
from forms.stepform import Section, StepForm

# Below this age a person is expected to earn nothing: the page proposes 0, visible and open to change.
WORKING_AGE = 16


class MeansForm(StepForm):
    step = "means"

    def build(self) -> Sequence[Section]:
        asked = self.state.definition
        sections = [
            Section(asked.member_means, person.prefix, person.name, aside=person.relation_label)
            for person in self.state.people
            if asked.member_means
        ]
        if asked.household_means:
            sections.append(Section(asked.household_means, title=_("The whole household together") if sections else ""))
        return sections

    def proposals(self) -> dict[str, str]:
        """What the page proposes before anything was typed: 0 for the income of children."""
        return {
            person.prefix + item.name: "0"
            for person in self.state.people
            if (person.age() is not None and person.age() < WORKING_AGE)
            for item in self.state.definition.member_means
            if isinstance(item, MoneyField) and "income" in item.name
        }
