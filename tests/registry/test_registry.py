"""The register: one row per person, benefits by day, encrypted."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.common.money import MoneyError
from portal.demo.identities import specimen_id_number
from portal.registry import benefits_of
from portal.registry.actions import grant_benefit, register_household
from portal.registry.models import Benefit, Person
from portal.registry.people import PersonGiven
from portal.registry.queries import live_members
from tests.cases.builders import make_county

ACTOR = Actor.system("test")
BORN = dt.date(1988, 4, 17)  # the day summer time began in 1988: a birth date stays a date
NUMBER = specimen_id_number(BORN, "female", "x")


@pytest.fixture
def village(db) -> Office:
    make_county()
    return Office.objects.get(code="hedong")


def register(village, *people):
    return register_household(actor=ACTOR, office=village, address="3 组", people=people)


def test_birth_date_and_sex_are_read_from_the_number(village):
    person = register(village, PersonGiven("林芳", NUMBER, None, "self")).persons[0]
    person = Person.objects.get(pk=person.pk)
    assert (person.birth_date, person.sex, person.id_number) == ("1988-04-17", "female", NUMBER)
    assert str(person) == "林*"


def test_one_person_however_the_number_is_written(village):
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in NUMBER)
    first = register(village, PersonGiven("林芳", NUMBER, None, "self"))
    second = register(village, PersonGiven("林芳", f" {wide.lower()} ", None, "self"))
    assert first == second
    assert Person.objects.count() == 1


def test_a_number_cannot_be_read_from_the_table(village):
    register(village, PersonGiven("林芳", NUMBER, None, "self"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, birth_date, id_index FROM onedoor_registry_person")
        raw = b"".join(bytes(value) if not isinstance(value, str) else value.encode() for value in cursor.fetchone())
    assert NUMBER.encode() not in raw
    assert b"1988" not in raw


def test_nobody_is_no_household(village):
    with pytest.raises(ValueError, match="at least one"):
        register(village)


def test_the_person_who_leads_another_family_keeps_both_visible(village):
    child = PersonGiven("林小雨", specimen_id_number(dt.date(2012, 1, 1), "male", "y"), None, "child")
    mother = register(village, PersonGiven("林芳", NUMBER, None, "self"), child)
    father = register(village, PersonGiven("赵强", specimen_id_number(BORN, "male", "z"), None, "self"), child)
    assert mother.household != father.household
    assert mother.persons[1].memberships.filter(until=None).count() == 2
    assert [member.relation for member in live_members(father.household, dt.date(2100, 1, 1))] == ["self", "child"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-06-30", {}),
        ("2026-07-01", {"aid": "2026-07-01"}),
        ("2026-12-31", {"aid": "2026-07-01", "open": "2026-09-01"}),
        ("2027-01-01", {"open": "2026-09-01"}),
    ],
)
def test_benefits_run_from_their_first_to_their_last_day(village, day, expected):
    household = register(village, PersonGiven("林芳", NUMBER, None, "self")).household

    def grant(ref, key, since, until=None):
        return grant_benefit(
            actor=ACTOR, household=household, scheme_key=key, amount=Decimal("870.50"), per="month",
            since=dt.date.fromisoformat(since), until=dt.date.fromisoformat(until) if until else None, source_ref=ref,
        )  # fmt: skip

    first = grant("a", "aid", "2026-07-01", "2026-12-31")
    assert grant("a", "aid", "2030-01-01") == first
    grant("b", "aid", "2026-10-01", "2026-10-31")
    grant("c", "open", "2026-09-01")
    found = benefits_of(household, dt.date.fromisoformat(day))
    assert found == {key: dt.date.fromisoformat(since) for key, since in expected.items()}


def test_amounts_are_whole_fen_in_the_database(village):
    household = register(village, PersonGiven("林芳", NUMBER, None, "self")).household
    grant_benefit(
        actor=ACTOR,
        household=household,
        scheme_key="aid",
        amount=Decimal("0.1"),
        per="once",
        since=BORN,
        source_ref="a",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM onedoor_registry_benefit")
        assert cursor.fetchone()[0] == 10
    assert Benefit.objects.get(amount=Decimal("0.10")).amount == Decimal("0.10")
    with pytest.raises(MoneyError):
        Benefit.objects.filter(amount=Decimal("0.001")).exists()
