"""A claim as a connected system may see it: within its mandate, and of the family only what the scheme declared."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from plugins.manager import get_manager
from portal.api.models import AgencySystem
from portal.api.problems import Problem
from portal.cases import rules
from portal.cases.facts import build_facts
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Document, Evaluation, Handoff
from portal.common import clock, masking

# Beyond these no claim has changed, and some databases cannot count.
OLDEST, NEWEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2200, 1, 1, tzinfo=dt.UTC)


def claims_of(system: AgencySystem) -> QuerySet[Claim]:
    """The claims that were handed over to this system and lie within its mandate today; nobody else's (fault 26)."""
    mine = Handoff.objects.filter(claim=OuterRef("pk"), system=system.pk)
    found = Claim.objects.filter(
        Exists(mine.exclude(state=Handoff.State.TRANSFERRED)),
        agency_key=system.agency_key,
        office__path__startswith=system.office.path,
    )
    if system.schemes:
        found = found.filter(scheme_key__in=system.schemes)
    return found.select_related("application__village", "application__township", "application__household", "office")


def claim_of(system: AgencySystem, pk: UUID) -> Claim:
    """One of them.

    Raises:
        Problem: ``not-found`` for every other, whether it exists or not.
    """
    found = claims_of(system).filter(pk=pk).first()
    if found is None:
        raise Problem("not-found")
    return found


def page(
    system: AgencySystem, *, state: str | None, scheme: str | None, since: dt.datetime | None, cursor: str | None,
    limit: int,
) -> dict[str, Any]:  # fmt: skip
    """Claims in the order of their last change, with the cursor of the next page."""
    found = claims_of(system).order_by("updated_at", "pk")
    if state:
        found = found.filter(state=state)
    if scheme:
        found = found.filter(scheme_key=scheme)
    if since:
        # In UTC: PostgreSQL refuses distances from it that Python takes, such as -19:18.
        found = found.filter(updated_at__gte=min(max(since, OLDEST), NEWEST).astimezone(dt.UTC))
    if cursor:
        at, pk = _read_cursor(cursor)
        found = found.filter(Q(updated_at__gt=at) | Q(updated_at=at, pk__gt=pk))
    rows = list(found[: limit + 1])
    more = len(rows) > limit
    handoffs = _handoffs(system, rows)
    return {
        "items": [summary(claim, handoffs.get(claim.pk)) for claim in rows[:limit]],
        "next": _cursor(rows[limit - 1]) if more else None,
    }


def _handoffs(system: AgencySystem, claims: list[Claim]) -> dict[UUID, Handoff]:
    rows = Handoff.objects.filter(system=system.pk, claim__in=claims).order_by("handed_over_at", "pk")
    return {row.claim_id: row for row in rows}


def handoff_of(system: AgencySystem, claim: Claim) -> Handoff | None:
    """The latest stay of the claim with the system."""
    return _handoffs(system, [claim]).get(claim.pk)


def _cursor(claim: Claim) -> str:
    text = json.dumps([claim.updated_at.isoformat(), str(claim.pk)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[dt.datetime, UUID]:
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = dt.datetime.fromisoformat(at)
        if moment.tzinfo is None or not OLDEST <= moment <= NEWEST:
            raise ValueError
        return moment.astimezone(dt.UTC), UUID(pk)
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError, binascii.Error):
        from django.utils.translation import gettext as _

        extra = {"errors": [{"in": "query", "field": "cursor", "problem": _("is no cursor of this list")}]}
        raise Problem("invalid", extra=extra) from None


def link_to(claim: Claim) -> str:
    """The claim's own address."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("api-1:claim", kwargs={"claim_id": claim.pk})


def summary(claim: Claim, handoff: Handoff | None) -> dict[str, Any]:
    """The claim without anything about the family."""
    open_handoff = handoff is not None and handoff.ended_at is None
    return {
        "id": str(claim.pk),
        "receipt": claim.application.receipt,
        "scheme": claim.scheme_key,
        "scheme_name": claim.name,
        "state": str(State(claim.state).value),
        "version": claim.version,
        "updated_at": claim.updated_at.isoformat(),
        "due_on": claim.due_on.isoformat() if claim.due_on else None,
        "provisional": claim.provisional,
        "with_you": bool(claim.with_system and claim.is_open and open_handoff),
        "more_needed": claim.trouble == Claim.Trouble.MORE_NEEDED,
        "acknowledged_at": handoff.acknowledged_at.isoformat() if handoff and handoff.acknowledged_at else None,
        "agency_number": handoff.agency_number if handoff else "",
        "link": link_to(claim),
    }


def standing(claim: Claim) -> dict[str, Any]:
    """How the claim stands, for whoever came with an old version."""
    return {"state": str(State(claim.state).value), "version": claim.version}


def detail(system: AgencySystem, claim: Claim) -> dict[str, Any]:
    """The claim with the facts its scheme declared, the findings, and what papers there are; of a claim the system has
    no longer only what the summary says, with nothing of the family."""
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    handoff = handoff_of(system, claim)
    theirs = handoff is not None and handoff.ended_at is None
    evaluation: Evaluation | None = claim.latest_evaluation if theirs else None
    proposed = claim.proposed_outcome if theirs else ""
    asked = claim.information_requests.filter(answered_at__isnull=True) if theirs else ()
    return {
        **summary(claim, handoff),
        "office": claim.office.code,
        "village": claim.application.village.code,
        "language": claim.application.language,
        "people": list(_people(system, claim)) if theirs else [],
        "facts": list(_facts(claim, language)) if theirs else [],
        "evaluated_on": evaluation.on.isoformat() if evaluation else None,
        "verdict": evaluation.verdict if evaluation else None,
        "findings": [
            {name: finding[name] for name in ("id", "result", "says", "because", "cite")}
            for finding in (evaluation.findings_in(language) if evaluation else [])
        ],
        "proposal": {
            "outcome": proposed,
            "amount": None if claim.proposed_amount is None else f"{claim.proposed_amount:.2f}",
            "per": claim.proposed_per,
        } if proposed else None,
        "amount_range": evaluation.amount_range if evaluation and evaluation.amount_range else None,
        "missing": [
            item for request in asked for item in request.items
        ],
        "objections": list(_objections(system, claim)) if theirs else [],
        "documents": [_document(claim, document, labels, language)
                      for labels in [materials(claim)]
                      for document in documents_of(system, claim)],
    }  # fmt: skip


def _people(system: AgencySystem, claim: Claim) -> Iterator[dict[str, Any]]:
    for member in claim.application.people.select_related("person"):
        number = member.person.id_number or ""
        yield {
            "position": member.position,
            "relation": member.relation,
            "name": member.name if system.shows_identity else member.masked_name,
            "id_number": number if system.shows_identity else masking.mask_id_number(number),
        }


def _facts(claim: Claim, language: str) -> Iterator[dict[str, Any]]:
    """Only what the scheme reads (fault 10); a scheme that nobody offers any more reads nothing."""
    info = get_manager().schemes().get(claim.scheme_key)
    if info is None:
        return
    facts = build_facts(claim.application).limited_to(info.facts)
    for path in facts.paths():
        value = facts.get(path)
        source = facts.provenance.get(path)
        yield {
            "path": path,
            "label": rules.fact_label(path, language),
            "value": _plain(value),
            "words": rules.value_text(path, value, language),
            "provenance": {
                "kind": source.kind, "by": source.by, "on": source.on.isoformat() if source.on else None,
            } if source else None,
        }  # fmt: skip


def _objections(system: AgencySystem, claim: Claim) -> Iterator[dict[str, Any]]:
    """What came of the objections to the notice; who objects and what they say is not even read from the database."""
    rows = list(claim.objections.only("claim", "state", "received_at", "closed_at", "finding", "appraisal"))
    names = _names_to_mask(claim) if rows and not system.shows_identity else []
    for row in rows:
        yield {
            "state": row.state,
            "received_on": clock.local(row.received_at).date().isoformat(),
            "closed_on": clock.local(row.closed_at).date().isoformat() if row.closed_at else None,
            "finding": _masked(row.finding, names),
            "appraisal": _masked(row.appraisal, names),
        }


def _names_to_mask(claim: Claim) -> list[str]:
    """The family's names as they and the register write them, longer ones first; one character is no name."""
    people = claim.application.people.select_related("person")
    names = {name for member in people for name in (member.name, member.person.name) if len(name) > 1}
    return sorted(names, key=len, reverse=True)


def _masked(text: str, names: list[str]) -> str:
    """An officer's words with the numbers in them masked, whoever's they are, and these names."""
    for name in names:
        text = text.replace(name, masking.mask_name(name))
    return masking.mask_numbers(text)


def _plain(value: Any) -> Any:
    """A fact as JSON: amounts and days as text."""
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def materials(claim: Claim) -> dict[str, Any]:
    """Key → the papers that the scheme asks for."""
    return {material.key: material for material in get_manager().materials([claim.scheme_key])}


def documents_of(system: AgencySystem, claim: Claim) -> list[Document]:
    """The papers handed in that this scheme asks for, and no others; none once the system has lost the claim."""
    handoff = handoff_of(system, claim)
    if handoff is None or handoff.ended_at is not None:
        return []
    return list(claim.application.documents.filter(material__in=list(materials(claim))))


def _document(claim: Claim, document: Document, labels: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "id": str(document.pk),
        "material": document.material,
        "label": get_manager().text(claim.scheme_key, labels[document.material].label, language),
        "content_type": document.content_type,
        "size": document.size,
        "link": link_to(claim) + f"/documents/{document.pk}",
    }
