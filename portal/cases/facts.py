"""What the rules see of an application: the best of what was declared, what the register holds and what was
verified (R3.4)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from plugins.api import Facts, Provenance
from portal.cases.models import Application, ApplicationMember, Verification
from portal.common import clock
from portal.registry import benefits_of, benefits_of_many

# Facts the portal knows itself: what an answer says about them is not listened to (fault 30).
HOST_FACTS = {"household": ("receives", "members_complete"), "member": ("relation", "birth_date")}


def build_facts(application: Application, on: date | None = None) -> Facts:
    """Everything known about the family on a day (today), each fact with its provenance; the better source wins.

    Declared answers come first; relation and birth date come from the register of persons, the schemes received
    (:func:`portal.registry.benefits_of`) from the register of benefits; verified and matched facts replace declared
    ones, and a later check replaces an earlier one of the same or a lower rank.
    """
    day = on or clock.today()
    people = application.people.select_related("person")
    return _built(application, day, benefits_of(application.household, day), people)


def build_many(applications: Sequence[Application], on: date) -> list[Facts]:
    """The same of many applications, in order: as many queries for a thousand as for one."""
    prefetch_related_objects(applications, "people__person", "verifications")
    received = benefits_of_many({application.household_id for application in applications}, on)
    return [
        _built(application, on, received.get(application.household_id, {}), application.people.all())
        for application in applications
    ]


def _built(
    application: Application, day: date, received: dict[str, date], people: Iterable[ApplicationMember]
) -> Facts:
    given = _declared(application)
    declared_on = clock.local(application.submitted_at).date()
    facts = Facts.from_mapping(given, Provenance("declared", by="application", on=declared_on))
    for path, value in _registered(received, people):
        facts = facts.with_fact(path, value, Provenance("matched", by="register", on=day))
    for verification in application.verifications.all():
        for path, value, provenance in _verified(verification):
            if _better(facts, path, provenance):
                facts = facts.with_fact(path, value, provenance)
    return facts


def _declared(application: Application) -> dict[str, Any]:
    """The answers without the facts that are not the person's to say, as many members as people."""
    answers = application.answers

    def own(values: dict[str, Any] | None, scope: str) -> dict[str, Any]:
        return {key: value for key, value in (values or {}).items() if key not in HOST_FACTS.get(scope, ())}

    return {
        "household": own(answers.get("household"), "household"),
        "applicant": own(answers.get("applicant"), "applicant"),
        "members": [own(member, "member") for member in answers.get("members") or []],
    }


def _registered(received: dict[str, date], people: Iterable[ApplicationMember]) -> Iterator[tuple[str, Any]]:
    yield "household.receives", {key: received[key].isoformat() for key in sorted(received)}
    for member in people:
        yield f"members.{member.position}.relation", member.relation
        if member.person.birth_date:
            yield f"members.{member.position}.birth_date", member.person.birth_date


def _verified(verification: Verification) -> Iterator[tuple[str, Any, Provenance]]:
    kind = "matched" if verification.method == Verification.Method.MATCH else "verified"
    for path, entry in verification.facts.items():
        # Who among the neighbours said so stays with the check: reports and letters are read by the family.
        named = verification.method != Verification.Method.NEIGHBOUR
        source = (entry.get("source") if named else "") or verification.method
        yield path, entry["value"], Provenance(kind, by=source, on=verification.done_on)


def _better(facts: Facts, path: str, provenance: Provenance) -> bool:
    held = facts.provenance.get(path)
    return held is None or provenance.rank >= held.rank


def snapshot(facts: Facts) -> dict[str, Any]:
    """Facts as plain JSON, kept with the evaluation (R5.7): the mapping plus ``provenance`` per path."""
    return {
        **facts.to_mapping(),
        "provenance": {
            path: {"kind": source.kind, "by": source.by, "on": source.on.isoformat() if source.on else None}
            for path, source in facts.provenance.items()
        },
    }
