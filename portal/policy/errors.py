"""Refusals of the verbs: what, why, and how to mend it; made like those of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.cases.errors import CaseError


class PolicyError(CaseError):
    """Base of every refusal; ``str()`` is the whole message in the active language."""


class NotFound(PolicyError):
    """There is no such figure or change for this person."""

    what = _("There is no such change of figures, or it belongs to another agency.")


class NotAllowed(PolicyError):
    """The role or the office does not fit (R1.2, R6.10)."""

    what = _("You cannot do this with these figures.")
    why = _("It needs the role {roles} at {office}, the agency that owns them.")
    mend = _("Ask a colleague of that agency.")


class OwnProposal(PolicyError):
    """Maker and checker are two people, whatever roles they hold (fault 6)."""

    what = _("You cannot approve or reject this change.")
    why = _("You have written in it yourself, and figures that reach families are always looked at by a second person.")
    mend = _("Another publisher or approver of the agency has to check it.")


class ConcurrentChange(PolicyError):
    """Somebody else was faster (fault 5)."""

    what = _("A colleague has just changed this.")
    why = _("So that nobody overwrites anybody, nothing of yours was saved.")
    mend = _("Open the page again and read what changed.")


class WrongState(PolicyError):
    """The verb does not fit the state."""

    what = _("This is not possible now: the change is at “{state}”.")
    mend = _("Open the page again: it shows what comes next.")


class ReasonMissing(PolicyError):
    """A rejection without words."""

    what = _("Please write the reason.")
    why = _("The colleague who proposed the figures has to know what to change.")


class PreviewMissing(PolicyError):
    """Nobody approves figures without having seen what they do."""

    what = _("The effect of this change is not counted yet, or no longer up to date.")
    mend = _("Have it counted, read the result, then decide.")


class PreviewUnread(PolicyError):
    """The checker has not opened the finished preview."""

    what = _("You have not looked at the effect of this change yet.")
    mend = _("Read the result on the page of the change, then decide.")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: ``field`` of the form, or the number of a ``row`` of values with its field."""

    field: str
    text: str
    row: int | None = None


class ChangeInvalid(PolicyError):
    """Something typed cannot be; ``problems`` say what and where."""

    what = _("These figures cannot be taken over as they are.")
    why = "{texts}"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(texts=" ".join(problem.text for problem in self.problems))


@dataclass(frozen=True)
class TooLow:
    """A figure that would lie below its floor: where it stands and the least it may be, in words and as a number."""

    key: str
    office: str
    label: str
    place: str
    value: str
    least: str
    on: str
    in_principle: bool
    own: bool

    @property
    def sentence(self) -> str:
        """In words: ``name (place) is 956 and must be at least 1,014 from 2027-01-01``."""
        name = (
            gettext("%(figure)s (%(place)s)") % {"figure": self.label, "place": self.place}
            if self.place
            else self.label
        )
        return gettext("%(name)s is %(value)s and must be at least %(least)s from %(day)s") % {
            "name": name, "value": self.value, "least": self.least, "day": self.on
        }  # fmt: skip


class FloorBroken(PolicyError):
    """Other figures must change together with these (R6.10); ``figures`` lists them."""

    what = _("Some figures would fall below the floor the policy sets: {list}.")
    mend = _(
        "Change them in the same proposal. Where the floor holds “in principle”, a reason may take the place of a "
        "higher figure. Figures of another agency have to be raised there first."
    )

    def __init__(self, figures: Sequence[TooLow]) -> None:
        self.figures = tuple(figures)
        super().__init__(list="；".join(figure.sentence for figure in self.figures))
