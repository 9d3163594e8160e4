"""Step 5: what the chosen schemes still need to know; nothing that an earlier step told is asked again (R2.3)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from forms.stepform import Section, StepForm


class MoreForm(StepForm):
    step = "more"

    def build(self) -> Sequence[Section]:
        asked = self.state.definition
        sections = [
            Section(asked.member_extra, person.prefix, person.name, person.relation_label) for person in self.state.people if asked.member_extra
        ]
        household = (*asked.household_extra, *asked.applicant_extra)
        if household:
            sections.insert(0, Section(household, "", _("Your household") if sections else ""))
        return sections
