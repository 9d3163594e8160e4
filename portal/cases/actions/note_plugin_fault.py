"""Bring a claim before an officer because its plugin failed at something."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from portal import audit
from portal.cases import rules
from portal.cases.actions import _steps
from portal.cases.errors import ConcurrentChange
from portal.cases.lifecycle import OPEN_STATES
from portal.cases.models import Claim, ClaimEvent

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def note_plugin_fault(*, actor: "Actor", claim: Claim, fault: str) -> bool:
    """Set ``needs_officer`` with the failure attached; never a refusal (fault 7).

    A claim that waits for an officer already, or is decided, is left as it is. Returns whether it was marked.

    Raises:
        ConcurrentChange: somebody changed the claim meanwhile.
    """
    if claim.state not in OPEN_STATES or claim.trouble:
        return False
    with transaction.atomic():
        changed = Claim.objects.filter(pk=claim.pk, state=claim.state, version=claim.version).update(
            needs_officer=True, trouble=Claim.Trouble.FAULT, version=F("version") + 1
        )
        if not changed:
            raise ConcurrentChange
        claim.version, claim.needs_officer, claim.trouble = claim.version + 1, True, Claim.Trouble.FAULT
        claim.trouble_detail = fault[: rules.FAULT_LIMIT]
        claim.save(update_fields=["trouble_detail"])
        _steps.happened(claim, ClaimEvent.Kind.OFFICER_NEEDED, actor, data={"trouble": Claim.Trouble.FAULT})
        audit.record("cases.note_plugin_fault", actor=actor, subject=claim, office=claim.office)
    return True
