"""The first day of adopted figures has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.contrib.frontend_cache.utils import PurgeBatch

from portal import audit
from portal.common import clock
from portal.content.listing import pages_with_figures
from portal.policy import drafting, overlay
from portal.policy.actions import _steps
from portal.policy.models import ParameterChange

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def go_live(*, actor: Actor, change: ParameterChange) -> bool:
    """Note the moment and have caches in front of the site forget the pages that show the figures; once.

    The rules need no such moment: they look at the day. Returns False before the first day, and when it was done.
    """
    if change.state != ParameterChange.State.IN_FORCE or clock.today() < change.since:
        return False
    keys = set(change.values.values_list("key", flat=True))
    with transaction.atomic():
        now = clock.now()
        if not ParameterChange.objects.filter(pk=change.pk, live_at__isnull=True).update(live_at=now):
            return False
        change.live_at = now
        transaction.on_commit(overlay.forget)
        transaction.on_commit(lambda: _purge(keys))
        audit.record(
            "policy.go_live", actor=actor, subject=change, office=_steps.office_of(change),
            detail={"figures": sorted(keys), "since": change.since.isoformat()},
        )  # fmt: skip
    return True


def _purge(keys: set[str]) -> None:
    batch = PurgeBatch()
    batch.add_pages(pages_with_figures(drafting.schemes_reading(keys)))
    batch.purge()
