"""Declared and established facts side by side, each with where it comes from and of which day (R3.4)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from plugins.api import FactDefinition, Facts
from portal.cases.facts import build_facts
from portal.cases.models.application import ApplicationMember
from portal.cases.workbench import factfields
from portal.cases.workbench.access import Viewed
from portal.cases.workbench.vocabulary import Words, member_title, source_words, value_at
from portal.registry.models import Relation


@dataclass(frozen=True)
class FactLine:
    """One fact: what was declared, what counts now and why; ``differs`` when a check found something else."""

    path: str
    label: str
    declared: str
    best: str
    source: str
    differs: bool


@dataclass(frozen=True)
class FactGroup:
    """The lines of the household or of one person."""

    title: str
    lines: list[FactLine]


class FactBook:
    """The facts of an application, in words. Built once a page; decrypts, so only for readers who may see them."""

    def __init__(self, viewed: Viewed, words: Words) -> None:
        self.viewed = viewed
        self.words = words

    @cached_property
    def facts(self) -> Facts:
        """What the rules see today."""
        return build_facts(self.viewed.application)

    @cached_property
    def people(self) -> dict[int, ApplicationMember]:
        """Position → member with the person loaded."""
        return {member.position: member for member in self.viewed.application.people.select_related("person")}

    def titles(self) -> dict[int, str]:
        """Position → name and relation."""
        return {
            position: member_title(position, member.name, relation_words(member.relation))
            for position, member in self.people.items()
        }

    def groups(self) -> list[FactGroup]:
        """The facts the visible schemes need, grouped; facts nobody knows stand there as unknown."""
        titles, found = self.titles(), {}
        for fact in factfields.facts_of(self.viewed.application, self.viewed.scheme_keys, list(self.people)):
            title = titles.get(fact.position, "") if fact.position is not None else _("Household and application")
            found.setdefault(title, []).append(self.line(fact.path, fact.definition))
        return [FactGroup(title, lines) for title, lines in found.items()]

    def line(self, path: str, definition: FactDefinition) -> FactLine:
        """One fact side by side."""
        declared = self.words.value(definition, value_at(self.viewed.application.answers, path))
        best = self.words.value(definition, self.facts.get(path))
        return FactLine(
            path,
            self.words.label(definition),
            declared,
            best,
            self.source(path),
            bool(best and declared and best != declared),
        )

    def source(self, path: str) -> str:
        """Where the value that counts comes from, with its day."""
        provenance = self.facts.provenance.get(path)
        return source_words(provenance.kind, provenance.by, provenance.on) if provenance else ""

    def known_words(self, path: str, definition: FactDefinition) -> str:
        """What a check or the register established, with its source; empty when there is only the declaration."""
        provenance = self.facts.provenance.get(path)
        if provenance is None or provenance.kind == "declared":
            return ""
        return f"{self.words.value(definition, self.facts.get(path))}（{self.source(path)}）"

    def name_of(self, path: str, label: str) -> str:
        """A fact's label with the person it belongs to, for lists of what is missing."""
        head, _dot, rest = path.partition(".")
        number = rest.partition(".")[0]
        if head != "members" or not number.isdecimal() or int(number) not in self.people:
            return label
        return _("%(person)s: %(fact)s") % {"person": self.people[int(number)].name, "fact": label}


def relation_words(relation: str) -> str:
    """The relation to the applicant in words."""
    return str(Relation(relation).label) if relation in Relation.values else relation


def plain(value: Any) -> Any:
    """A value of a stored snapshot, lists as tuples."""
    return tuple(value) if isinstance(value, list) else value
