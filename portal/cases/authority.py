"""Who may do what to which claim: the role in the right office, and nobody on their own work (R1.2, R5.3, fault 6)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from portal.accounts.models import Office
from portal.accounts.roles import Role
from portal.cases import offices
from portal.cases.errors import (
    AboveAuthority,
    CaseError,
    NotAllowed,
    OwnWork,
    RelatedParty,
    WithAgencySystem,
    WrongState,
)
from portal.cases.lifecycle import APPROVERS, HANDLERS, VERIFIERS, WINDOW, Transition, Verb, rows
from portal.cases.models import Claim, ClaimEvent, Objection, Referral
from portal.common import money

if TYPE_CHECKING:
    from portal.accounts.actors import Actor
    from portal.accounts.models import User

# Verbs that judge the work of others: whoever did any of that work may not use them.
JUDGING = frozenset({Verb.CONFIRM, Verb.DECIDE_FINAL})
# What officers leave to the agency's own system while a claim is there.
LEFT_TO_SYSTEM = frozenset(
    {Verb.PROPOSE, Verb.PROPOSE_BY_HAND, Verb.CONFIRM, Verb.DECIDE_FINAL, Verb.ASK_MORE, Verb.TRANSFER}
)
WORKING_EVENTS = frozenset(
    {
        ClaimEvent.Kind.ACCEPTED, ClaimEvent.Kind.VERIFYING, ClaimEvent.Kind.CHECKED, ClaimEvent.Kind.VERIFIED,
        ClaimEvent.Kind.PROPOSED, ClaimEvent.Kind.REASSESSED, ClaimEvent.Kind.OFFICER_NEEDED,
        ClaimEvent.Kind.MORE_NEEDED,
    }
)  # fmt: skip


def check(actor: "Actor", claim: Claim, row: Transition) -> None:
    """Let the actor pass or say why not.

    Raises:
        NotAllowed: the role or the office does not fit.
        AboveAuthority: the claim's amount took it out of the approver's hands.
        RelatedParty: the officer belongs to the household.
        OwnWork: an approver who took part in the work on this application.
        WithAgencySystem: an officer would act on a claim that the agency's own system works on.
    """
    if actor.user is None:
        if not _may_act(actor, claim, row):
            raise _not_allowed(row, _office_of(claim, row))
        return
    office = _office_of(claim, row)
    # Without roles the row belongs to the portal itself; has_role() without roles would mean any role.
    if not row.roles or not actor.user.has_role(*row.roles, office=office):
        raise _above_authority(actor.user, claim, row) or _not_allowed(row, office)
    if is_related(actor.user, claim):
        raise RelatedParty
    if row.verb in JUDGING and has_worked_on(actor.user, claim):
        raise OwnWork
    if claim.with_system and row.verb in LEFT_TO_SYSTEM:
        raise WithAgencySystem


def _may_act(actor: "Actor", claim: Claim, row: Transition) -> bool:
    """Whether somebody who is no member of staff may: the portal itself, the applicant, a visitor of the website, or
    the agency's system, which reaches only claims of its own agency in its own offices."""
    if actor.kind == "agency" and actor.mandate is not None:
        return row.agency and actor.mandate.covers(claim.agency_key, claim.scheme_key, claim.office)
    open_to = {"system": row.system, "applicant": row.applicant, "visitor": row.visitor}
    return open_to.get(actor.kind, False)


def check_referring(actor: "Actor", claim: Claim) -> None:
    """Who may suggest other help to the family of a claim: the portal for a plugin, the claim's agency's system, and
    whoever works on it at the window, in verification or in the deciding office.

    Raises:
        NotAllowed, RelatedParty: see :func:`check`.
    """
    if actor.user is None:
        mandated = actor.mandate is not None and actor.mandate.covers(claim.agency_key, claim.scheme_key, claim.office)
        if actor.kind != "system" and not mandated:
            raise _needs(WINDOW | VERIFIERS | HANDLERS, claim.office)
        return
    near = actor.user.has_role(*WINDOW, *VERIFIERS, office=claim.application.village)
    if not near and not actor.user.has_role(*HANDLERS, office=claim.office):
        raise _needs(WINDOW | VERIFIERS | HANDLERS, claim.office)
    if is_related(actor.user, claim):
        raise RelatedParty


def check_answering(actor: "Actor", referral: Referral) -> None:
    """Who may say what the family wants: the family itself, or the window with them in front of it.

    Raises:
        NotAllowed, RelatedParty: see :func:`check`.
    """
    application = referral.application
    if actor.user is None:
        if actor.kind != "applicant" or actor.label != application.receipt:
            raise _needs(WINDOW, application.village)
        return
    if not actor.user.has_role(*WINDOW, office=application.village):
        raise _needs(WINDOW, application.village)
    if is_related(actor.user, referral.claim):
        raise RelatedParty


def _office_of(claim: Claim, row: Transition) -> Office:
    return claim.application.village if row.where == "verifying" else claim.office


def _not_allowed(row: Transition, office: Office) -> NotAllowed:
    return _needs(row.roles, office)


def _needs(roles: Iterable[str], office: Office) -> NotAllowed:
    labels = sorted(str(Role(role).label) for role in roles)
    return NotAllowed(roles=" / ".join(labels) or "-", office=office.label)


def _above_authority(user: "User", claim: Claim, row: Transition) -> AboveAuthority | None:
    """Why an approver of the ordinary office does not decide, if it is because of the amount (R5.3)."""
    limit = offices.limit_of(claim) if row.verb in JUDGING else None
    if limit is None or not offices.exceeds(limit, claim.proposed_amount):
        return None
    ordinary = offices.ordinary_office(claim.application, claim.process_key, claim.agency_key)
    if ordinary.pk == claim.office_id or not user.has_role(*row.roles, office=ordinary):
        return None
    return AboveAuthority(limit=_yuan(limit.up_to), lower=ordinary.label, higher=claim.office.label)


def check_amount(actor: "Actor", claim: Claim, amount: Decimal | None) -> None:
    """Let an approver, or an agency's system, grant an amount, or say who decides that much (R5.3).

    Raises:
        AboveAuthority: it lies above what the approver's office, or the offices of the system, may decide.
    """
    limit = offices.limit_of(claim)
    if limit is None or not offices.exceeds(limit, amount):
        return
    higher = offices.higher_office(claim, limit)
    if actor.user is not None:
        allowed = actor.user.has_role(*APPROVERS, office=higher)
    else:
        allowed = actor.mandate is not None and actor.mandate.covers(claim.agency_key, claim.scheme_key, higher)
    if not allowed:
        ordinary = offices.ordinary_office(claim.application, claim.process_key, claim.agency_key)
        raise AboveAuthority(limit=_yuan(limit.up_to), lower=ordinary.label, higher=higher.label)


def _yuan(amount: Decimal) -> str:
    return money.format_yuan(amount, get_language() or "zh-hans")


def has_worked_on(user: "User", claim: Claim) -> bool:
    """Whether the officer filed, verified or handled any claim of the same application, or looked into an objection."""
    application = claim.application
    if application.filed_by_id == user.pk:
        return True
    if Objection.objects.filter(claim__application=application, closed_by=user).exists():
        return True
    return ClaimEvent.objects.filter(claim__application=application, officer=user, kind__in=WORKING_EVENTS).exists()


def is_related(user: "User", claim: Claim) -> bool:
    """Whether the officer is known (by the blind index of the ID number) to belong to the household."""
    index = getattr(user, "id_index", None)
    if not index:
        return False
    return claim.application.household.members.filter(person__id_index=index, until__isnull=True).exists()


def may(user: "User", verb: Verb, claim: Claim) -> bool:
    """Whether a button for the verb is worth showing to this officer; the verb itself checks again."""
    return refusal(user, verb, claim) is None


def refusal(user: "User", verb: Verb, claim: Claim) -> CaseError | None:
    """Why this officer may not use the verb on the claim now, or None where they may."""
    from portal.accounts.actors import Actor

    refused: CaseError = WrongState(state=claim.state, verb=verb)
    for row in rows(claim.state, verb):
        try:
            check(Actor.staff(user), claim, row)
        except CaseError as error:
            refused = error
        else:
            return None
    return refused
