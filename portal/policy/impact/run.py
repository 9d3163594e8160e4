"""The job that counts what a change would do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from plugins.manager import get_manager
from portal.common import clock
from portal.policy import drafting, overlay
from portal.policy.drafting import Content
from portal.policy.impact import households
from portal.policy.impact.tally import Tally
from portal.policy.impact.verdicts import verdicts
from portal.policy.models import ImpactPreview, ParameterChange

State = ImpactPreview.State


def count(preview_id: str) -> ImpactPreview | None:
    """Count, telling how far it is; twice has the effect of once. None if there is nothing to do any more."""
    preview = ImpactPreview.objects.select_related("change").get(pk=preview_id)
    change = preview.change
    open_states = (ParameterChange.State.DRAFT, ParameterChange.State.PROPOSED)
    if preview.state == State.DONE or change.version != preview.version or change.state not in open_states:
        return None
    content = drafting.content_of(change)
    keys = drafting.schemes_reading(value.key for value in content.values)
    total = households.applications(keys).count() if keys else 0
    serial = overlay.read_stamp()[0]
    _note(preview, state=State.RUNNING, total=total, done=0, serial=serial)
    try:
        result = _count(preview, content, keys)
    except Exception:
        _note(preview, state=State.FAILED)
        raise
    _note(preview, state=State.DONE, done=total, result=result, finished_at=clock.now())
    return preview


def _note(preview: ImpactPreview, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(preview, name, value)
    preview.save(update_fields=list(fields))


def first_day(content: Content) -> dt.date:
    """The day to look at: the first day, or today for a correction, which reaches whatever is decided from now on."""
    return max(content.since, clock.today())


def _count(preview: ImpactPreview, content: Content, keys: tuple[str, ...]) -> dict[str, Any]:
    on = first_day(content)
    # Both sides from one reading of what is adopted, whatever is adopted meanwhile.
    before = get_manager().with_parameters(overlay.load())
    after = get_manager().with_parameters(drafting.reckoned_with(content))
    tally = Tally(keys)
    done = 0
    for portion in households.subjects(keys, on) if keys else ():
        sides = verdicts(before, keys, on, portion), verdicts(after, keys, on, portion)
        for subject, old, new in zip(portion, *sides, strict=True):
            tally.add(subject, old, new)
        done += len(portion)
        _note(preview, done=done)
    names = {key: get_manager().scheme(key).scheme.per for key in keys}
    return {"on": on.isoformat(), "without_facts": households.without_facts(on), "per": names, **tally.as_json()}
