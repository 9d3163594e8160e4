"""From a plugin's answer to a claim event to an offer the family can read (R6.6, R6.9)."""

import logging
from collections.abc import Iterable

from plugins.api import Referral as Hint
from plugins.manager import get_manager
from portal.accounts.actors import Actor
from portal.cases import actions, rules
from portal.cases.errors import CaseError
from portal.cases.facts import build_facts
from portal.cases.models import Claim, Referral
from portal.common import clock

log = logging.getLogger(__name__)


def offer_all(claim: Claim, hints: Iterable[Hint]) -> list[Referral]:
    """Offer what a plugin suggested for a claim; returns the offers that stand now. Running twice offers nothing twice.

    Left out is what would help nobody: a scheme that is part of the application or not on offer in this village, and
    one whose rules already say no on what is known. A hint that makes no sense is logged, never the end of the others.
    """
    found = []
    for hint in hints:
        try:
            if _worth_offering(claim, hint.scheme):
                found.append(_offer(claim, hint))
        except CaseError as problem:
            log.warning("the plugin %s referred to %s in vain: %s", claim.plugin_name, hint.scheme, problem)
    return found


def _worth_offering(claim: Claim, scheme_key: str) -> bool:
    application = claim.application
    if application.claims.filter(scheme_key=scheme_key).exists():
        return False
    chain = application.village.chain()
    rules.offer(scheme_key, chain)
    found = get_manager().evaluate(scheme_key, build_facts(application), on=clock.today(), office_chain=chain)
    return found.verdict != "not_met"


def _offer(claim: Claim, hint: Hint) -> Referral:
    manager = get_manager()
    reason = {language: manager.text(claim.scheme_key, hint.says, language) for language in rules.LANGUAGES}
    actor = Actor.system(f"plugin:{claim.plugin_name}")
    return actions.refer(actor=actor, claim=claim, scheme_key=hint.scheme, reason=reason, member=hint.member)
