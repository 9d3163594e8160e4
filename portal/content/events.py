"""Life events (人生大事): the eight ways into the help the county offers, one large character each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class LifeEvent:
    """What happened to a family. `key` is the word schemes use in their `events`; `sign` is the character shown."""

    key: str
    sign: str
    label: Promise
    hint: Promise
    urgent: bool = False


EVENTS: tuple[LifeEvent, ...] = (
    LifeEvent("ill", "病", _("Someone is ill"), _("Hospital, long illness, costly medicine")),
    LifeEvent(
        "school", "学", _("School is hard to afford"), _("Fees, living costs, starting school with papers missing")
    ),
    LifeEvent("housing", "住", _("Trouble with the home"), _("A leaking or unsafe house, rent out of reach")),
    LifeEvent("work", "业", _("Out of work"), _("Job lost, nobody at home employed, wanting to learn a trade")),
    LifeEvent("disability", "残", _("Caring for a disabled person"), _("Care, rehabilitation, aids")),
    LifeEvent("old", "老", _("An old person without care"), _("Great age, frailty, living alone")),
    LifeEvent("poor", "贫", _("Income is not enough to live on"), _("The family cannot make ends meet")),
    LifeEvent(
        "emergency",
        "急",
        _("Something happened suddenly"),
        _("Fire, accident, someone missing: help first, within 24 hours"),
        urgent=True,
    ),
)
EVENT_KEYS = frozenset(event.key for event in EVENTS)
EVENT_CHOICES = [(event.key, event.label) for event in EVENTS]


def event(key: str) -> LifeEvent | None:
    """The life event of that key, or None."""
    return next((item for item in EVENTS if item.key == key), None)
