"""Step 4: income and assets, of the household and of each member; "not sure" is an answer and never becomes 0."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from forms.fields import MoneyField
from forms.people import WORKING_AGE, beyond_school, fields_for
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
        """What the page proposes before anything was typed: 0 for the income of children, and for what school costs
        those who are too small or too old for it.
        """
        return {
            person.prefix + item.name: "0"
            for person in self.state.people
            if (age := person.age()) is not None
            for item in self.state.definition.member_means
            if (age < WORKING_AGE and isinstance(item, MoneyField) and "income" in item.name)
            or (beyond_school(age) and item.path == "member.school_costs")
        }
