"""Everything `portal load_demo` does, in order; every part can be run again and then changes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from portal.accounts.actions.load_locality import load_locality
from portal.accounts.actions.sync_roles import sync_roles
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.common import clock
from portal.content.demo import load as load_content
from portal.demo import staff, stories
from portal.messages import outbox
from portal.messages.models import OutboxItem
from search import sources

_MORNING = dt.time(8, 30)
# A job that fails is tried again later, by the worker; the loading does not wait for it.
_MAX_JOBS = 2000


@dataclass(frozen=True)
class Loaded:
    """What this run changed: nothing at all if the demo was there already."""

    offices: int
    users: int
    families: list[stories.Story] = field(default_factory=list)
    mismatches: list[str] = field(default_factory=list)
    documents: int = 0


def load() -> Loaded:
    """Offices, staff, families with their histories, pages, search index. Raises `stories.StoryError`."""
    actor = Actor.system("load_demo")
    today = clock.today()
    beginning = dt.datetime.combine(stories.first_day(today), _MORNING, tzinfo=clock.COUNTY_ZONE)
    with clock.travel(beginning):
        offices = load_locality(actor=actor)
        users = staff.hire(actor)
        sync_roles(actor=actor)
    families = stories.tell(today, run_jobs_until)
    load_content(actor=actor, editor=User.objects.filter(username=staff.EDITOR).first())
    run_jobs_until(clock.now())
    return Loaded(
        offices=offices,
        users=users,
        families=families,
        mismatches=stories.mismatches(families),
        documents=sources.rebuild(),
    )


def run_jobs_until(until: dt.datetime) -> None:
    """Do what the portal owes up to an instant (letters, messages, notices taken down), each at its own time."""
    owner = outbox.worker_name()
    for _attempt in range(_MAX_JOBS):
        waiting = OutboxItem.objects.filter(state=OutboxItem.State.WAITING, next_attempt_at__lte=until)
        item = waiting.order_by("next_attempt_at").first()
        if item is None:
            return
        with clock.travel(max(item.next_attempt_at, item.lease_until or item.next_attempt_at)):
            if not outbox.claim(item, owner):
                return  # a worker that is running has it
            outbox.run(item, owner)
