"""A county with staff of every role, and one family that asks for both schemes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from wagtail.users.models import UserProfile

from portal.accounts.actors import Actor
from portal.accounts.models import Office, User
from portal.accounts.roles import Role
from portal.cases import actions
from portal.cases.models import Application, Claim
from portal.cases.submission import AuthorisationGiven, PersonGiven, Submission
from portal.common import clock, references
from portal.demo.identities import specimen_id_number
from tests.cases.builders import hire
from tests.offices import plant_offices

ALLOWANCE, EDUCATION = "minimum-living-allowance", "education-aid"

# user name → role and office
STAFF = {
    "agent": (Role.VILLAGE_AGENT, "hedong"),
    "clerk": (Role.WINDOW_CLERK, "liuhe"),
    "verifier": (Role.VERIFIER, "liuhe"),
    "officer": (Role.HANDLING_OFFICER, "liuhe"),
    "approver": (Role.APPROVER, "liuhe"),
    "approver2": (Role.APPROVER, "liuhe"),
    "edu-officer": (Role.AGENCY_OFFICER, "qingxi-education"),
    "edu-approver": (Role.AGENCY_APPROVER, "qingxi-education"),
    "lead": (Role.LEAD_ADJUDICATOR, "qingxi"),
    "steward": (Role.DATA_STEWARD, "qingxi"),
    "supervisor": (Role.SUPERVISOR, "qingxi"),
    "editor": (Role.EDITOR, "qingxi-civil-affairs"),
    "publisher": (Role.PUBLISHER, "qingxi-civil-affairs"),
    "auditor": (Role.AUDITOR, "qingxi"),
    "admin": (Role.ADMINISTRATOR, "qingxi"),
    # The neighbouring township and another agency: they must find nothing.
    "other-clerk": (Role.WINDOW_CLERK, "shiqiao"),
    "other-verifier": (Role.VERIFIER, "shiqiao"),
    "other-officer": (Role.HANDLING_OFFICER, "shiqiao"),
    "other-approver": (Role.APPROVER, "shiqiao"),
    "civil-officer": (Role.AGENCY_OFFICER, "qingxi-civil-affairs"),
}
FAMILY = ("agent", "clerk", "verifier", "officer", "approver", "approver2")
OUTSIDE = ("other-clerk", "other-verifier", "other-officer", "other-approver", "civil-officer")
NO_CASES = ("editor", "publisher", "auditor", "admin")


@dataclass
class County:
    """The offices and people of the tests."""

    users: dict[str, User] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return Actor.staff(self.users[name])

    def office(self, code: str) -> Office:
        return Office.objects.get(code=code)


@pytest.fixture
def county(db) -> County:
    plant_offices()
    return County(hire(STAFF, "姓{}"))


@pytest.fixture
def sign_in(county: County) -> Callable[[str], Client]:
    """A client with the session of a member of staff, in Chinese unless told otherwise."""

    def enter(name: str, language: str = "zh-hans") -> Client:
        client = Client()
        UserProfile.objects.update_or_create(user=county.users[name], defaults={"preferred_language": language})
        client.force_login(county.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


PEOPLE: tuple[tuple[str, str, str, int, dict[str, Any]], ...] = (
    (
        "周大海",
        "male",
        "self",
        1980,
        {"in_school": "none", "work": "casual", "income_monthly": "445", "disability": "none", "seriously_ill": False},
    ),
    (
        "周晓月",
        "female",
        "child",
        2012,
        {"in_school": "junior", "work": "minor", "income_monthly": "0", "disability": "none", "seriously_ill": False},
    ),
)
HOUSEHOLD = {
    "residence": "rural",
    "registered_here": True,
    "lives_here": True,
    "maintenance_monthly": "0",
    "savings": "6200",
    "vehicles": 0,
    "homes": 1,
    "floor_area": "74",
}


@pytest.fixture
def file_case(county: County) -> Callable[..., Application]:
    """File an application; keyword arguments change the family."""

    def file(
        *,
        village: str = "hedong",
        schemes: tuple[str, ...] = (ALLOWANCE, EDUCATION),
        name: str = "周大海",
        household: dict[str, Any] | None = None,
        members: list[dict[str, Any]] | None = None,
        days_ago: int = 0,
        applicant: dict[str, Any] | None = None,
    ) -> Application:
        at = clock.now() - dt.timedelta(days=days_ago)
        with clock.travel(at):
            people = [
                PersonGiven(
                    name=name if relation == "self" else given,
                    id_number=specimen_id_number(dt.date(year, 3, 7), sex, f"{name}{given}{uuid4()}"),
                    birth_date=dt.date(year, 3, 7),
                    relation=relation,
                )
                for given, sex, relation, year, _facts in PEOPLE
            ]
            receipt = references.new_reference("QX", clock.today())
            submission = Submission(
                receipt=receipt,
                submission_key=uuid4().hex,
                scheme_keys=schemes,
                answers={
                    "household": household or HOUSEHOLD,
                    "applicant": applicant or {"cause": "illness"},
                    "members": members or [dict(facts) for *_rest, facts in PEOPLE],
                },
                people=tuple(people),
                phone="19900000001",
                address="河东村3组18号",
                village=county.office(village),
                channel="online",
                language="zh-hans",
                form_version="test",
                intention_at=at - dt.timedelta(minutes=20),
                authorisations=(AuthorisationGiven("privacy", 0, "1"), AuthorisationGiven("economic_check", 0, "1")),
            )
            return actions.submit(actor=Actor.applicant(receipt), submission=submission)

    return file


def _each(application: Application, *keys: str) -> list[Claim]:
    return [Claim.objects.get(pk=claim.pk) for claim in application.claims.filter(scheme_key__in=keys)]


def _verifying(county: County, application: Application) -> None:
    actions.start_verification(actor=county.actor("clerk"), application=application)


def _checked(county: County, application: Application) -> None:
    actions.record_verification(
        actor=county.actor("verifier"),
        application=application,
        method="visit",
        done_on=clock.today(),
        notes="家里看过了。",
        facts={"household.savings": Decimal(5000)},
    )


def _verified(county: County, application: Application) -> None:
    actions.issue_report(actor=county.actor("verifier"), application=application)


def _proposed(county: County, application: Application) -> None:
    for claim in _each(application, ALLOWANCE):
        actions.propose(actor=county.actor("officer"), claim=claim)
    for claim in _each(application, EDUCATION):
        actions.propose(actor=county.actor("edu-officer"), claim=claim)


def _publicity(county: County, application: Application) -> None:
    for claim in _each(application, ALLOWANCE):
        actions.confirm(actor=county.actor("approver"), claim=claim)


def _publicity_done(county: County, application: Application) -> None:
    with clock.travel(clock.now() + dt.timedelta(days=20)):
        for claim in _each(application, ALLOWANCE):
            actions.finish_publicity(actor=Actor.system("test"), claim=claim)


def _decided(county: County, application: Application) -> None:
    for claim in _each(application, ALLOWANCE):
        actions.decide_final(actor=county.actor("approver"), claim=claim)


STATIONS = {
    "verifying": _verifying,
    "checked": _checked,
    "verified": _verified,
    "proposed": _proposed,
    "publicity": _publicity,
    "publicity_done": _publicity_done,
    "decided": _decided,
}


@pytest.fixture
def advance(county: County) -> Callable[[Application, str], Application]:
    """Bring an application along the stations, up to and including the one named."""

    def go(application: Application, station: str) -> Application:
        for name in list(STATIONS)[: list(STATIONS).index(station) + 1]:
            STATIONS[name](county, application)
        return Application.objects.get(pk=application.pk)

    return go
