"""Take a posting down, on time or because its claim ended."""

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.common import clock
from portal.publicity.models import Posting

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def take_down(*, actor: "Actor", posting: Posting) -> bool:
    """Take it down once; False when it was down already."""
    with transaction.atomic():
        now = clock.now()
        if not Posting.objects.filter(pk=posting.pk, taken_down_at__isnull=True).update(taken_down_at=now):
            return False
        posting.taken_down_at = now
        audit.record("publicity.take_down", actor=actor, subject=posting, office=posting.village)
    return True
