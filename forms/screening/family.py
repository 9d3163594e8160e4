"""The first pages: what happened, who lives together, what the family receives already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forms import people
from forms.fields import ChoiceField, Field, ManyField, NumberField
from forms.fields.base import UNKNOWN_CHOICE
from forms.screening.sealed import Screening
from forms.stepform import Section, StepForm
from plugins.manager import get_manager
from portal.content.events import EVENTS

# A family larger than this is better counted at the window.
MOST_PEOPLE = 12
RECEIVES, NOTHING = "receives", "none"


@dataclass(frozen=True)
class Relative:
    """Somebody of the family: `prefix` stands before their answers, as in the application form."""

    key: int
    relation: str
    age: int | None

    @property
    def prefix(self) -> str:
        return f"m{self.key}-"

    def title(self) -> str:
        """What the questions call them: you, son or daughter (9 years)."""
        if self.key == people.APPLICANT_KEY:
            return pgettext("the person asked", "You")
        label = dict(people.relation_labels()).get(self.relation, self.relation)
        return label if self.age is None else _("%(who)s, %(age)d years") % {"who": label, "age": self.age}


def _age(name: str, label: str) -> NumberField:
    return NumberField(name=name, label=label, low=Decimal(0), high=Decimal(130), suffix=pgettext("age", "years"))


class StartForm(StepForm):
    """What happened, how many people, what they receive."""

    step = "start"

    def build(self) -> Sequence[Section]:
        events = ManyField(
            name="events",
            label=_("What has happened in your family?"),
            hint=_("Tick all that fits, or nothing: then we look at every kind of help."),
            required=False,
            options=tuple((item.key, str(item.label), "") for item in EVENTS),
        )
        size = NumberField(
            name="size",
            label=_("How many people live together and share their money, you included?"),
            low=Decimal(1),
            high=Decimal(MOST_PEOPLE),
        )
        return [Section((events, size, _age("age", _("How old are you?")), *_receives_field()))]

    def clean(self) -> None:
        ticked = self.cleaned_data.get(RECEIVES) or []
        for alone, label in _alone():
            if alone in ticked and len(ticked) > 1:
                self.add_problem(
                    RECEIVES,
                    _("You ticked “%(alone)s” and something else as well. Please leave only what is right.")
                    % {"alone": label},
                )


def _alone() -> tuple[tuple[str, str], ...]:
    """The answers that stand for themselves: value and words."""
    return ((NOTHING, _("None of these")), (UNKNOWN_CHOICE, _("I am not sure")))


def _receives_field() -> tuple[Field, ...]:
    """Help the family may receive already, of those that other schemes look at; none if no scheme does."""
    manager = get_manager()
    known = {key for info in manager.schemes().values() for key in info.depends_on if key in manager.schemes()}
    if not known:
        return ()
    options = [(key, manager.scheme_name(key, _language()), "") for key in manager.schemes() if key in known]
    return (
        ManyField(
            name=RECEIVES,
            label=_("Does your family receive any of these already?"),
            missing=_(
                "Please tick what your family receives, or “None of these”, or “I am not sure”: much of the other help"
                " depends on it."
            ),
            options=(*options, *((value, label, "") for value, label in _alone())),
        ),
    )


def _language() -> str:
    from django.utils.translation import get_language

    return get_language() or "zh-hans"


class FamilyForm(StepForm):
    """Relation and age of everybody but the person asked."""

    step = "family"

    def build(self) -> Sequence[Section]:
        screening: Screening = self.state
        relation = ChoiceField(
            name="relation", label=_("Relation to you"), options=people.relation_labels(), inline=True
        )
        fields = (relation, _age("age", _("Age")))
        return [
            Section(fields, prefix=f"m{key}-", title=_("Person %(number)d") % {"number": key})
            for key in range(2, size_of(screening) + 1)
        ]


def cleaned(form: type[StepForm], screening: Screening) -> dict[str, Any]:
    """What a family page told, from the sealed answers."""
    page = form(data=screening.family_answers, state=screening)
    page.is_valid()
    return page.cleaned_data


def size_of(screening: Screening) -> int:
    """How many people; 1 until it was said."""
    return int(cleaned(StartForm, screening).get("size") or 1)


def relatives(screening: Screening) -> tuple[Relative, ...]:
    """The family, the person asked first."""
    start = cleaned(StartForm, screening)
    others = cleaned(FamilyForm, screening) if size_of(screening) > 1 else {}
    return (
        Relative(people.APPLICANT_KEY, "self", start.get("age")),
        *(
            Relative(key, others.get(f"m{key}-relation") or "other", others.get(f"m{key}-age"))
            for key in range(2, size_of(screening) + 1)
        ),
    )


def receives(screening: Screening) -> list[str] | None:
    """Keys of the schemes received; None where nobody is sure of it."""
    ticked = cleaned(StartForm, screening).get(RECEIVES)
    if not ticked or UNKNOWN_CHOICE in ticked:
        return None
    return [key for key in ticked if key != NOTHING]
