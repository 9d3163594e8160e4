"""Somebody objects to a proposal on public notice (R8.2)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import get_language

from portal import audit
from portal.cases import clocks, notify, signals
from portal.cases.actions import _steps
from portal.cases.errors import NoticeOver, ObjectionTextTooLong, ObjectionWordsMissing
from portal.cases.events import date_text
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, ClaimEvent, Objection
from portal.common import clock, workdays
from portal.common.locality import get_locality

if TYPE_CHECKING:
    from portal.accounts.actors import Actor

WORDS_LIMIT = 2_000
KNOWN_FROM_LIMIT = 500
CONTACT_LIMIT = 200
# The same words again within this time are a double click or a form sent twice, not a second objection.
REPEAT = timedelta(hours=1)


def object_to(
    *, actor: "Actor", claim: Claim, words: str, channel: str, known_from: str = "", contact: str = ""
) -> Objection:
    """Take the objection in. The first one stops the clocks until nothing is left to look into; the family hears that,
    and neither who objects nor what they say.

    Args:
        words: what is not right, at most 2,000 characters.
        channel: a value of :class:`~portal.cases.models.Objection.Channel`.
        known_from: how they know, at most 500 characters.
        contact: how to reach them, at most 200 characters; an objection without a name counts like any other.

    Returns:
        The objection; the one already there when the same words came a moment ago.

    Raises:
        ObjectionWordsMissing, ObjectionTextTooLong: the text cannot be taken as it is.
        NoticeOver: the last day has passed.
        WrongState, NotAllowed, RelatedParty: see :mod:`portal.cases.errors`.
    """
    texts = {
        "words": fitting(words, WORDS_LIMIT),
        "known_from": fitting(known_from, KNOWN_FROM_LIMIT),
        "contact": fitting(contact, CONTACT_LIMIT),
    }
    if not texts["words"]:
        raise ObjectionWordsMissing
    with transaction.atomic():
        _steps.hold_as_it_is(claim)
        row = _steps.prepare(actor, claim, Verb.OBJECT_TO)
        _check_in_time(claim)
        repeated = _repeated(claim, texts["words"])
        if repeated:
            return repeated
        first = not claim.contested
        due = _due(claim)
        objection = Objection.objects.create(
            claim=claim, channel=Objection.Channel(channel), received_at=clock.now(), recorded_by=actor.user, **texts,
            due_on=due.date if due else None, provisional=bool(due and due.provisional),
        )  # fmt: skip
        if first:
            _steps.move(claim, row, contested=True)
            clocks.pause(claim, clock.today())
            _steps.set_due(claim, due)
            _steps.happened(claim, ClaimEvent.Kind.OBJECTION, actor, office=claim.application.township)
            notify.contested(claim, objection)
            signals.claim_contested.send(sender=Claim, claim=claim, objection=objection)
        audit.record(
            "cases.object_to", actor=actor, subject=objection, office=claim.application.village,
            detail={"claim": str(claim.pk), "channel": objection.channel, "first": first},
        )  # fmt: skip
    return objection


def fitting(text: str, limit: int) -> str:
    """The text without blanks around it, never cut.

    Raises:
        ObjectionTextTooLong: it has more characters than there is room for.
    """
    text = text.replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise ObjectionTextTooLong(limit=f"{limit:,}", length=f"{len(text):,}")
    return text


def _check_in_time(claim: Claim) -> None:
    """Until the end of the last day; while an inquiry runs no day passes, so that others are heard as well."""
    notice = claim.clocks.get(step="publicity")
    if notice.paused_on is None and clock.today() > notice.due_on:
        day = date_text(notice.due_on, get_language() or "zh-hans")
        raise NoticeOver(day=day, hotline=get_locality().hotline)


def _repeated(claim: Claim, words: str) -> Objection | None:
    recent = claim.objections.filter(state=Objection.State.OPEN, received_at__gte=clock.now() - REPEAT)
    return next((objection for objection in recent if objection.words == words), None)


def _due(claim: Claim) -> clocks.Due | None:
    """The last day of an inquiry that begins today; None where the process sets it no limit."""
    limit = clocks.process_of(claim).objection.limit
    if not limit:
        return None
    due = workdays.add_working_days(clock.today(), limit)
    return clocks.Due(due.date, due.provisional)
