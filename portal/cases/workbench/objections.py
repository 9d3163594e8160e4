"""Objections on the pages of a case: who learns of them, who reads the words, who sees how to reach whoever objects.

The words are for those who work with the family in its township or in the office that decides; how to reach somebody is
for those alone who look into it (R1.2). Nobody of the household reads any of it, whatever their office.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from portal.cases import authority
from portal.cases.lifecycle import CHECKERS, Verb
from portal.cases.models import Claim, Objection
from portal.cases.workbench import steps
from portal.cases.workbench.access import FAMILY_ROLES, Viewed, not_here


@dataclass(frozen=True)
class ObjectionLine:
    """One objection in the list of a case, without its words."""

    scheme: str
    channel: str
    received_at: datetime
    due_on: date | None
    state: str
    state_label: str
    is_open: bool
    url: str


@dataclass(frozen=True)
class Section:
    """What the page of a case says about objections: the lines this person may know of, and where to record one."""

    lines: list[ObjectionLine]
    record: list[steps.Step]


def section(viewed: Viewed) -> Section | None:
    """The section for this person; None where it would be empty."""
    readable = {claim.pk: claim for claim in viewed.claims if may_read(viewed, claim)}
    found = Objection.objects.filter(claim__in=readable) if readable else []
    record = [
        steps.make(claim, Verb.OBJECT_TO)
        for claim in viewed.claims
        if authority.may(viewed.user, Verb.OBJECT_TO, claim)
    ]
    lines = [_line(readable[objection.claim_id], objection) for objection in found]
    return Section(lines, record) if lines or record else None


def _line(claim: Claim, objection: Objection) -> ObjectionLine:
    return ObjectionLine(
        scheme=claim.name,
        channel=objection.get_channel_display(),
        received_at=objection.received_at,
        due_on=objection.due_on if objection.is_open else None,
        state=objection.state,
        state_label=objection.get_state_display(),
        is_open=objection.is_open,
        url=reverse("workbench:objection", args=[claim.application_id, claim.pk, objection.pk]),
    )


def may_read(viewed: Viewed, claim: Claim) -> bool:
    """Whether this person reads what somebody says against the claim."""
    near = any(viewed.reach.has(FAMILY_ROLES, office) for office in (claim.application.village, claim.office))
    return near and not authority.is_related(viewed.user, claim)


def may_reach(viewed: Viewed, claim: Claim) -> bool:
    """Whether this person sees how to reach whoever objects: it serves the inquiry alone."""
    return may_read(viewed, claim) and viewed.reach.has(CHECKERS, claim.application.village)


def one(viewed: Viewed, claim: Claim, pk: UUID) -> Objection:
    """An objection this person may read, or 404 with a trace of the attempt."""
    found = claim.objections.select_related("recorded_by", "closed_by").filter(pk=pk).first()
    if found is None or not may_read(viewed, claim):
        raise not_here(viewed.user, "objection", pk, found)
    found.claim = claim
    return found


def to_weigh(viewed: Viewed, claim: Claim) -> list[Objection]:
    """What an approver has to weigh before the decision, words and findings; leaves a trace of the read."""
    if not may_read(viewed, claim):
        return []
    found = list(claim.objections.all())
    if found:
        viewed.read("read_objections", claim)
    return found


def context(viewed: Viewed, claim: Claim, objection: Objection) -> dict[str, Any]:
    """What the page of one objection shows, read by this person; leaves a trace of the read."""
    viewed.read("read_objection", objection)
    return {
        "claim": claim,
        "objection": objection,
        "contact": objection.contact if may_reach(viewed, claim) else "",
        "may_close": objection.is_open and authority.may(viewed.user, Verb.CLOSE_OBJECTION, claim),
    }
