"""The family does not want the help that was suggested."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit
from portal.cases import authority
from portal.cases.actions import _steps
from portal.cases.errors import ReferralImpossible
from portal.cases.models import ClaimEvent, Referral
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def decline_referral(*, actor: "Actor", referral: Referral) -> Referral:
    """offered → declined; nobody asks again. Declining twice changes nothing more.

    Raises:
        ReferralImpossible: it was accepted meanwhile; the claim can be withdrawn.
        NotAllowed, RelatedParty: see :mod:`portal.cases.errors`.
    """
    authority.check_answering(actor, referral)
    with transaction.atomic():
        changed = Referral.objects.filter(pk=referral.pk, state=Referral.State.OFFERED).update(
            state=Referral.State.DECLINED, answered_at=clock.now()
        )
        referral.refresh_from_db()
        if not changed and referral.state != Referral.State.DECLINED:
            raise ReferralImpossible(problem=_("It is part of this application already. You can withdraw it there."))
        if not changed:
            return referral
        data = {"scheme_zh": referral.name_in("zh-hans"), "scheme_en": referral.name_in("en")}
        _steps.happened(referral.claim, ClaimEvent.Kind.REFERRAL_DECLINED, actor, data=data)
        audit.record(
            "cases.decline_referral", actor=actor, subject=referral.claim, office=referral.claim.office,
            detail={"scheme": referral.scheme_key},
        )  # fmt: skip
    return referral
