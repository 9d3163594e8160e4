"""What a system may read."""

from __future__ import annotations

import datetime as dt
import mimetypes
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop, pgettext
from ninja import Query, Router, Schema
from pydantic import Field

from portal import audit
from portal.api import views_of_claims as views
from portal.api.auth import require
from portal.api.models import PortalKey, Scope
from portal.api.problems import Problem
from portal.api.schemas import ClaimDetailOut, KeysOut, Moment, PageOut, SystemOut
from portal.cases import documents
from portal.cases.lifecycle import State
from portal.cases.workbench.views.files import attachment
from portal.common.private_files import PrivateFileError

router = Router()
# What uploads are rewritten into before they are stored.
FILE_TYPES = ("image/jpeg", "image/png", "application/pdf")
_FILE = {"schema": {"type": "string", "format": "binary"}}


class Filters(Schema):
    state: Literal[tuple(State.values)] | None = None  # type: ignore[valid-type]
    scheme: Annotated[str, Field(max_length=100)] | None = None
    updated_since: Moment | None = Field(None, description=gettext_noop("Changed at this moment or later."))
    cursor: Annotated[str, Field(max_length=300)] | None = Field(
        None, description=gettext_noop("“next” of the page before.")
    )
    limit: int = Field(50, ge=1, le=100)


@router.get(
    "/claims", response=PageOut, url_name="claims", operation_id="listClaims", summary=gettext_noop("List your claims"),
    description=gettext_noop("In the order of their last change. Needs claims:read."),
)  # fmt: skip
def list_claims(request: HttpRequest, filters: Query[Filters]) -> Any:
    key = require(request, Scope.READ)
    _known(request, Filters)
    since: dt.datetime | None = filters.updated_since
    return views.page(
        key.system, state=filters.state, scheme=filters.scheme, since=since, cursor=filters.cursor, limit=filters.limit
    )


def _known(request: HttpRequest, filters: type[Schema]) -> None:
    """Refuse parameters nobody knows: a filter that is misspelt must not look like one that found everything."""
    unknown = sorted(set(request.GET) - set(filters.model_fields))
    if unknown:
        words = pgettext("field of a request", "is not known here")
        listed = [{"in": "query", "field": name[:100], "problem": words} for name in unknown[:20]]
        raise Problem("invalid", extra={"errors": listed})


@router.get(
    "/claims/{uuid:claim_id}", response=ClaimDetailOut, url_name="claim", operation_id="getClaim",
    summary=gettext_noop("Fetch a claim"),
    description=gettext_noop(
        "With the facts its scheme declared to need and where they come from, what was found about objections, and "
        "nothing else of the family. The ETag is the version. Every look is recorded. Needs claims:read."
    ),
)  # fmt: skip
def get_claim(request: HttpRequest, response: HttpResponse, claim_id: UUID) -> Any:
    system = require(request, Scope.READ).system
    claim = views.claim_of(system, claim_id)
    found = views.detail(system, claim)
    audit.record_read(
        "api.read_claim", actor=system.actor, subject=claim, office=claim.office,
        detail={"identity": system.shows_identity},
    )  # fmt: skip
    response["ETag"] = f'"{claim.version}"'
    return found


@router.get(
    "/claims/{uuid:claim_id}/documents/{uuid:document_id}", url_name="document", operation_id="getDocument",
    summary=gettext_noop("Open a paper"),
    description=gettext_noop("The file as it was handed in. Every look is recorded. Needs claims:documents."),
    openapi_extra={"responses": {200: {"content": {kind: _FILE for kind in FILE_TYPES}}}},
)  # fmt: skip
def get_document(request: HttpRequest, claim_id: UUID, document_id: UUID) -> HttpResponse:
    system = require(request, Scope.DOCUMENTS).system
    claim = views.claim_of(system, claim_id)
    document = next((item for item in views.documents_of(system, claim) if item.pk == document_id), None)
    if document is None:
        raise Problem("not-found")
    try:
        data = documents.storage.read(document)
    except PrivateFileError:
        raise Problem("not-found") from None
    audit.record_read(
        "api.read_document", actor=system.actor, subject=document, office=claim.office, detail={"claim": str(claim.pk)}
    )
    suffix = mimetypes.guess_extension(document.content_type) or ""
    return attachment(data, f"{claim.application.receipt}-{document.material}{suffix}", document.content_type)


@router.get(
    "/system", response=SystemOut, url_name="system", operation_id="getSystem",
    summary=gettext_noop("What your key opens"),
    description=gettext_noop("For trying a key out: who you are to the portal, and what the key may do."),
)  # fmt: skip
def get_system(request: HttpRequest) -> Any:
    key = request.auth  # type: ignore[attr-defined]
    system = key.system
    return {
        "name": system.name, "agency": system.agency_key, "office": system.office.code, "schemes": system.schemes,
        "scopes": key.scopes, "key_expires_on": key.expires_on, "signing": system.signing,
    }  # fmt: skip


@router.get(
    "/keys", response=KeysOut, auth=None, url_name="keys", operation_id="getKeys",
    summary=gettext_noop("The portal's public keys"),
    description=gettext_noop("For checking Ed25519 signatures of news, as a JSON Web Key Set. Needs no key."),
)  # fmt: skip
def get_keys(request: HttpRequest) -> Any:
    return {
        "keys": [
            {"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": key.key_id, "x": key.public}
            for key in PortalKey.objects.all()
        ]
    }
