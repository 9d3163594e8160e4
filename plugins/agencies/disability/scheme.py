"""The disabled persons' federation: its schemes, and the news it gives the employment bureau (R6.6).

A disabled member who looks for work is referred to the job fair when a claim is taken in, and again when it is decided,
because verification may have shown it only then; the portal offers the same thing once.
"""

from collections.abc import Mapping
from typing import Any

from plugins.api import Agency, ClaimEvent, FactDefinition, Referral, Scheme, hookimpl

from .facts import FACTS
from .living import LIVING
from .nursing import NURSING
from .rehabilitation import REHABILITATION_AID

_GRADES = ("grade1", "grade2", "grade3", "grade4")


@hookimpl
def agency() -> Agency:
    return Agency("disability", "残疾人联合会", "Subsidies, rehabilitation and a way to work for disabled people")


@hookimpl
def facts() -> list[FactDefinition]:
    return list(FACTS)


@hookimpl
def schemes() -> list[Scheme]:
    return [LIVING, NURSING, REHABILITATION_AID]


@hookimpl
def claim_event(event: ClaimEvent) -> list[Referral]:
    if event.kind not in ("submitted", "decided"):
        return []
    return [
        Referral("job-fair", member=place, says="A disabled member of your family looks for work")
        for place, person in enumerate(event.facts.members)
        if _looks_for_work(person)
    ]


def _looks_for_work(person: Mapping[str, Any]) -> bool:
    """Disabled, able to work, and looking for it. Whether the age fits is the job fair's own rule to say."""
    if person.get("disability") not in _GRADES or person.get("work") in ("unable", "retired", "minor"):
        return False
    if person.get("wants_work") is False:
        return False
    return bool(person.get("wants_work")) or person.get("work") == "unemployed"
