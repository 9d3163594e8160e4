"""Hand a claim to the office that should decide it (R5.2)."""

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.accounts.models import Office
from portal.cases import offices, rules
from portal.cases.actions import _handoff, _steps, _transfers
from portal.cases.actions._reasons import check_open_text
from portal.cases.errors import NoSuchOffice, ReasonMissing
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, Handoff, Transfer

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def transfer(*, actor: "Actor", claim: Claim, to: Office, reason: str, version: int | None = None) -> Transfer:
    """Another office decides from here on: it sees the claim, the sender's system no longer does. Days used stay used.

    Scheme and history stay; a proposal falls, for it was the former office's, and what the family was asked for is
    asked no longer. The applicant reads from whom to whom and why. A connected system of the new office is offered it.

    Args:
        actor: an officer of the office that decides, the lead agency's adjudicator, or the agency's system that has it.
        to: an agency's office, a township or the county.
        reason: read by the applicant: no ID, telephone or account number in it.

    Raises:
        ReasonMissing, PersonalDataInText, NoSuchOffice: the transfer is not complete.
        WithAgencySystem, NotWithSystem, WrongState, NotAllowed, RelatedParty, ConcurrentChange: see
        :mod:`portal.cases.errors`.
    """
    row = _steps.prepare(actor, claim, Verb.TRANSFER, version=version)
    if actor.mandate:
        _handoff.of(actor, claim)
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    check_open_text(reason)
    _check(claim, to)
    before, agency_before = claim.office, claim.agency_key
    agency = to.agency if to.kind == Office.Kind.AGENCY else rules.agency_of(claim)
    with transaction.atomic():
        _steps.move_back(claim, row, office=to, agency_key=agency, with_system=False, trouble="")
        _handoff.end(claim, Handoff.State.TRANSFERRED)
        made = _transfers.record(actor, claim, before, reason, agency_before=agency_before)
        audit.record(
            "cases.transfer", actor=actor, subject=claim, office=before, detail={"to": to.code, "agency": agency}
        )
    return made


def _check(claim: Claim, to: Office) -> None:
    from django.utils.translation import gettext as _

    if to.pk == claim.office_id:
        raise NoSuchOffice(problem=_("It is there already."))
    if to.kind == Office.Kind.VILLAGE:
        raise NoSuchOffice(problem=_("A village does not decide."))
    if to not in offices.serving(claim.application):
        raise NoSuchOffice(problem=_("That office does not serve the family's village."))
