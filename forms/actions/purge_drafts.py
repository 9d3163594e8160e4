"""Delete what nobody came back for: expired drafts, their uploads, old counters."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from forms import conf
from forms.models import Draft
from forms.uploads import delete_uploads
from portal import audit
from portal.accounts.actors import Actor
from portal.common import clock, throttle


def purge_drafts(*, actor: Actor) -> int:
    """Delete every draft past its day, and emptied or submitted ones past their hour; returns how many.

    Files that became part of an application stay with it.
    """
    now = clock.now()
    over = (
        Q(expires_at__lte=now)
        | Q(submitted_at__lte=now - conf.get("DRAFT_RECEIPT_LIFETIME"))
        | Q(token_hash=None, code_hash="", submitted_at=None)
    )
    count = 0
    for draft in Draft.objects.filter(over).defer("answers").iterator():
        with transaction.atomic():
            if draft.submitted_at is None:
                delete_uploads(draft)
            draft.delete()
            count += 1
    throttle.forget_old(now - timedelta(days=1))
    if count:
        with transaction.atomic():
            audit.record("drafts.purge", actor=actor, detail={"count": count})
    return count
