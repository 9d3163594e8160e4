"""Step 5: what the chosen schemes still need to know; nothing that an earlier step told is asked again (R2.3)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from forms.people import WORKING_AGE, beyond_school, fields_for
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
        """Grown-ups past the usual age, and the very small, are proposed not to go to school, children not to work; the
        page shows it, open to change.
        """
        asked = {item.path for item in self.state.definition.member_extra}
        ages = [(person.prefix, age) for person in self.state.people if (age := person.age()) is not None]
        school = {f"{prefix}in_school": "none" for prefix, age in ages if beyond_school(age)}
        work = {f"{prefix}work": "minor" for prefix, age in ages if age < WORKING_AGE}
        return {
            **(school if "member.in_school" in asked else {}),
            **(work if "member.work" in asked else {}),
        }
