"""The inquiry into an objection has a result (R8.2)."""

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.cases import clocks, notify, signals
from portal.cases.actions import _steps
from portal.cases.actions.object_to import fitting
from portal.cases.errors import AppraisalMissing, FindingMissing, ObjectionClosed
from portal.cases.lifecycle import Transition, Verb
from portal.cases.models import Claim, ClaimEvent, Objection
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor

RESULT_LIMIT = 2_000


def close_objection(
    *, actor: "Actor", objection: Objection, founded: bool, finding: str, appraisal: str = ""
) -> Objection:
    """Record what the inquiry found. When nothing is left to look into, the days of the notice count again.

    Nothing is refused by it: whoever decides finally reads the finding and decides (:func:`decide_final`). Whoever
    looked into an objection took part in the work and does not decide on it.

    Args:
        founded: whether there is something to the objection.
        finding: what the inquiry found, at most 2,000 characters.
        appraisal: how the community appraisal ended, where one was held; needed where the county's process wants one.

    Raises:
        FindingMissing, AppraisalMissing, ObjectionTextTooLong: the result is not complete.
        ObjectionClosed: somebody was faster, or the claim was withdrawn.
        WrongState, NotAllowed, RelatedParty: see :mod:`portal.cases.errors`.
    """
    finding, appraisal = fitting(finding, RESULT_LIMIT), fitting(appraisal, RESULT_LIMIT)
    claim = objection.claim
    with transaction.atomic():
        _steps.hold_as_it_is(claim)
        objection.refresh_from_db()
        if not objection.is_open:
            raise ObjectionClosed
        row = _steps.prepare(actor, claim, Verb.CLOSE_OBJECTION)
        _check(claim, finding, appraisal)
        objection.state = Objection.State.FOUNDED if founded else Objection.State.UNFOUNDED
        objection.finding, objection.appraisal = finding, appraisal
        objection.closed_at, objection.closed_by = clock.now(), actor.user
        objection.save(update_fields=["state", "finding", "appraisal", "closed_at", "closed_by"])
        objection.claim = claim
        _go_on(actor, claim, row, objection)
        audit.record(
            "cases.close_objection", actor=actor, subject=objection, office=claim.application.village,
            detail={"claim": str(claim.pk), "founded": founded, "appraisal": bool(appraisal)},
        )  # fmt: skip
    return objection


def _check(claim: Claim, finding: str, appraisal: str) -> None:
    if not finding:
        raise FindingMissing
    process = clocks.process_of(claim)
    if process.objection.appraisal and not appraisal:
        raise AppraisalMissing(process=process.text("name"))


def _go_on(actor: "Actor", claim: Claim, row: Transition, closed: Objection) -> None:
    """Count the days again, or go on with the inquiry that runs out first."""
    left = claim.objections.filter(state=Objection.State.OPEN)
    _steps.move(claim, row, contested=left.exists())
    if claim.contested:
        # All of one process, they have a due day each or none.
        first = left.order_by("due_on").first()
        due = clocks.Due(first.due_on, first.provisional) if first and first.due_on else None
        _steps.set_due(claim, due)
        return
    _steps.set_due(claim, clocks.resume(claim, clock.today()))
    _steps.happened(claim, ClaimEvent.Kind.OBJECTION_CLOSED, actor, office=claim.application.township)
    notify.inquiry_over(claim, closed)
    signals.inquiry_over.send(sender=Claim, claim=claim, objection=closed, clock=claim.clocks.get(step="publicity"))
