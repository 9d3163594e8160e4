"""A reminder before each school term: aid is granted per term, and pupils move on to other schools."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from plugins.api import Notice, Scheduled, ScheduledContext, Setting

AID = "education-aid"
# First days of the spring and autumn term as schools usually have them.
USUAL_TERMS = ((3, 1), (9, 1))
DAYS_BEFORE = Decimal(14)


def term_begins(context: ScheduledContext) -> list[Notice]:
    """One notice in the days before a term, with the number of families whose aid is running."""
    begins = context.settings.get("next_term") or _usual(context.on)
    days = int(context.settings.get("days_before") or DAYS_BEFORE)
    if not begins - timedelta(days=days) <= context.on <= begins:
        return []
    data = {"day": begins, "families": context.counts[AID].running}
    text = (
        "The new school term begins on %(day)s. %(families)s families have education aid at present: ask the schools "
        "who has moved on, and tell families to apply for the new term."
    )
    return [Notice("term-begins", text, ("agency_officer", "agency_approver"), data, until=begins)]


def _usual(today: date) -> date:
    """The next usual first day of a term, today included."""
    days = [date(year, month, day) for year in (today.year, today.year + 1) for month, day in USUAL_TERMS]
    return next(day for day in days if day >= today)


TERM_BEGINS = Scheduled("term-begins", term_begins, daily_at=time(7))
SETTINGS = (
    Setting(
        "next_term",
        "First day of the next school term",
        "date",
        help="Left empty, 1 March and 1 September count.",
    ),
    Setting(
        "days_before",
        "Days of notice before the term",
        "number",
        default=DAYS_BEFORE,
        help="So many days before the term officers are reminded on their home page.",
    ),
)
