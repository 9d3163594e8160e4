"""The next job fair: its day and place are set by the administrator and stand in the letters of the bureau."""

from __future__ import annotations

from plugins.api import LetterContext, LetterNote, Setting

SETTINGS = (
    Setting(
        "next_job_fair",
        "Day of the next job fair",
        "date",
        help="Stands in letters until it is over; left empty, letters do not mention it.",
    ),
    Setting("job_fair_place", "Place of the next job fair"),
)


def of_letter(context: LetterContext) -> list[LetterNote]:
    """The next job fair, whether the family was granted help or not."""
    day, place = context.settings.get("next_job_fair"), context.settings.get("job_fair_place")
    if day is None or day < context.on:
        return []
    if place:
        return [LetterNote("The next job fair is on %(day)s: %(place)s.", {"day": day, "place": place})]
    return [LetterNote("The next job fair is on %(day)s.", {"day": day})]
