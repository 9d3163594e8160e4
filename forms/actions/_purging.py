"""When drafts are cleared away: a job for the night after each day on which one may expire, one per day however many
drafts.
"""

from datetime import datetime, timedelta

from portal import messages
from portal.common import clock


def purge_after(*instants: datetime) -> None:
    """Have the worker purge in the night after each of these instants; call inside a transaction."""
    for day in {clock.local(instant).date() for instant in instants}:
        messages.enqueue(
            "forms.purge_drafts",
            {},
            key=f"forms.purge_drafts:{day}",
            not_before=clock.start_of(day + timedelta(days=1)),
        )
