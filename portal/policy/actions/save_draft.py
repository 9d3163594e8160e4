"""Write down figures to be proposed, or change what was written while it is a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from portal import audit
from portal.common import clock
from portal.policy import authority, drafting
from portal.policy.actions import _steps
from portal.policy.drafting import Content
from portal.policy.errors import ConcurrentChange
from portal.policy.models import ChangedValue, ParameterChange

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def save_draft(
    *, actor: Actor, content: Content, change: ParameterChange | None = None, version: int | None = None
) -> ParameterChange:
    """A new draft, or the next version of ``change``.

    Args:
        version: the version of the change the maker saw on the page, if it came from a page.

    Raises:
        ChangeInvalid, FloorBroken: the figures cannot stand; see :func:`portal.policy.drafting.check`.
        NotAllowed, WrongState, ConcurrentChange: see :mod:`portal.policy.errors`.
    """
    drafting.check(content)
    user = authority.require(actor, authority.MAKERS, content.agency, content.places)
    if change is not None:
        authority.require(actor, authority.MAKERS, change.agency, authority.places_of(change))
        _steps.expect(change, ParameterChange.State.DRAFT)
        if version is not None and version != change.version:
            raise ConcurrentChange
    now = clock.now()
    fields = {
        "agency": content.agency, "since": content.since, "until": content.until, "source": content.source.strip(),
        "source_page": content.source_page, "source_url": content.source_url, "reason": content.reason.strip(),
        "correction": content.correction, "edited_at": now,
    }  # fmt: skip
    with transaction.atomic():
        if change is None:
            change = ParameterChange.objects.create(drafted_by=user, drafted_at=now, **fields)
        else:
            _steps.move(change, ParameterChange.State.DRAFT, **fields, version=F("version") + 1)
            change.refresh_from_db()
            change.values.all().delete()
        ChangedValue.objects.bulk_create(
            ChangedValue(
                change=change, position=position, key=value.key, office=value.office, value=value.value,
                below_floor=value.below_floor.strip(),
            )
            for position, value in enumerate(content.values)
        )  # fmt: skip
        change.makers.add(user)
        audit.record(
            "policy.save_draft", actor=actor, subject=change, office=_steps.office_of(change),
            detail={"version": change.version, "figures": [value.key for value in content.values]},
        )  # fmt: skip
    return change
