"""Step 8: everything once more, each answer with a way to change it; then submit."""

from collections.abc import Sequence

from forms.stepform import Section, StepForm


class CheckForm(StepForm):
    step = "check"

    def build(self) -> Sequence[Section]:
        return []
