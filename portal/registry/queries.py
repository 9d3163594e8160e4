"""Reads of the register."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Min, Q

from portal.registry.models import Benefit, Household, HouseholdMember


def benefits_of(household: Household, on: date) -> dict[str, date]:
    """Scheme key → since when, for every grant of the household that is live on the day (R6.9)."""
    return benefits_of_many([household.pk], on).get(household.pk, {})


def benefits_of_many(households: Iterable[UUID], on: date) -> dict[UUID, dict[str, date]]:
    """The same of many households by their keys; one query. A household that receives nothing is left out."""
    live = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    rows = Benefit.objects.filter(live, household__in=set(households)).values_list("household", "scheme_key")
    found: dict[UUID, dict[str, date]] = {}
    for household, scheme, since in rows.annotate(Min("since")).order_by("scheme_key"):
        found.setdefault(household, {})[scheme] = since
    return found


def live_members(household: Household, on: date) -> list[HouseholdMember]:
    """The members living in the household on a day, the applicant first, persons loaded."""
    live = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    return list(household.members.filter(live).select_related("person").order_by("position", "since"))
