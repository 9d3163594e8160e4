"""Changes of figures at every stage: plain functions, for threads too."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from portal.accounts.models import Office
from portal.accounts.roles import Role
from portal.messages import outbox
from portal.policy import actions, overlay
from portal.policy.drafting import Content, NewValue
from portal.policy.models import ParameterChange
from tests.cases.builders import hire, make_county, staff

URBAN, RURAL = "civil-affairs.standard_urban", "civil-affairs.standard_rural"
DESTITUTE_URBAN, DESTITUTE_RURAL = "civil-affairs.destitute_urban", "civil-affairs.destitute_rural"
AID = "education.aid_per_term"
TODAY = dt.date(2026, 9, 17)

PEOPLE = {
    "maker": (Role.EDITOR, "qingxi-civil-affairs"),
    "checker": (Role.PUBLISHER, "qingxi-civil-affairs"),
    "checker2": (Role.PUBLISHER, "qingxi-civil-affairs"),
    "bureau-approver": (Role.AGENCY_APPROVER, "qingxi-civil-affairs"),
    "edu-publisher": (Role.PUBLISHER, "qingxi-education"),
    "auditor": (Role.AUDITOR, "qingxi"),
}


def make_bureau() -> None:
    """The county of the case tests, and the people who set figures."""
    make_county()
    hire(PEOPLE, is_staff=True)


def office(code: str) -> Office:
    return Office.objects.get(code=code)


def content(*values: tuple, **changes) -> Content:
    """`content((URBAN, 780), (RURAL, 620, "liuhe"))`: figures from 1 January 2027 on."""
    rows = tuple(
        NewValue(key, Decimal(str(number)), office(rest[0]) if rest and rest[0] else None, *rest[1:])
        for key, number, *rest in values
    )
    given = {
        "since": dt.date(2027, 1, 1), "reason": "省定最低标准提高", "source": "清民发〔2026〕40号", "values": rows,
    }  # fmt: skip
    return Content(**{**given, **changes})


def draft(*values: tuple, maker: str = "maker", **changes) -> ParameterChange:
    return actions.save_draft(actor=staff(maker), content=content(*values, **changes))


def run_jobs() -> None:
    while outbox.run_due("test"):
        pass


def proposed(*values: tuple, maker: str = "maker", **changes) -> ParameterChange:
    """A proposal whose effect is counted."""
    change = draft(*values, maker=maker, **changes)
    actions.propose(actor=staff(maker), change=change)
    run_jobs()
    return fresh(change)


def read(change: ParameterChange, name: str = "checker") -> None:
    """The checker opens the result."""
    actions.note_reading(actor=staff(name), preview=change.previews.first())


def adopted(*values: tuple, checker: str = "checker", maker: str = "maker", **changes) -> ParameterChange:
    """Figures in force from their day on."""
    change = proposed(*values, maker=maker, **changes)
    read(change, checker)
    actions.approve(actor=staff(checker), change=change)
    overlay.forget()
    return fresh(change)


def fresh(change: ParameterChange) -> ParameterChange:
    return ParameterChange.objects.get(pk=change.pk)
