"""Plain counts of claims and grants, for panels and scheduled work: whole subtrees, no person in them."""

from collections.abc import Iterable
from types import MappingProxyType

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from plugins.api import SchemeCounts
from portal.cases.lifecycle import OPEN_STATES, State
from portal.cases.models import Claim, ClaimEvent
from portal.cases.workbench.queue import last_day_of_soon
from portal.common import clock
from portal.registry.models import Benefit


def counts(schemes: Iterable[str], paths: list[str] | None = None) -> dict[str, SchemeCounts]:
    """Scheme key → counts, within the offices of these tree paths; everywhere for None."""
    keys = list(schemes)
    claims, grants = _claims(keys, paths), _grants(keys, paths)
    return {
        key: SchemeCounts(**claims.get(key, {}), running=sum(grants.get(key, {}).values()),
                          running_since=MappingProxyType(grants.get(key, {})))
        for key in keys
    }  # fmt: skip


def _claims(keys: list[str], paths: list[str] | None) -> dict[str, dict[str, int]]:
    today = clock.today()
    open_ = Q(state__in=OPEN_STATES)
    this_year = Q(events__at__gte=clock.start_of(today.replace(month=1, day=1)))
    rows = Claim.objects.all() if paths is None else Claim.objects.for_paths(paths)
    found = rows.filter(scheme_key__in=keys).order_by().values("scheme_key").annotate(
        open=Count("pk", filter=open_, distinct=True),
        due_soon=Count("pk", filter=open_ & Q(due_on__gte=today, due_on__lte=last_day_of_soon()), distinct=True),
        overdue=Count("pk", filter=open_ & Q(due_on__lt=today), distinct=True),
        needs_officer=Count("pk", filter=open_ & Q(needs_officer=True), distinct=True),
        approved=Count("pk", filter=Q(state=State.APPROVED, events__kind=ClaimEvent.Kind.APPROVED) & this_year,
                       distinct=True),
        refused=Count("pk", filter=Q(state=State.REFUSED, events__kind=ClaimEvent.Kind.REFUSED) & this_year,
                      distinct=True),
    )  # fmt: skip
    return {row.pop("scheme_key"): row for row in found}


def _grants(keys: list[str], paths: list[str] | None) -> dict[str, dict[str, int]]:
    """Scheme → month the grant began ("2026-03") → how many run today."""
    today = clock.today()
    live = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
    if paths is not None:
        within = Q(pk__in=[])
        for path in paths:
            within |= Q(household__office__path__startswith=path)
        live &= within
    rows = Benefit.objects.filter(live, scheme_key__in=keys).annotate(month=TruncMonth("since"))
    found: dict[str, dict[str, int]] = {}
    for key, month, number in rows.order_by("month").values_list("scheme_key", "month").annotate(number=Count("pk")):
        found.setdefault(key, {})[f"{month:%Y-%m}"] = number
    return found
