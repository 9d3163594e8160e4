"""Look again at a family's open claims when another decision has arrived (R6.9)."""

from portal.accounts.actors import Actor
from portal.cases import rules
from portal.cases.actions.propose import propose
from portal.cases.errors import CaseError, ConcurrentChange
from portal.cases.lifecycle import FINAL_STATES, State
from portal.cases.models import Claim


def reassess_household(claim_id: str) -> list[Claim]:
    """Evaluate again every assessed, not yet confirmed claim that builds on the decided claim's scheme.

    Run by the worker; running twice changes nothing more: a claim already evaluated after the decision is left alone.
    A proposal an officer made by hand stays theirs. Returns the claims evaluated.

    Raises:
        ConcurrentChange: somebody changed a claim meanwhile; run it again.
    """
    decided = Claim.objects.select_related("application__household").filter(pk=claim_id, state__in=FINAL_STATES).first()
    if decided is None:
        return []
    settled = decided.events.latest("at").at
    done = []
    for claim in _dependents(decided):
        latest = claim.latest_evaluation
        asking = claim.trouble == Claim.Trouble.MORE_NEEDED
        if latest is None or latest.created_at > settled or claim.proposal_reason or asking:
            continue
        try:
            propose(actor=Actor.system("reassess"), claim=claim, reassessing=True)
        except ConcurrentChange:
            raise
        except CaseError:
            # An officer was faster, or the rules failed too often: either way somebody is already on it.
            continue
        done.append(claim)
    return done


def _dependents(decided: Claim) -> list[Claim]:
    household = decided.application.household
    waiting = Claim.objects.filter(application__household=household, state__in=[State.VERIFIED, State.PROPOSED])
    related = waiting.exclude(pk=decided.pk).select_related("application__village", "application__household", "office")
    return [claim for claim in related if decided.scheme_key in rules.builds_on(claim.scheme_key)]
