"""Whom a change concerns: every household with an application, and every open claim, with today's facts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import OuterRef, Prefetch, Q, Subquery

from plugins.api import Facts
from portal.accounts.models import Office
from portal.cases.facts import build_many
from portal.cases.lifecycle import OPEN_STATES
from portal.cases.models import Application, Claim
from portal.registry.models import Benefit

CHUNK = 1000


@dataclass(frozen=True)
class Subject:
    """A family as the rules see it: ``counts`` says whether it stands for its household (its latest application).

    ``chain`` and ``township`` are office codes, ``receives`` the schemes the register knows, ``claims`` how many open
    claims there are by scheme.
    """

    facts: Facts
    chain: tuple[str, ...]
    township: str
    counts: bool
    receives: frozenset[str]
    claims: Counter[str]


def _latest() -> Subquery:
    newest = Application.objects.filter(household=OuterRef("household")).order_by("-submitted_at", "-pk")
    return Subquery(newest.values("pk")[:1])


def applications(keys: Iterable[str]):
    """The applications to look at: the latest of each household, and whatever has an open claim on these schemes."""
    open_claims = Claim.objects.filter(state__in=OPEN_STATES, scheme_key__in=list(keys))
    return Application.objects.filter(Q(pk=_latest()) | Q(pk__in=open_claims.values("application")))


def without_facts(on: dt.date) -> int:
    """Households that receive something and never applied here: nothing is known that could be evaluated."""
    live = Benefit.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)
    known = Application.objects.values("household")
    return live.exclude(household__in=known).values("household").distinct().count()


def subjects(keys: tuple[str, ...], on: dt.date) -> Iterator[list[Subject]]:
    """Families in portions, in an order that brings those of one village together."""
    latest = set(Application.objects.filter(pk=_latest()).values_list("pk", flat=True))
    claims = Prefetch("claims", Claim.objects.filter(state__in=OPEN_STATES, scheme_key__in=keys), to_attr="open_claims")
    found = (
        applications(keys)
        .select_related("village", "township", "household")
        .prefetch_related(claims)
        .order_by("village", "pk")
    ).iterator(chunk_size=CHUNK)
    while portion := list(islice(found, CHUNK)):
        yield [
            Subject(
                facts=facts,
                chain=chain,
                township=application.township.code,
                counts=application.pk in latest,
                receives=frozenset(facts.household.get("receives") or ()),
                claims=Counter(claim.scheme_key for claim in application.open_claims),
            )
            for application, facts, chain in with_facts(portion, on)
        ]


def with_facts(portion: Sequence[Application], on: dt.date) -> Iterator[tuple[Application, Facts, tuple[str, ...]]]:
    """Each application with what is known of the family and its chain of offices; few queries however many they are."""
    chains = Office.chains({application.village for application in portion})
    for application, facts in zip(portion, build_many(portion, on), strict=True):
        yield application, facts, tuple(chains[application.village.code])
