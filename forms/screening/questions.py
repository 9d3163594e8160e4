"""Which questions come next: those whose answer can still change what some scheme says, the most wanted first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from forms import definitions, people
from forms.fields import UNKNOWN, Field, FieldError
from forms.screening.family import Relative, receives, relatives
from forms.screening.sealed import Screening
from forms.stepform import Section, StepForm
from plugins.api import Evaluation, FactDefinition, Facts
from plugins.manager import get_manager
from portal.common import clock
from portal.common.locality import get_locality

# Few enough to be read on a phone without losing the thread.
QUESTIONS_A_PAGE = 3


@dataclass(frozen=True)
class Wanted:
    """A question that is open, and for which members ("" for the household or the applicant)."""

    definition: FactDefinition
    prefixes: tuple[str, ...]


class Screen:
    """The answers so far as the rules see them, in one language."""

    def __init__(self, screening: Screening, language: str) -> None:
        self.screening = screening
        self.language = language

    @cached_property
    def family(self) -> tuple[Relative, ...]:
        """The people, the person asked first."""
        return relatives(self.screening)

    @cached_property
    def facts(self) -> Facts:
        """What is known; a question that was not put, or answered with "not sure", is unknown."""
        household: dict[str, Any] = {"receives": receives(self.screening)}
        members = [{"relation": person.relation, "age": person.age} for person in self.family]
        given = {"household": household, "members": members, "applicant": {}}
        for path in self.screening.asked:
            definition = get_manager().vocabulary.at_path(path)
            if definition is not None:
                self._take(given, definition, path)
        return Facts.from_mapping(given)

    def _take(self, given: dict[str, Any], definition: FactDefinition, path: str) -> None:
        head, _dot, _rest = path.partition(".")
        number = member_of(path)
        if number is not None and number >= len(self.family):
            return  # the family became smaller since
        prefix = "" if number is None else self.family[number].prefix
        field = question(definition, self.language)
        try:
            value = field.clean(self.screening.answers, prefix + field.name)
        except FieldError:
            return  # the words of the question changed meanwhile; it counts as not answered
        if value is not None and value is not UNKNOWN:
            (given["members"][number] if number is not None else given[head])[definition.key] = value

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """The schemes that fit the events, or all; without those the family receives already."""
        offered = definitions.scheme_choices(self.language)
        events = set(self.screening.events)
        fitting = [choice for choice in offered if not events or events & set(choice.events)]
        received = receives(self.screening) or ()
        return tuple(choice.key for choice in fitting or offered if choice.key not in received)

    @cached_property
    def received(self) -> tuple[str, ...]:
        """The names of what the family receives already."""
        received = receives(self.screening) or ()
        return tuple(choice.name for choice in definitions.scheme_choices(self.language) if choice.key in received)

    @cached_property
    def evaluations(self) -> dict[str, Evaluation]:
        """What every fitting scheme says today, for the county: a township may have values of its own."""
        chain, on = (get_locality().code,), clock.today()
        return {key: get_manager().evaluate(key, self.facts, on=on, office_chain=chain) for key in self.schemes}

    @cached_property
    def open(self) -> tuple[Wanted, ...]:
        """Every question that can still change an answer and was not put yet; the one most schemes wait for first."""
        weights: dict[str, int] = {}
        wanted: dict[str, set[int]] = {}
        everything = {path for evaluation in self.evaluations.values() for path in evaluation.ask}
        for evaluation in self.evaluations.values():
            for path in evaluation.ask:
                definition = get_manager().vocabulary.at_path(path)
                if definition is None or definition.source != "asked" or path in self.screening.asked:
                    continue
                if not self.is_put(path, definition, everything):
                    continue
                weights[definition.path] = weights.get(definition.path, 0) + 1
                about = wanted.setdefault(definition.path, set())
                if (number := member_of(path)) is not None:
                    about.add(number)
        order = sorted(weights, key=lambda path: -weights[path])
        return tuple(
            Wanted(
                get_manager().vocabulary[path],
                tuple(self.family[n].prefix for n in sorted(wanted[path])) or ("",),
            )
            for path in order
        )

    def is_put(self, path: str, definition: FactDefinition, wanted: Collection[str]) -> bool:
        """Whether this person is asked: by their age, and for a follow-up by the answer it follows. While that is open
        itself the follow-up waits; where nobody asks for it the follow-up stands alone.
        """
        number = member_of(path)
        if number is not None and not definition.concerns(self.family[number].age):
            return False
        if definition.follows is None:
            return True
        key, answers = definition.follows
        before = f"{path.removesuffix(definition.key)}{key}"
        known = self.facts.get(before)
        if known is not None or before in self.screening.asked:
            return known in answers
        return before not in wanted

    @property
    def next(self) -> tuple[Wanted, ...]:
        """The questions of the next page; about one person's matters together, never too many."""
        return self.open[:QUESTIONS_A_PAGE]

    def paths(self) -> tuple[str, ...]:
        """The paths of the facts the next page asks for."""
        index = {person.prefix: number for number, person in enumerate(self.family)}
        return tuple(
            f"members.{index[prefix]}.{wanted.definition.key}" if prefix else wanted.definition.path
            for wanted in self.next
            for prefix in wanted.prefixes
        )


def member_of(path: str) -> int | None:
    """The number of the member a fact is about, 0 the person asked; None for the household and the applicant."""
    head, _dot, rest = path.partition(".")
    return int(rest.split(".")[0]) if head == "members" else None


def question(definition: FactDefinition, language: str) -> Field:
    """The question as the application form asks it; here "not sure" is always an answer."""
    return replace(definitions.field_for(definition, language), unknown=_("I am not sure"))


class QuestionsForm(StepForm):
    """One page of questions; `state` is the `Screen`."""

    step = "questions"

    def build(self) -> Sequence[Section]:
        screen: Screen = self.state
        own = [question(w.definition, screen.language) for w in screen.next if w.prefixes == ("",)]
        sections = [Section(own, title=_("Your household") if len(own) < len(screen.next) else "")] if own else []
        for person in screen.family:
            fields = [question(w.definition, screen.language) for w in screen.next if person.prefix in w.prefixes]
            if fields:
                sections.append(Section(fields, prefix=person.prefix, title=person.title()))
        return sections

    def proposals(self) -> dict[str, str]:
        """The same as in the application form: what follows from an age, open to change."""
        screen: Screen = self.state
        fields = [question(wanted.definition, screen.language) for wanted in screen.next]
        return {
            person.prefix + name: value
            for person in screen.family
            for name, value in people.proposals(person.age, fields).items()
        }
