"""Step 1: which kinds of help. Prechecked from a guide page's link or a life event."""

from collections.abc import Sequence

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from forms.definitions import SchemeChoice, scheme_choices
from forms.fields import ManyField
from forms.stepform import Section, StepForm
from portal.content.events import EVENT_KEYS, EVENTS, event

Groups = tuple[tuple[str, tuple[str, ...]], ...]


class SchemesForm(StepForm):
    """`wanted` are the schemes a link has ticked, `reason` the life event it named: they stand first."""

    step = "schemes"
    wanted: Sequence[str] = ()
    reason: str = ""

    def build(self) -> Sequence[Section]:
        offered = scheme_choices(get_language() or "zh-hans")
        options = tuple((scheme.key, scheme.name, scheme.summary or scheme.agency) for scheme in offered)
        field = ManyField(
            name="schemes",
            label=_("Which kinds of help do you want to apply for?"),
            hint=_(
                "Tick all that may fit; you fill in the form once for all of them. If you are not sure, tick it: we"
                " look at it for you."
            ),
            missing=_("Please tick at least one kind of help. If you are not sure which, tick all of them."),
            options=options,
            groups=self.groups(offered),
        )
        return [Section((field,))]

    def groups(self, offered: Sequence[SchemeChoice]) -> Groups:
        """What a link has ticked, then every life event with the schemes that name it first, then what names none."""
        wanted = tuple(scheme.key for scheme in offered if scheme.key in self.wanted)
        rest = [scheme for scheme in offered if scheme.key not in wanted]
        groups = [
            (str(item.label), tuple(scheme.key for scheme in rest if scheme.events[:1] == (item.key,)))
            for item in EVENTS
        ]
        other = tuple(scheme.key for scheme in rest if not EVENT_KEYS.intersection(scheme.events[:1]))
        found = event(self.reason)
        first = _("Ticked for you: %(event)s") % {"event": found.label} if found else _("Ticked for you")
        return tuple(
            group
            for group in (
                (first, wanted),
                *groups,
                (pgettext("kinds of help that fit no life event", "Other help"), other),
            )
            if group[1]
        )

    def clean(self) -> None:
        """A scheme that was offered a moment ago may be gone; what is left still counts."""


def preselected(scheme: str, event: str) -> list[str]:
    """Schemes to tick beforehand for ``?scheme=KEY`` or ``?event=NAME``; unknown words tick nothing."""
    choices = scheme_choices(get_language() or "zh-hans")
    return [choice.key for choice in choices if choice.key == scheme or (event and event in choice.events)]
