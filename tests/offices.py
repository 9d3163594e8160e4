"""The county's offices, planted in one statement: the verb that makes them one by one has tests of its own."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import transaction

from portal.accounts.actions import load_locality
from portal.accounts.actors import Actor
from portal.accounts.models import Office


def plant_offices() -> None:
    """The offices of the locality, as `load_locality` makes them, in a database that has none."""
    Office.objects.bulk_create([Office(**row) for row in _rows()])


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    columns = [field.attname for field in Office._meta.concrete_fields if not field.primary_key]
    with transaction.atomic():
        load_locality(actor=Actor.system("test"))
        rows = tuple(Office.objects.order_by("path").values(*columns))
        transaction.set_rollback(True)
    return rows
