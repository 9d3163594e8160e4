"""Begin to verify an application (R3.1): one check for all its claims."""

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.cases.actions import _steps
from portal.cases.lifecycle import Verb
from portal.cases.models import Application, Claim, ClaimEvent

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def start_verification(*, actor: "Actor", application: Application) -> list[Claim]:
    """Every submitted claim of the application → verifying; returns the claims that moved.

    Raises:
        WrongState: verification has begun already.
        NotAllowed, RelatedParty, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    claims = _steps.claims_at(application, Verb.START_VERIFICATION)
    with transaction.atomic():
        for claim in claims:
            _steps.move(claim, _steps.prepare(actor, claim, Verb.START_VERIFICATION))
            _steps.happened(claim, ClaimEvent.Kind.VERIFYING, actor, office=application.township)
        audit.record(
            "cases.start_verification", actor=actor, subject=application, office=application.village,
            detail={"claims": len(claims)},
        )  # fmt: skip
    return claims
