"""What every change of the deciding office leaves behind (R5.2, R5.3): a row, a line of history, an SMS, the news."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.cases import notify, offices, signals
from portal.cases.actions import _steps
from portal.cases.models import Claim, ClaimEvent, Transfer
from portal.common import clock, money

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def record(
    actor: "Actor", claim: Claim, before: Office, reason: str, because: str = "", agency_before: str = ""
) -> Transfer:
    """Tell that the claim has come from another office; call inside a transaction, after the claim was moved.

    Args:
        reason: for the applicant, in the language of the application.
        agency_before: whose claim it was, where that has changed as well.
        because: ``Transfer.BY_AMOUNT`` where a limit of authority moved it.
    """
    made = Transfer.objects.create(
        claim=claim, from_office=before, to_office=claim.office,
        from_agency=agency_before or claim.agency_key, to_agency=claim.agency_key, reason=reason,
        made_by=actor.label, made_at=clock.now(),
    )  # fmt: skip
    to = claim.office
    data = {
        "from_zh": before.name, "from_en": before.name_en or before.name, "to_zh": to.name,
        "to_en": to.name_en or to.name, "transfer": str(made.pk), "because": because,
    }  # fmt: skip
    _steps.happened(claim, ClaimEvent.Kind.TRANSFERRED, actor, office=before, data=data)
    notify.transferred(claim, made)
    signals.claim_transferred.send(sender=Claim, claim=claim, transfer=made)
    return made


def place(actor: "Actor", claim: Claim, amount: Decimal | None) -> Transfer | None:
    """Bring the claim to the office that may decide this amount, if it is not there (R5.3).

    Whoever has the claim may also refuse it, so without an amount it stays. Call inside a transaction.
    """
    before, to = claim.office, claim.office if amount is None else offices.office_for(claim, amount)
    if to.pk == before.pk:
        return None
    Claim.objects.filter(pk=claim.pk).update(office=to)
    claim.office = to
    return record(actor, claim, before, _reason(claim, amount), Transfer.BY_AMOUNT)


def lift(actor: "Actor", claim: Claim, amount: Decimal | None) -> Transfer | None:
    """The same for an amount that is just being decided: up, never down; whoever has the claim may decide less."""
    return place(actor, claim, amount) if offices.exceeds(offices.limit_of(claim), amount) else None


def for_audit(moved: Transfer | None) -> dict[str, str]:
    """What the audit trail keeps of it, beside what the verb itself says."""
    return {} if moved is None else {"from_office": moved.from_office.code, "to_office": moved.to_office.code}


def _reason(claim: Claim, amount: Decimal | None) -> str:
    limit = offices.limit_of(claim)
    language = claim.application.language
    with translation.override(language):
        values = {"limit": money.format_yuan(limit.up_to, language) if limit else "", "office": claim.office.label}
        if offices.exceeds(limit, amount):
            return _("Above %(limit)s yuan %(office)s decides.") % values
        return _("Up to %(limit)s yuan %(office)s decides.") % values
