"""What the rules would say today, before anybody has asked them officially: shown, never stored.

It tells a verifier which facts decide, so that a report is not issued with a question open.
"""

from plugins.api import Facts
from portal.cases import rules
from portal.cases.lifecycle import State
from portal.cases.models import Claim
from portal.cases.workbench.access import Viewed

BEFORE_PROPOSAL = frozenset({State.SUBMITTED, State.VERIFYING, State.VERIFIED})


def of_claim(claim: Claim, facts: Facts) -> "rules.Result | None":
    """The rules' answer on today's facts for a claim not yet proposed; None for the others."""
    return rules.evaluate(claim, facts) if claim.state in BEFORE_PROPOSAL else None


def deciding(viewed: Viewed, facts: Facts) -> set[str]:
    """Paths of unknown facts that can still change the result of one of the visible claims."""
    found: set[str] = set()
    for claim in viewed.claims:
        result = of_claim(claim, facts)
        if result is not None and not result.fault:
            found.update(result.ask)
    return found
