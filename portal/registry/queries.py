"""Reads of the register."""

from datetime import date

from django.db.models import Min, Q

from portal.registry.models import Benefit, Household, HouseholdMember


def benefits_of(household: Household, on: date) -> dict[str, date]:
    """Scheme key → since when, for every grant of the household that is live on the day (R6.9)."""
    live = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    found = Benefit.objects.filter(live, household=household).values_list("scheme_key").annotate(Min("since"))
    return dict(found.order_by("scheme_key"))


def live_members(household: Household, on: date) -> list[HouseholdMember]:
    """The members living in the household on a day, the applicant first, persons loaded."""
    live = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    return list(household.members.filter(live).select_related("person").order_by("position", "since"))
