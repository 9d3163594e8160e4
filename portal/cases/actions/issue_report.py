"""Close the verification with one report for all claims (R3.2, R3.6)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from portal import audit
from portal.cases import notify, signals
from portal.cases.actions import _steps
from portal.cases.errors import VerificationMissing
from portal.cases.facts import build_facts
from portal.cases.letters import numbers, report_texts, store
from portal.cases.lifecycle import Verb
from portal.cases.models import Application, Claim, ClaimEvent, VerificationReport
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def issue_report(*, actor: "Actor", application: Application) -> VerificationReport:
    """Number and print the verification report; every verifying claim → verified.

    Raises:
        VerificationMissing: no check has been recorded ("先核后保": first verify, then grant, R3.5).
        WrongState, NotAllowed, RelatedParty, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    claims = _steps.claims_at(application, Verb.ISSUE_REPORT)
    checks = list(application.verifications.select_related("officer"))
    if not checks:
        raise VerificationMissing
    facts = build_facts(application)
    today = clock.today()
    with transaction.atomic():
        rows = [_steps.prepare(actor, claim, Verb.ISSUE_REPORT) for claim in claims]
        for claim, row in zip(claims, rows, strict=True):
            _steps.move(claim, row)
        number = numbers.take_number("report")
        valid_until = today + timedelta(days=settings.CASES_REPORT_VALID_DAYS)
        report = VerificationReport.objects.create(
            application=application, number=number, officer=actor.user, language=application.language,
            data=report_texts.report(application, checks, facts, number, valid_until), created_at=clock.now(),
            valid_until=valid_until,
        )  # fmt: skip
        store.print_soon(report)
        for claim in claims:
            _steps.happened(
                claim, ClaimEvent.Kind.VERIFIED, actor, office=application.township, data={"report": str(report.pk)}
            )
        notify.verified(application)
        for claim in claims:
            signals.claim_verified.send(sender=Claim, claim=claim)
        audit.record(
            "cases.issue_report", actor=actor, subject=application, office=application.village,
            detail={"number": number, "checks": len(checks)},
        )  # fmt: skip
    return report
