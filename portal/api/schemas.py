"""The shapes that travel: what a system may send, and what it reads. Amounts are text in 元 (yuan), never numbers with
a point, which lose cents on the way."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext_noop, pgettext
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field

from portal.cases.lifecycle import State
from portal.cases.models import Objection

MAX_VERSION = 2**31 - 1
# Whatever a person could mean to write: no control characters but line ends and tabs.
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
_LINE = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"


def _storable(text: str) -> str:
    """Refuse lone surrogates, which no database and no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(pgettext("field of a request", "holds characters that are no text")) from None
    return text


def _iso(value: Any) -> Any:
    """Refuse what could be read as seconds since 1970: a moment is written out."""
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", value):
        return value
    raise ValueError(pgettext("field of a request", "is no moment such as 2026-09-17T10:00:00+08:00"))


Moment = Annotated[AwareDatetime, BeforeValidator(_iso)]


Line = Annotated[str, Field(min_length=1, max_length=100, pattern=_LINE), AfterValidator(_storable)]
Words = Annotated[str, Field(min_length=1, max_length=1000, pattern=_TEXT), AfterValidator(_storable)]
Amount = Annotated[str, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,2})?$")]


class _In(Schema):
    model_config = ConfigDict(extra="forbid")


class WriteIn(_In):
    """What every write carries."""

    occurred_at: Moment = Field(description=gettext_noop("When your official acted, with time zone."))
    version: int | None = Field(
        None, ge=1, le=MAX_VERSION, description=gettext_noop("The version of the claim you saw; or send If-Match.")
    )


class AcknowledgeIn(WriteIn):
    agency_number: Line = Field(description=gettext_noop("Your own number of the case; the applicant reads it."))


class MissingIn(_In):
    words: Words = Field(description=gettext_noop("What to bring, in words the family understands."))
    fact: Annotated[str, Field(max_length=100, pattern=_TEXT), AfterValidator(_storable)] = Field(
        "", description=gettext_noop("The path of a fact of this scheme, where it is one.")
    )
    material: Annotated[str, Field(max_length=100, pattern=_TEXT), AfterValidator(_storable)] = Field(
        "", description=gettext_noop("The key of a paper of this scheme, where it is one.")
    )


class AskIn(WriteIn):
    missing: list[MissingIn] = Field(
        min_length=1, max_length=30, description=gettext_noop("Everything that is missing, at once.")
    )


class TransferIn(WriteIn):
    to_office: Line | None = Field(None, description=gettext_noop("The code of the office that should decide; or"))
    to_agency: Line | None = Field(None, description=gettext_noop("the key of the agency that should decide; or"))
    to_scheme: Line | None = Field(None, description=gettext_noop("a scheme: whoever decides on it in that village."))
    reason: Words = Field(description=gettext_noop("Why; the applicant reads it. No ID, telephone or account numbers."))


class ReasonIn(_In):
    criterion: Annotated[str, Field(max_length=100, pattern=_TEXT), AfterValidator(_storable)] = Field(
        "", description=gettext_noop("The id of a criterion of the scheme; or")
    )
    clause: Annotated[str, Field(max_length=200, pattern=_TEXT), AfterValidator(_storable)] = Field(
        "", description=gettext_noop("document and clause, with")
    )
    text: Annotated[str, Field(max_length=1000, pattern=_TEXT), AfterValidator(_storable)] = Field(
        "", description=gettext_noop("the reason in words the family understands.")
    )


class DecisionIn(WriteIn):
    outcome: Literal["approved", "refused"]
    amount: Amount | None = Field(
        None, description=gettext_noop("Yuan as text, for an approval of money: “870” or “870.50”.")
    )
    per: Literal["month", "term", "year", "once", "service"] | None = Field(
        None, description=gettext_noop("What the amount is paid for each; “service” has no amount.")
    )
    reasons: list[ReasonIn] = Field(
        [],
        max_length=30,
        description=gettext_noop("A refusal needs at least one; they stand in the letter to the family."),
    )
    letter_reference: Annotated[str, Field(max_length=100, pattern=_TEXT), AfterValidator(_storable)] = Field(
        "", description=gettext_noop("The number of your own letter, if there is one.")
    )
    prepared_by: Line = Field(description=gettext_noop("Your code of the official who prepared the decision."))
    decided_by: Line = Field(description=gettext_noop("Your code of the official who took it; another person."))


class ClaimOut(Schema):
    """A claim without anything about the family."""

    id: UUID
    receipt: str = Field(description=gettext_noop("Receipt number of the application."))
    scheme: str
    scheme_name: str
    state: Literal[tuple(State.values)]  # type: ignore[valid-type]
    version: int = Field(description=gettext_noop("Grows with every change; send it back with what you decide."))
    updated_at: dt.datetime
    due_on: dt.date | None = Field(
        description=gettext_noop(
            "Empty while the days are not counted, and when it is closed; but while an objection is looked into, the "
            "last day for that where the procedure sets one."
        )
    )
    provisional: bool = Field(description=gettext_noop("The due date lies beyond the published calendar."))
    with_you: bool = Field(description=gettext_noop("Your system works on it; else the officers do, or it is closed."))
    more_needed: bool = Field(description=gettext_noop("The family has been asked for something."))
    acknowledged_at: dt.datetime | None
    agency_number: str
    link: str


class PageOut(Schema):
    items: list[ClaimOut]
    next: str | None = Field(description=gettext_noop("The cursor of the next page; empty on the last one."))


class ProvenanceOut(Schema):
    kind: Literal["declared", "matched", "verified"]
    by: str
    on: dt.date | None


class FactOut(Schema):
    path: str
    label: str
    value: Any
    words: str = Field(description=gettext_noop("The value as people write it."))
    provenance: ProvenanceOut | None


class PersonOut(Schema):
    position: int = Field(description=gettext_noop("The number in the paths of members' facts; 0 is the applicant."))
    relation: str
    name: str = Field(description=gettext_noop("Masked, unless your system gets names."))
    id_number: str = Field(
        description=gettext_noop("Masked, unless your system gets ID numbers; empty where none is known.")
    )


class FindingOut(Schema):
    id: str
    result: Literal["met", "not_met", "unknown"]
    says: str
    because: str
    cite: str


class ProposalOut(Schema):
    outcome: Literal["approved", "refused"]
    amount: str | None
    per: str


class RangeOut(Schema):
    low: str
    high: str
    cite: str


class DocumentOut(Schema):
    id: UUID
    material: str
    label: str
    content_type: str
    size: int
    link: str


class AskedOut(Schema):
    words: str
    fact: str
    material: str


class ObjectionOut(Schema):
    """What came of an objection, and nothing that could point to whoever objects (R8.2)."""

    state: Literal[tuple(Objection.State.values)]  # type: ignore[valid-type]
    received_on: dt.date
    closed_on: dt.date | None = Field(description=gettext_noop("Empty while it is being looked into."))
    finding: str = Field(
        description=gettext_noop(
            "What was found, in the officer's words; numbers masked, and the family's names unless your system gets "
            "names."
        )
    )
    appraisal: str = Field(
        description=gettext_noop("How the community appraisal ended, written likewise; empty where none was held.")
    )


class ClaimDetailOut(ClaimOut):
    """A claim with what its scheme declared to need, what came of objections, and nothing else of the family."""

    office: str = Field(description=gettext_noop("Code of the office that decides."))
    village: str = Field(description=gettext_noop("Code of the village the family belongs to."))
    language: str = Field(description=gettext_noop("The language the family reads letters in."))
    people: list[PersonOut]
    facts: list[FactOut]
    evaluated_on: dt.date | None
    verdict: Literal["met", "not_met", "unknown"] | None
    findings: list[FindingOut] = Field(
        description=gettext_noop("What the portal's own rules found, criterion by criterion.")
    )
    proposal: ProposalOut | None = Field(description=gettext_noop("What the portal's own rules propose."))
    amount_range: RangeOut | None = Field(
        description=gettext_noop("Where the policy leaves the amount to you, within these bounds.")
    )
    missing: list[AskedOut] = Field(
        description=gettext_noop("What the family has been asked for and has not brought yet.")
    )
    objections: list[ObjectionOut] = Field(
        description=gettext_noop(
            "Objections to the public notice, oldest first: weigh what was found before you decide finally."
        )
    )
    documents: list[DocumentOut]


class SystemOut(Schema):
    name: str
    agency: str
    office: str
    schemes: list[str] = Field(description=gettext_noop("Empty: all schemes of the agency."))
    scopes: list[str] = Field(description=gettext_noop("What the key you sent may do."))
    key_expires_on: dt.date
    signing: Literal["hmac", "ed25519"]


class JwkOut(Schema):
    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    use: Literal["sig"]
    kid: str
    x: str = Field(description=gettext_noop("The public key, 32 bytes as base64url."))


class KeysOut(Schema):
    keys: list[JwkOut]
