"""What a system may say. Every write is idempotent by its key and tied to the version of the claim that was seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Header, Router

from portal.accounts.models import Office
from portal.api import idempotency
from portal.api import views_of_claims as views
from portal.api.auth import require
from portal.api.models import ApiKey, Scope
from portal.api.problems import Problem
from portal.api.schemas import AcknowledgeIn, AskIn, ClaimOut, DecisionIn, TransferIn, WriteIn
from portal.cases import offices, rules
from portal.cases.actions import acknowledge, ask_more, decide_remotely, transfer
from portal.cases.actions.ask_more import Missing
from portal.cases.actions.decide_remotely import RemoteDecision, RemoteReason
from portal.cases.errors import CaseError, NoSuchOffice
from portal.cases.models import Claim
from portal.common import clock

router = Router()
AHEAD = dt.timedelta(minutes=5)

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=100, pattern=r"^[A-Za-z0-9._:-]+$",
        description=gettext_noop("One for each request you mean; the same again gives the same answer."),
    ),
]  # fmt: skip
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match", max_length=20, pattern=r'^"[1-9][0-9]{0,9}"$',
        description=gettext_noop("The ETag of the claim you saw, instead of “version”."),
    ),
]  # fmt: skip


class Refused(Exception):
    """A verb refused; carries how the claim stands, read before anything is rolled back."""

    def __init__(self, error: CaseError, current: dict[str, Any] | None) -> None:
        super().__init__()
        self.error, self.current = error, current


def _write(
    request: HttpRequest, scope: Scope, claim_id: UUID, key: str, if_match: str | None, data: WriteIn,
    act: Callable[[ApiKey, Claim, int], object],
) -> HttpResponse:  # fmt: skip
    """The common way of a write: right, key, claim, version, verb, answer."""
    used = require(request, scope)
    version = _version(data, if_match)
    _check_time(data.occurred_at)

    def work() -> tuple[int, dict[str, Any]]:
        claim = views.claim_of(used.system, claim_id)
        try:
            act(used, claim, version)
        except CaseError as error:
            claim.refresh_from_db(fields=["state", "version"])
            raise Refused(error, views.standing(claim)) from None
        claim.refresh_from_db(fields=["updated_at"])
        return 200, views.summary(claim, views.handoff_of(used.system, claim))

    digest = idempotency.digest_of(str(request.method), request.path_info, if_match, request.body)
    found = idempotency.once(used.system, key, digest, work)
    answer = JsonResponse(found.content, status=found.status, json_dumps_params={"ensure_ascii": False})
    answer["ETag"] = f'"{found.content["version"]}"'
    if found.replayed:
        answer["Idempotency-Replayed"] = "true"
    return answer


def _version(data: WriteIn, if_match: str | None) -> int:
    """The version the caller saw; both places may say it, but not two different ones."""
    by_header = int(if_match.strip('"')) if if_match else None
    if data.version is None and by_header is None:
        raise Problem("version-missing")
    if None not in (data.version, by_header) and data.version != by_header:
        problem = _("is another version than If-Match")
        raise Problem("invalid", extra={"errors": [{"in": "body", "field": "version", "problem": problem}]})
    return data.version or by_header or 0


def _check_time(occurred_at: dt.datetime) -> None:
    """Refuse what lies in the future or too far back (fault 16)."""
    age, hours = clock.now() - occurred_at, settings.AGENCY_STALE_HOURS
    if age < -AHEAD or age > dt.timedelta(hours=hours):
        raise Problem("stale", hours=hours)


@router.post(
    "/claims/{uuid:claim_id}/acknowledge", response=ClaimOut, operation_id="acknowledgeClaim",
    summary=gettext_noop("Acknowledge a claim"),
    description=gettext_noop(
        "Say that you have it, with your own number. Until you do, the portal takes you for silent and gives the claim "
        "back to its officers after some working days. Needs claims:acknowledge."
    ),
)  # fmt: skip
def acknowledge_claim(
    request: HttpRequest, claim_id: UUID, data: AcknowledgeIn, idempotency_key: IdempotencyKey, if_match: IfMatch = None
) -> HttpResponse:
    def act(key: ApiKey, claim: Claim, version: int) -> object:
        return acknowledge(actor=key.system.actor, claim=claim, agency_number=data.agency_number, version=version)

    return _write(request, Scope.ACKNOWLEDGE, claim_id, idempotency_key, if_match, data, act)


@router.post(
    "/claims/{uuid:claim_id}/ask", response=ClaimOut, operation_id="askForMore", summary=gettext_noop("Ask for more"),
    description=gettext_noop(
        "Name everything that is missing at once. The family is told, the days are not counted until it is there, and "
        "you get news then. Needs claims:ask."
    ),
)  # fmt: skip
def ask_for_more(
    request: HttpRequest, claim_id: UUID, data: AskIn, idempotency_key: IdempotencyKey, if_match: IfMatch = None
) -> HttpResponse:
    def act(key: ApiKey, claim: Claim, version: int) -> object:
        missing = [Missing(item.words, item.fact, item.material) for item in data.missing]
        return ask_more(actor=key.system.actor, claim=claim, missing=missing, version=version)

    return _write(request, Scope.ASK, claim_id, idempotency_key, if_match, data, act)


@router.post(
    "/claims/{uuid:claim_id}/transfer", response=ClaimOut, operation_id="transferClaim",
    summary=gettext_noop("Transfer a claim"),
    description=gettext_noop(
        "To the office that should decide, named by one of office, agency or scheme. The claim is no longer yours "
        "then; days used stay used. Needs claims:transfer."
    ),
)  # fmt: skip
def transfer_claim(
    request: HttpRequest, claim_id: UUID, data: TransferIn, idempotency_key: IdempotencyKey, if_match: IfMatch = None
) -> HttpResponse:
    def act(key: ApiKey, claim: Claim, version: int) -> object:
        to = _destination(claim, data)
        return transfer(actor=key.system.actor, claim=claim, to=to, reason=data.reason, version=version)

    return _write(request, Scope.TRANSFER, claim_id, idempotency_key, if_match, data, act)


def _destination(claim: Claim, data: TransferIn) -> Office:
    given = [name for name in ("to_office", "to_agency", "to_scheme") if getattr(data, name)]
    if len(given) != 1:
        raise NoSuchOffice(problem=_("Name exactly one of to_office, to_agency and to_scheme."))
    if data.to_office:
        office = Office.objects.filter(code=data.to_office).first()
        if office is None:
            raise NoSuchOffice(problem=_("There is no office with this code."))
        return office
    chain = claim.application.village.chain()
    if data.to_agency:
        return rules.agency_office(data.to_agency, chain)
    offer = rules.offer(str(data.to_scheme), chain)
    return offices.ordinary_office(claim.application, offer.process, offer.agency)


@router.post(
    "/claims/{uuid:claim_id}/decision", response=ClaimOut, operation_id="decideClaim",
    summary=gettext_noop("Decide a claim"),
    description=gettext_noop(
        "An approval goes to public notice where the procedure has that step; you get news when its days are over and "
        "decide once more. Everything else is final at once: the portal prints the letter and tells the family. Two "
        "different officials prepare and decide. Needs claims:decide."
    ),
)  # fmt: skip
def decide_claim(
    request: HttpRequest, claim_id: UUID, data: DecisionIn, idempotency_key: IdempotencyKey, if_match: IfMatch = None
) -> HttpResponse:
    def act(key: ApiKey, claim: Claim, version: int) -> object:
        decision = RemoteDecision(
            outcome=data.outcome,
            prepared_by=data.prepared_by,
            decided_by=data.decided_by,
            amount=Decimal(data.amount) if data.amount is not None else None,
            per=data.per or "",
            reasons=tuple(RemoteReason(item.criterion, item.clause, item.text) for item in data.reasons),
            letter_reference=data.letter_reference,
        )
        return decide_remotely(actor=key.system.actor, claim=claim, decision=decision, version=version)

    return _write(request, Scope.DECIDE, claim_id, idempotency_key, if_match, data, act)


__all__ = ["Refused", "router"]
