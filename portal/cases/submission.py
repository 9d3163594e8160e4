"""What the form hands over when a person submits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from portal.registry.people import PersonGiven

if TYPE_CHECKING:
    from portal.accounts.models import Office

__all__ = ["AuthorisationGiven", "PersonGiven", "Submission"]


@dataclass(frozen=True)
class AuthorisationGiven:
    """A consent (R2.6): ``kind`` of :class:`~portal.cases.models.Authorisation.Kind`, the index into ``people`` of who
    gave it, and the version of the text shown."""

    kind: str
    person_index: int
    text_version: str


@dataclass(frozen=True)
class Submission:
    """A complete application, checked by the form and frozen; its ``repr`` shows no personal data (fault 35).

    Attributes:
        receipt: receipt number, already in normal form (``QX26-0917-4H2K``).
        submission_key: unique per submission; the same key again gives the same application (fault 3).
        scheme_keys: the schemes applied for, in the person's order.
        answers: the declaration in the shape of facts, ``members`` in the same order as ``people``.
        people: the household, the applicant first.
        phone: normalised phone number for codes and SMS.
        address: where the family lives; may be empty.
        village: the village office the family belongs to.
        channel: a value of :class:`~portal.cases.models.application.Channel`.
        language: ``zh-hans`` or ``en``, for letters and SMS.
        form_version: the version of the form the person filled in.
        intention_at: when the person said they wanted to apply (R2.5).
        authorisations: consents given.
        document_ids: uploads to attach; they must not belong to another application.
        draft_key: when given, the uploads must also carry this draft's key.
    """

    receipt: str
    submission_key: str = field(repr=False)
    scheme_keys: tuple[str, ...]
    answers: Mapping[str, Any] = field(repr=False)
    people: tuple[PersonGiven, ...]
    phone: str = field(repr=False)
    address: str = field(repr=False)
    village: "Office"
    channel: str
    language: str
    form_version: str
    intention_at: datetime
    authorisations: tuple[AuthorisationGiven, ...] = ()
    document_ids: tuple[UUID, ...] = ()
    draft_key: str = field(default="", repr=False)
