"""What the civil affairs officers see on their home page.

Grants are looked at again at least once a year (最低生活保障审核确认办法, 第三十三条): those that began in this month
of an earlier year are due now.
"""

from __future__ import annotations

from plugins.api import OFFICERS, Figure, Panel, PanelContext

REVIEWED = ("minimum-living-allowance", "single-person-allowance", "destitute-support")


def grants(context: PanelContext) -> list[Figure]:
    """Grants running, due for their yearly review, and claims that wait for an officer."""
    counts = [context.counts[key] for key in REVIEWED if key in context.counts]
    this_month = f"{context.on:%Y-%m}"
    due = sum(
        number
        for scheme in counts
        for month, number in scheme.running_since.items()
        if month[-2:] == this_month[-2:] and month < this_month
    )
    return [
        Figure(sum(scheme.running for scheme in counts), "families with an allowance or destitute support"),
        Figure(due, "of them due for the yearly review this month"),
        Figure(sum(scheme.needs_officer for scheme in context.counts.values()), "claims waiting for an officer's look"),
    ]


GRANTS = Panel("grants", "Civil affairs grants", (*OFFICERS, "supervisor", "data_steward"), grants)
