"""The persons of a draft as the form sees them: the applicant first, then the others in the order they were added."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forms.fields import UNKNOWN, Field
from portal.common import clock, identity

APPLICANT_KEY = 1
# Full legal age: from then on a person authorises the check of their own means (R2.6).
ADULT_AGE = 18
# Below this age a person is expected neither to work nor to earn; outside of the other two not to go to school. Pages
# propose answers by it, visible and open to change.
WORKING_AGE = 16
KINDERGARTEN_AGE, PAST_SCHOOL_AGE = 3, 30


def relation_labels() -> tuple[tuple[str, str], ...]:
    """How somebody can be related to the applicant: value and words, in the order of the page."""
    return (
        ("spouse", _("Husband or wife")),
        ("child", _("Son or daughter")),
        ("parent", _("Father or mother")),
        ("grandparent", pgettext("relation", "Grandparent")),
        ("grandchild", pgettext("relation", "Grandchild")),
        ("sibling", pgettext("relation", "Brother or sister")),
        ("other", pgettext("relation", "Somebody else")),
    )


@dataclass(frozen=True)
class Person:
    """One member of the household. `key` is stable within the draft and stands before this person's answers."""

    key: int
    name: str = field(repr=False)
    relation: str
    id_number: str | None = field(repr=False, default=None)
    birth_date: date | None = field(repr=False, default=None)

    @property
    def prefix(self) -> str:
        return f"m{self.key}-"

    @property
    def is_applicant(self) -> bool:
        return self.key == APPLICANT_KEY

    @property
    def relation_label(self) -> str:
        return (
            pgettext("relation", "Applicant")
            if self.is_applicant
            else dict(relation_labels()).get(self.relation, self.relation)
        )

    def born(self) -> date | None:
        """The birth date: of the ID number where there is one, else as declared, else unknown."""
        return identity.birth_date_of(self.id_number) if self.id_number else self.birth_date

    def age(self, on: date | None = None) -> int | None:
        """Completed years on a day (today), or None when nobody knows."""
        born, on = self.born(), on or clock.today()
        if born is None:
            return None
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    def is_adult(self) -> bool:
        """Whether the person must authorise the check themselves; somebody of unknown age counts as adult."""
        age = self.age()
        return age is None or age >= ADULT_AGE


def fields_for(person: Person, fields: Sequence[Field]) -> tuple[Field, ...]:
    """Of the questions about members those that are put to this person."""
    age = person.age()
    return tuple(asked for asked in fields if asked.concerns(age))


def proposals(age: int | None, fields: Sequence[Field]) -> dict[str, str]:
    """What a page proposes to answer about somebody of that age, by the name of the question; nothing for unknown ages.

    Children earn nothing and do not work; grown-ups past the usual age, and the very small, are not at school and pay
    for none.
    """
    if age is None:
        return {}
    usual: dict[str, str] = {}
    if age < WORKING_AGE:
        usual |= {"member.income_monthly": "0", "member.work": "minor"}
    if age < KINDERGARTEN_AGE or age >= PAST_SCHOOL_AGE:
        usual |= {"member.in_school": "none", "member.school_costs": "0"}
    return {asked.name: usual[asked.path] for asked in fields if asked.path in usual}


def person_from(cleaned: dict[str, Any], key: int, relation: str) -> Person:
    """A person out of the cleaned answers of the applicant's or a member's page."""
    birth = cleaned.get("birth")
    return Person(
        key=key,
        name=cleaned.get("name") or "",
        relation=relation,
        id_number=cleaned.get("id_number") or None,
        birth_date=None if birth is UNKNOWN else birth,
    )


def same_id(people: Sequence[Person], id_number: str | None, *, besides: int) -> Person | None:
    """Who else in the household already has this ID number."""
    return next(
        (person for person in people if id_number and person.id_number == id_number and person.key != besides), None
    )
