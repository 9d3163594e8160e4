"""A county, its staff and a family that applies: plain functions, so that threads and other processes can use them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from PIL import Image

from portal.accounts.actions import groups_of_roles
from portal.accounts.actors import Actor
from portal.accounts.models import Assignment, Office, User
from portal.accounts.roles import Role, group_name
from portal.cases import actions
from portal.cases.lifecycle import State
from portal.cases.models import Application, Claim
from portal.cases.submission import AuthorisationGiven, PersonGiven, Submission
from portal.common import clock, references
from portal.demo.identities import specimen_id_number
from tests.offices import plant_offices

ALLOWANCE, EDUCATION = "minimum-living-allowance", "education-aid"

STAFF = {
    "agent": (Role.VILLAGE_AGENT, "hedong"),
    "clerk": (Role.WINDOW_CLERK, "liuhe"),
    "verifier": (Role.VERIFIER, "liuhe"),
    "officer": (Role.HANDLING_OFFICER, "liuhe"),
    "approver": (Role.APPROVER, "liuhe"),
    "approver2": (Role.APPROVER, "liuhe"),
    "approver3": (Role.APPROVER, "liuhe"),
    "approver4": (Role.APPROVER, "liuhe"),
    "edu-officer": (Role.AGENCY_OFFICER, "qingxi-education"),
    "edu-approver": (Role.AGENCY_APPROVER, "qingxi-education"),
    "supervisor": (Role.SUPERVISOR, "qingxi"),
    "editor": (Role.EDITOR, "qingxi-education"),
    "administrator": (Role.ADMINISTRATOR, "qingxi"),
    "other-verifier": (Role.VERIFIER, "shiqiao"),
    "other-approver": (Role.APPROVER, "shiqiao"),
}
# Name, sex, relation, birth, facts. Income 445 for two heads: 222.50 a head.
MOTHER = (
    "周大海",
    "male",
    "self",
    dt.date(1980, 3, 7),
    {"in_school": "none", "work": "casual", "income_monthly": "445"},
)
CHILD = (
    "周晓月",
    "female",
    "child",
    dt.date(2012, 5, 1),
    {"in_school": "junior", "work": "minor", "income_monthly": "0"},
)
FAMILY = (MOTHER, CHILD)
HOUSEHOLD = {
    "residence": "rural", "registered_here": True, "lives_here": True, "maintenance_monthly": "0", "savings": "6200",
    "vehicles": 0, "homes": 1,
}  # fmt: skip
PHONE = "13800138000"
ADDRESS = "河东村 3 组 12 号"


def make_county() -> None:
    """The fictional county with one officer or more of every role."""
    plant_offices()
    hire(STAFF)


def hire(people: Mapping[str, tuple[Role, str]], shown: str = "{}同志", **fields: Any) -> dict[str, User]:
    """Officers by name, each with a role at an office and in its group: as saving them one by one, in a few queries."""
    offices = {office.code: office for office in Office.objects.all()}
    groups = groups_of_roles()
    users = User.objects.bulk_create(
        [User(username=name, display_name=shown.format(name), **fields) for name in people]
    )
    Assignment.objects.bulk_create(
        [
            Assignment(user=user, role=role, office=offices[code], since=dt.date(2020, 1, 1))
            for user, (role, code) in zip(users, people.values(), strict=True)
        ]
    )
    row = User.groups.through
    row.objects.bulk_create(
        [row(user=user, group=groups[group_name(role)]) for user, (role, _) in zip(users, people.values(), strict=True)]
    )
    return {user.username: user for user in users}


def staff(name: str) -> Actor:
    return Actor.staff(User.objects.get(username=name))


_GIVEN: set[str] = set()


def new_receipt() -> str:
    """A receipt number no other application of this run has: a day has only so many of them."""
    while (receipt := references.new_reference("QX", clock.today())) in _GIVEN:
        pass
    _GIVEN.add(receipt)
    return receipt


def submission(**changes: Any) -> Submission:
    """A complete submission; ``people`` as tuples like ``MOTHER``, ``household`` and ``applicant`` update the
    answers."""
    people = changes.pop("people", FAMILY)
    household = {**HOUSEHOLD, **changes.pop("household", {})}
    applicant = changes.pop("applicant", {})
    salt = changes.pop("salt", uuid4().hex)
    values: dict[str, Any] = {
        "receipt": new_receipt(),
        "submission_key": uuid4().hex,
        "scheme_keys": (ALLOWANCE, EDUCATION),
        "answers": {
            "household": {key: value for key, value in household.items() if value is not None},
            "applicant": applicant,
            "members": [dict(person[4]) for person in people],
        },
        "people": tuple(
            PersonGiven(name, specimen_id_number(born, sex, f"{salt}{name}"), born, relation)
            for name, sex, relation, born, _facts in people
        ),
        "phone": PHONE,
        "address": ADDRESS,
        "village": Office.objects.get(code="hedong"),
        "channel": "online",
        "language": "zh-hans",
        "form_version": "1",
        "intention_at": clock.now(),
        "authorisations": (AuthorisationGiven("economic_check", 0, "1"), AuthorisationGiven("commitment", 0, "1")),
    }
    return Submission(**{**values, **changes})


def file(**changes: Any) -> Application:
    """File an application as the person themselves."""
    given = submission(**changes)
    return actions.submit(actor=Actor.applicant(given.receipt), submission=given)


def verify(application: Application, facts: dict[str, Any] | None = None) -> Application:
    """Visit and report."""
    actions.start_verification(actor=staff("verifier"), application=application)
    actions.record_verification(
        actor=staff("verifier"), application=application, method="visit", done_on=clock.today(),
        notes="家中情况与申报一致。", facts=facts,
    )  # fmt: skip
    actions.issue_report(actor=staff("verifier"), application=application)
    return Application.objects.get(pk=application.pk)


def claim_of(application: Application, scheme: str = ALLOWANCE) -> Claim:
    return Claim.objects.select_related("application__village", "office").get(
        application=application, scheme_key=scheme
    )


def proposed(scheme: str = ALLOWANCE, **changes: Any) -> Claim:
    """A claim with a proposal before the approver."""
    claim = claim_of(verify(file(**changes)), scheme)
    actions.propose(actor=staff("officer" if scheme == ALLOWANCE else "edu-officer"), claim=claim)
    assert claim.state == State.PROPOSED
    return claim_of(claim.application, scheme)


def photo() -> bytes:
    """A small JPEG with a place in its metadata."""
    picture = Image.effect_noise((640, 480), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = "taken at home, Hedong"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()
