"""The open claims a change reaches, for people who may see them: worked out on the spot, never stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from plugins.manager import get_manager
from portal import audit
from portal.accounts.models import Office
from portal.cases.events import amount_text
from portal.cases.lifecycle import OPEN_STATES
from portal.cases.models import Claim, Evaluation
from portal.cases.workbench.vocabulary import language
from portal.policy import drafting, overlay
from portal.policy.impact.households import Subject, with_facts
from portal.policy.impact.run import first_day
from portal.policy.impact.tally import kind_of
from portal.policy.impact.verdicts import Verdict, verdicts
from portal.registry.scoping import CASE_ROLES

if TYPE_CHECKING:
    from portal.accounts.actors import Actor
    from portal.accounts.models import User
    from portal.policy.models import ParameterChange

# So many are looked at in one go, the most urgent first.
LIMIT = 300


@dataclass(frozen=True)
class AffectedClaim:
    """A line: before and after in words."""

    receipt: str
    url: str
    scheme: str
    village: str
    state: str
    before: str
    after: str


@dataclass(frozen=True)
class AffectedClaims:
    """What was found; ``more`` tells that not all open claims could be looked at."""

    rows: tuple[AffectedClaim, ...]
    looked_at: int
    more: bool


def sees_claims(user: User) -> bool:
    """Whether cases are this person's work at all."""
    return bool(user.office_paths(*CASE_ROLES))


def townships_seen(user: User) -> set[str]:
    """Codes of the townships whose families this person may see anyway."""
    return set(user.offices_for(*CASE_ROLES).filter(kind=Office.Kind.TOWNSHIP).values_list("code", flat=True))


def claims(actor: Actor, change: ParameterChange) -> AffectedClaims:
    """The open claims within the person's offices whose verdict or amount changes. Leaves a trace of the read."""
    content = drafting.content_of(change)
    keys = drafting.schemes_reading(value.key for value in content.values)
    open_claims = Claim.objects.for_user(actor.user).filter(state__in=OPEN_STATES, scheme_key__in=keys)
    related = ("application__village", "application__township", "application__household")
    found = list(open_claims.select_related(*related).order_by("due_on", "pk")[: LIMIT + 1])
    more, found = len(found) > LIMIT, found[:LIMIT]
    on = first_day(content)
    portion = [
        Subject(facts, chain, "", False, frozenset(), Counter())
        for _application, facts, chain in with_facts([claim.application for claim in found], on)
    ]
    before = verdicts(get_manager().with_parameters(overlay.load_without(change)), keys, on, portion)
    after = verdicts(get_manager().with_parameters(drafting.reckoned_with(content)), keys, on, portion)
    pairs = [(c, old[c.scheme_key], new[c.scheme_key]) for c, old, new in zip(found, before, after, strict=True)]
    rows = tuple(_row(claim, old, new) for claim, old, new in pairs if kind_of(old, new))
    audit.record_read("policy.read_affected_claims", actor=actor, subject=change, detail={"claims": len(found)})
    return AffectedClaims(rows, len(found), more)


def _row(claim: Claim, old: Verdict, new: Verdict) -> AffectedClaim:
    info = get_manager().scheme(claim.scheme_key)
    return AffectedClaim(
        receipt=claim.application.receipt,
        url=reverse("workbench:application", args=[claim.application_id]),
        scheme=claim.name,
        village=claim.application.village.label,
        state=str(claim.get_state_display()),
        before=_words(old, info.scheme.per),
        after=_words(new, info.scheme.per),
    )


def _words(verdict: Verdict, per: str) -> str:
    label = str(Evaluation.Verdict(verdict.result).label)
    amount = amount_text(verdict.amount, per, language()) if verdict.result == "met" else ""
    return f"{label} · {amount}" if amount else label
