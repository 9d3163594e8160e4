"""Tell a family about another agency's help (转介, R5.2, R6.6)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal import audit
from portal.cases import authority, notify, rules
from portal.cases.actions import _steps
from portal.cases.actions._reasons import check_open_text
from portal.cases.errors import ReasonMissing, ReferralImpossible
from portal.cases.models import Claim, ClaimEvent, Referral
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor

REASON_LIMIT = 500


def refer(
    *, actor: "Actor", claim: Claim, scheme_key: str, reason: Mapping[str, str], member: int | None = None
) -> Referral:
    """Offer the family of a claim another scheme; nothing is opened before they accept.

    An application is offered a scheme once: the same again, also at the same moment, gives the row there is, whatever
    the family answered, and nobody gets a second message. What a plugin suggests is offered only where the rules of the
    scheme do not say no already; an officer may know better.

    Args:
        scheme_key: a scheme of any agency.
        reason: why, by language (``zh-hans``, ``en``), read by the family: no ID, telephone or account number in it.
        member: position of the person meant among the members of the application; None for the whole family.

    Raises:
        ReasonMissing, PersonalDataInText, ReferralImpossible: the referral is not complete, would help nobody, or the
            application has a claim for this scheme already.
        SchemeUnknown, SchemeQuarantined, SubmissionInvalid: nobody can apply for it here and now.
        NotAllowed, RelatedParty: see :mod:`portal.cases.errors`.
    """
    authority.check_referring(actor, claim)
    application = claim.application
    existing = Referral.objects.filter(application=application, scheme_key=scheme_key).first()
    if existing:
        return existing
    words = {language: str(reason.get(language, "")).strip()[:REASON_LIMIT] for language in rules.LANGUAGES}
    _check(claim, scheme_key, words, member)
    offer = rules.offer(scheme_key, application.village.chain())
    if actor.kind == "system" and rules.outlook(scheme_key, application) == "not_met":
        raise ReferralImpossible(problem=_("By what is known, its conditions are not met."))
    try:
        with transaction.atomic():
            made = Referral.objects.create(
                application=application, claim=claim, scheme_key=offer.key, scheme_name=offer.name,
                scheme_name_en=offer.name_en, agency_key=offer.agency, member=member, reason=words,
                officer=actor.user, created_at=clock.now(),
            )  # fmt: skip
            data = {"scheme_zh": made.name_in("zh-hans"), "scheme_en": made.name_in("en")}
            _steps.happened(claim, ClaimEvent.Kind.REFERRED, actor, data=data)
            notify.referred(made)
            audit.record("cases.refer", actor=actor, subject=claim, office=claim.office, detail={"scheme": offer.key})
    except IntegrityError:
        # Another process offered the same between the look-up and the insert.
        existing = Referral.objects.filter(application=application, scheme_key=scheme_key).first()
        if existing is None:
            raise
        return existing
    return made


def _check(claim: Claim, scheme_key: str, words: Mapping[str, str], member: int | None) -> None:
    application = claim.application
    if not all(words.values()):
        raise ReasonMissing
    for text in words.values():
        check_open_text(text)
    if application.claims.filter(scheme_key=scheme_key).exists():
        raise ReferralImpossible(problem=_("It is part of this application already."))
    if member is not None and not application.people.filter(position=member).exists():
        raise ReferralImpossible(problem=_("The family has no such member."))
