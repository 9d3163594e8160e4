"""Work of plugins that comes round by the clock (hook ``scheduled``), run by whichever worker looks first.

Times are of the county's day. What the work finds is shown to the staff until it is found no more.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from plugins import answers
from plugins.api import Notice, Scheduled, ScheduledContext
from plugins.calls import CallFailed
from plugins.loading import LoadedPlugin
from plugins.manager import get_manager
from portal import messages
from portal.cases.extending import words
from portal.cases.extending.counts import counts
from portal.common import clock
from portal.extensions import actions as extension_actions
from portal.extensions import state
from portal.extensions.models import PluginNotice, ScheduledRun

JOB = "cases.run_scheduled"


def plan_due() -> int:
    """Put every piece of work whose time has come into the outbox, once; returns how many."""
    planned = 0
    for plugin in get_manager().plugins().values():
        if plugin.scheduled and state.plugin_enabled(plugin.name):
            planned += sum(_plan(plugin.name, work) for work in plugin.scheduled)
    return planned


def _plan(plugin: str, work: Scheduled) -> bool:
    now = clock.now()
    row, _created = ScheduledRun.objects.get_or_create(
        plugin=plugin, key=work.key, defaults={"next_run_at": first_time(work, now)}
    )
    if row.next_run_at > now:
        # A shorter interval after an upgrade counts from now on.
        sooner = next_time(work, now)
        if sooner < row.next_run_at:
            ScheduledRun.objects.filter(pk=row.pk).update(next_run_at=sooner)
        return False
    with transaction.atomic():
        # Of several workers exactly one moves the time on, and with it enqueues the job.
        won = ScheduledRun.objects.filter(pk=row.pk, next_run_at=row.next_run_at).update(
            next_run_at=next_time(work, now)
        )
        if won:
            stamp = row.next_run_at.isoformat()
            messages.enqueue(JOB, {"plugin": plugin, "key": work.key}, key=f"scheduled:{plugin}:{work.key}:{stamp}")
    return bool(won)


def first_time(work: Scheduled, now: dt.datetime) -> dt.datetime:
    """When new work runs first: at once, or at its time of day."""
    return now if work.every is not None else next_time(work, now)


def next_time(work: Scheduled, now: dt.datetime) -> dt.datetime:
    """When it runs next after `now`; missed rounds are not made up for."""
    if work.every is not None:
        return now + work.every
    local = clock.local(now)
    at = dt.datetime.combine(local.date(), work.daily_at or dt.time(), tzinfo=clock.COUNTY_ZONE)
    return at if at > local else at + dt.timedelta(days=1)


def run(payload: dict[str, Any]) -> None:
    """Do one piece of work: ``{"plugin": name, "key": key}``. A failure is remembered; the next round tries again."""
    plugin = get_manager().plugins().get(payload["plugin"])
    work = next((item for item in plugin.scheduled if item.key == payload["key"]), None) if plugin else None
    if plugin is None or work is None or not state.plugin_enabled(plugin.name):
        return
    runs = ScheduledRun.objects.filter(plugin=plugin.name, key=work.key)
    context = ScheduledContext(
        on=clock.today(),
        counts=counts(scheme.key for scheme in plugin.schemes),
        settings=state.settings_of(plugin.name),
        last_run=runs.values_list("last_run_at", flat=True).first(),
    )
    try:
        found = answers.notices(plugin, work.key, context)
    except CallFailed as failure:
        runs.update(last_run_at=clock.now(), last_error=failure.fault.error[:500])
        extension_actions.note_failure(plugin=plugin.name, error=f"scheduled {work.key}: {failure.fault.error}")
        return
    with transaction.atomic():
        _keep(plugin, work.key, found)
        runs.update(last_run_at=clock.now(), last_error="")
    extension_actions.note_success(plugin=plugin.name)


def _keep(plugin: LoadedPlugin, work: str, found: tuple[Notice, ...]) -> None:
    """The notices that hold now, no others; one that held before keeps the time since when."""
    earlier = PluginNotice.objects.filter(plugin=plugin.name, work=work)
    earlier.exclude(key__in=[notice.key for notice in found]).delete()
    for notice in found:
        values = {
            "text": notice.text, "data": words.stored(notice.data), "roles": list(notice.roles), "until": notice.until,
        }  # fmt: skip
        PluginNotice.objects.update_or_create(plugin=plugin.name, work=work, key=notice.key, defaults=values)


def notices_today() -> list[PluginNotice]:
    """Notices of enabled plugins that hold today."""
    lasting = PluginNotice.objects.filter(Q(until__isnull=True) | Q(until__gte=clock.today()))
    return [notice for notice in lasting if state.plugin_enabled(notice.plugin)]
