"""Enter a declared family in the register, once per person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from portal.audit import record
from portal.common import clock, crypto, identity
from portal.registry.models import Household, HouseholdMember, Person
from portal.registry.people import PersonGiven

if TYPE_CHECKING:
    from portal.accounts.actors import Actor
    from portal.accounts.models import Office


@dataclass(frozen=True)
class Registered:
    """A family in the register; ``persons`` in the order in which they were given."""

    household: Household
    persons: tuple[Person, ...]


def register_household(*, actor: "Actor", office: "Office", address: str, people: Sequence[PersonGiven]) -> Registered:
    """The household of the first person, with everybody named living in it.

    A person already known by ID number keeps their row and what it says; one without a number is the member of the same
    name and birth date, if the household has one. If the first person already heads a household it is that one: new
    members join, nobody is struck off (that is the township's decision, R4.5). Contradictions, such as one person in
    two households, stay visible for the doubt list (R4.4).

    Args:
        office: the village.
        people: the applicant first.

    Raises:
        ValueError: when ``people`` is empty.
        portal.common.identity.IdentityError: for an ID number that is none.
    """
    if not people:
        raise ValueError("a household has at least one person")
    with transaction.atomic():
        persons = _numbered(people)
        household = _household_of(persons.get(0), office, address)
        for position, given in enumerate(people):
            if position not in persons:
                persons[position] = _unnumbered(household, given)
        ordered = tuple(persons[position] for position in range(len(people)))
        _join(household, ordered, people)
        record(
            "registry.register_household", actor=actor, subject=household, office=office, detail={"people": len(people)}
        )
    return Registered(household, ordered)


def _numbered(people: Sequence[PersonGiven]) -> dict[int, Person]:
    """Position → row of everybody with an ID number, written in the order of the index: two writers cannot deadlock."""
    numbers = {
        place: identity.normalise_id_number(given.id_number) for place, given in enumerate(people) if given.id_number
    }
    indexes = {place: crypto.blind_index(number, "id_number") for place, number in numbers.items()}
    found = {}
    for place in sorted(numbers, key=indexes.__getitem__):
        number = numbers[place]
        found[place], _made = Person.objects.get_or_create(
            id_index=indexes[place],
            defaults={
                "name": people[place].name, "id_number": number, "sex": identity.sex_of(number),
                "birth_date": identity.birth_date_of(number).isoformat(), "created_at": clock.now(),
            },
        )  # fmt: skip
    return found


def _unnumbered(household: Household, given: PersonGiven) -> Person:
    birth = given.birth_date.isoformat() if given.birth_date else None
    for membership in household.members.filter(until__isnull=True, person__name=given.name).select_related("person"):
        if membership.person.birth_date == birth:
            return membership.person
    return Person.objects.create(name=given.name, birth_date=birth, created_at=clock.now())


def _household_of(applicant: Person | None, office: "Office", address: str) -> Household:
    """The household this person once applied for. Being named by somebody else makes nobody part of that family."""
    membership = (
        HouseholdMember.objects.filter(person=applicant, relation="self", until__isnull=True)
        .select_related("household").order_by("-since", "-pk").first()
        if applicant else None
    )  # fmt: skip
    if membership:
        return membership.household
    return Household.objects.create(office=office, address=address, created_at=clock.now())


def _join(household: Household, persons: Sequence[Person], people: Sequence[PersonGiven]) -> None:
    today = clock.today()
    living = set(household.members.filter(until__isnull=True).values_list("person_id", flat=True))
    for position, (person, given) in enumerate(zip(persons, people, strict=True)):
        if person.pk in living:
            continue
        living.add(person.pk)
        HouseholdMember.objects.create(
            household=household, person=person, relation=given.relation, position=position, since=today
        )
