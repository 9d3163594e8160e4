"""Whoever works on a claim needs something more of the family (R2.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from plugins.manager import get_manager
from portal import audit
from portal.cases import clocks, notify
from portal.cases.actions import _handoff, _steps
from portal.cases.actions._reasons import check_open_text
from portal.cases.errors import NothingAsked, UnknownItem
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, ClaimEvent, InformationRequest
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


@dataclass(frozen=True)
class Missing:
    """One thing to bring: ``words`` for the family; ``fact`` (a path) or ``material`` (a key) where it is one the
    scheme knows."""

    words: str
    fact: str = ""
    material: str = ""


def ask_more(
    *, actor: "Actor", claim: Claim, missing: Sequence[Missing], version: int | None = None
) -> InformationRequest:
    """Ask for everything at once; the clocks stand still until it is there (一次性告知).

    The applicant is told by SMS that something is missing and reads on the tracking page what to bring. A check that is
    recorded, or a note at the window, answers it (:func:`portal.cases.actions.receive_more`).

    Args:
        actor: an officer of the office that decides, or the agency's system that has the claim.

    Raises:
        NothingAsked, UnknownItem: the request is not complete.
        PersonalDataInText: a number of somebody stands in the words; ``place`` of its values says in which item.
        WithAgencySystem, NotWithSystem, WrongState, NotAllowed, RelatedParty, ConcurrentChange: see
        :mod:`portal.cases.errors`.
    """
    row = _steps.prepare(actor, claim, Verb.ASK_MORE, version=version)
    handoff = _handoff.of(actor, claim) if actor.mandate else None
    if not missing or not all(item.words.strip() for item in missing):
        raise NothingAsked
    for place, item in enumerate(missing):
        check_open_text(item.words, place=place)
        _check(claim, item)
    with transaction.atomic():
        _steps.move_back(claim, row, trouble=Claim.Trouble.MORE_NEEDED)
        # A new request replaces the one still open: the family reads one list.
        claim.information_requests.filter(answered_at__isnull=True).update(answered_at=clock.now())
        if handoff is not None:
            _handoff.heard(handoff)
        request = InformationRequest.objects.create(
            claim=claim, asked_by=actor.label, asked_at=clock.now(),
            items=[{"words": item.words.strip(), "fact": item.fact, "material": item.material} for item in missing],
        )  # fmt: skip
        clocks.pause(claim, clock.today())
        # While it waits for the family nobody is late.
        _steps.set_due(claim, None)
        _steps.happened(claim, ClaimEvent.Kind.MORE_NEEDED, actor, data={"items": len(missing)})
        notify.more_needed(claim, request)
        audit.record("cases.ask_more", actor=actor, subject=claim, office=claim.office, detail={"items": len(missing)})
    return request


def _check(claim: Claim, item: Missing) -> None:
    """Raise UnknownItem where a key names nothing of this scheme."""
    info = get_manager().schemes().get(claim.scheme_key)
    materials = {material.key for material in info.scheme.materials} if info else set()
    if item.material and item.material not in materials:
        raise UnknownItem(item=item.material, known=", ".join(sorted(materials)) or "-")
    if item.fact:
        head, _dot, rest = item.fact.partition(".")
        number, _dot, key = rest.partition(".")
        path = f"member.{key}" if head == "members" else item.fact
        people = claim.application.people.count()
        there = head != "members" or (number.isascii() and number.isdecimal() and int(number) < people)
        if info is None or path not in info.facts or not there:
            raise UnknownItem(item=item.fact, known=", ".join(info.facts) if info else "-")
