"""The family wants the help that was suggested (R6.6)."""

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.cases import authority, lifecycle, notify, rules, signals
from portal.cases.actions import _steps
from portal.cases.actions._opening import open_claim
from portal.cases.errors import ReferralAnswered
from portal.cases.letters import numbers, store, texts
from portal.cases.lifecycle import State, Verb
from portal.cases.models import Claim, ClaimEvent, Referral
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor

OPEN, TAKEN = Referral.State.OFFERED, (Referral.State.ACCEPTED, Referral.State.DONE)


def accept_referral(*, actor: "Actor", referral: Referral) -> Claim:
    """Open a claim for the scheme in the same application: nothing is filed again and nothing asked (R0.1).

    It joins the verification of the application where that stands: a report that is still valid serves it too (R3.6),
    and what only this scheme needs to know is settled by one more check. Accepting twice gives the same claim.

    Raises:
        ReferralAnswered: the family turned it down before.
        SchemeUnknown, SchemeQuarantined, SubmissionInvalid: it cannot be applied for any more.
        NotAllowed, RelatedParty: see :mod:`portal.cases.errors`.
    """
    authority.check_answering(actor, referral)
    if referral.state in TAKEN and referral.opened is not None:
        return referral.opened
    application = referral.application
    offer = rules.offer(referral.scheme_key, application.village.chain())
    with transaction.atomic():
        # Holds the row, so that of two clicks the second waits and then finds the claim of the first. The claim is read
        # after the wait: PostgreSQL would join it as it stood before, when there was none.
        current = Referral.objects.select_for_update().get(pk=referral.pk)
        if current.state in TAKEN and current.opened is not None:
            return current.opened
        if current.state != OPEN:
            raise ReferralAnswered
        # The number first: its row lock comes before the lock of the audit trail (see letters/numbers.py).
        number = numbers.take_number("acceptance")
        claim = open_claim(actor, application, offer)
        Referral.objects.filter(pk=referral.pk, state=OPEN).update(
            state=Referral.State.ACCEPTED, answered_at=clock.now(), opened=claim
        )
        _join_verification(actor, claim)
        letter = texts.acceptance(application, [claim], number)
        store.issue(kind="acceptance", number=number, data=letter, application=application, claim=claim)
        data = {"scheme_zh": referral.name_in("zh-hans"), "scheme_en": referral.name_in("en")}
        _steps.happened(referral.claim, ClaimEvent.Kind.REFERRAL_ACCEPTED, actor, data=data)
        notify.referral_accepted(claim)
        signals.claim_submitted.send(sender=Claim, claim=claim)
        if claim.state == State.VERIFIED:
            signals.claim_verified.send(sender=Claim, claim=claim)
        audit.record(
            "cases.accept_referral", actor=actor, subject=claim, office=application.village,
            detail={"scheme": offer.key, "from": str(referral.claim_id)},
        )  # fmt: skip
    referral.refresh_from_db()
    return claim


def _join_verification(actor: "Actor", claim: Claim) -> None:
    """Bring the claim to where the verification of its application is: not begun, running, or reported on."""
    application = claim.application
    report = application.reports.filter(valid_until__gte=clock.today()).order_by("created_at").last()
    running = application.claims.filter(state=State.VERIFYING).exists()
    if report is None and not running:
        return
    _steps.move(claim, lifecycle.transition(claim.state, Verb.START_VERIFICATION))
    if report is None:
        _steps.happened(claim, ClaimEvent.Kind.VERIFYING, actor, office=application.township)
        return
    _steps.move(claim, lifecycle.transition(claim.state, Verb.ISSUE_REPORT))
    _steps.happened(
        claim, ClaimEvent.Kind.VERIFIED, actor, office=application.township, data={"report": str(report.pk)}
    )
