"""Step 1: which kinds of help. Prechecked from a guide page's link or a life event."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms.definitions import scheme_choices
from forms.fields import ManyField
from forms.stepform import Section, StepForm


class SchemesForm(StepForm):
    step = "schemes"

    def build(self) -> Sequence[Section]:
        options = tuple(
            (
                scheme.key,
                scheme.name,
                _("%(summary)s (%(agency)s)") % vars_of(scheme) if scheme.summary else scheme.agency,
            )
            for scheme in scheme_choices(get_language() or "zh-hans")
        )
        field = ManyField(
            name="schemes",
            label=_("Which kinds of help do you want to apply for?"),
            hint=_(
                "Tick all that may fit; you fill in the form once for all of them. If you are not sure, tick it: we"
                " look at it for you."
            ),
            missing=_("Please tick at least one kind of help. If you are not sure which, tick all of them."),
            options=options,
        )
        return [Section((field,))]

    def clean(self) -> None:
        """A scheme that was offered a moment ago may be gone; what is left still counts."""


def vars_of(scheme: object) -> dict[str, str]:
    return {"summary": scheme.summary, "agency": scheme.agency}  # type: ignore[attr-defined]


def preselected(scheme: str, event: str) -> list[str]:
    """Schemes to tick beforehand for ``?scheme=KEY`` or ``?event=NAME``; unknown words tick nothing."""
    choices = scheme_choices(get_language() or "zh-hans")
    return [choice.key for choice in choices if choice.key == scheme or (event and event in choice.events)]
