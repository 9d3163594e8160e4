"""Enter in the register that a household receives a scheme."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from portal.audit import record
from portal.common import clock
from portal.registry.models import Benefit, Household, Person

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def grant_benefit(
    *,
    actor: "Actor",
    household: Household,
    scheme_key: str,
    amount: Decimal | None,
    per: str,
    since: date,
    source_ref: str,
    until: date | None = None,
    person: Person | None = None,
) -> Benefit:
    """The grant that ``source_ref`` stands for, made once: a repeated call returns the first row.

    Args:
        amount: 元 per ``per``; None where the aid is not money.
        since, until: first and last day; ``until`` None is open-ended.
        source_ref: what it rests on, for instance ``claim:<uuid>``.
    """
    with transaction.atomic():
        benefit, made = Benefit.objects.get_or_create(
            source_ref=source_ref,
            defaults={
                "household": household, "person": person, "scheme_key": scheme_key, "amount": amount, "per": per,
                "since": since, "until": until, "created_at": clock.now(),
            },
        )  # fmt: skip
        if made:
            record(
                "registry.grant_benefit", actor=actor, subject=benefit, office=household.office,
                detail={"scheme": scheme_key, "source": source_ref},
            )  # fmt: skip
    return benefit
