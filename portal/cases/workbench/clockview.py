"""How much time is left, as a number, words and a row of small bars."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.cases import clocks
from portal.cases.models import Claim, Clock
from portal.common import clock

MOST_BARS = 15
SOON = 3


@dataclass(frozen=True)
class ClockView:
    """``left`` in working days, negative when overdue, None when nothing runs; ``bars`` True where a day is used."""

    left: int | None = None
    due_on: date | None = None
    provisional: bool = False
    paused: bool = False
    contested: bool = False
    used: int = 0
    limit: int = 0
    bars: tuple[bool, ...] = ()

    @property
    def tone(self) -> str:
        """Class name: over, soon, fine, or none."""
        if self.left is None:
            return "none"
        if self.left < 0:
            return "over"
        return "soon" if self.left <= SOON else "fine"

    @property
    def words(self) -> str:
        """The whole meaning; colour never speaks alone."""
        if self.left is None and self.contested:
            return _("The days are not counted: an objection is being looked into")
        if self.left is None:
            return (
                _("The days are not counted: the family has been asked for more")
                if self.paused
                else _("No time limit is running")
            )
        if self.left < 0:
            return ngettext("%(days)d working day overdue", "%(days)d working days overdue", -self.left) % {
                "days": -self.left
            }
        if self.left == 0:
            return _("Due today")
        return ngettext("%(days)d working day left", "%(days)d working days left", self.left) % {"days": self.left}

    @property
    def unit(self) -> str:
        """What stands beside the number of days left; where there is no number, the whole meaning."""
        if self.left is None:
            return ""
        if self.left < 0:
            return self.words
        return _("working days left") if self.left else _("due today")

    @property
    def used_words(self) -> str:
        """How the bars are read aloud."""
        if not self.limit:
            return ""
        return _("%(used)d of %(limit)d working days used") % {"used": self.used, "limit": self.limit}


def of_clock(running: Clock, today: date) -> ClockView:
    """The view of one running clock."""
    used = clocks.used_days(running, today)
    count = min(running.limit, MOST_BARS)
    filled = min(count, round(used * count / running.limit)) if running.limit else 0
    paused = running.paused_on is not None
    return ClockView(
        left=None if paused else clocks.days_left(running.due_on, today),
        due_on=None if paused else running.due_on,
        provisional=running.provisional,
        paused=paused,
        used=used,
        limit=running.limit,
        bars=tuple(number < filled for number in range(count)),
    )


def of_inquiry(claim: Claim, today: date) -> ClockView:
    """While an objection is looked into the inquiry's own days count, if the county sets it a limit."""
    if claim.due_on is None:
        return ClockView(paused=True, contested=True)
    left = clocks.days_left(claim.due_on, today)
    return ClockView(left=left, due_on=claim.due_on, provisional=claim.provisional, contested=True)


def of_claim(claim: Claim) -> ClockView:
    """The clock that runs out first; the claim's ``clocks`` should be prefetched."""
    if claim.contested:
        return of_inquiry(claim, clock.today())
    running = [row for row in claim.clocks.all() if row.stopped_on is None]
    if not running:
        return ClockView()
    return of_clock(min(running, key=lambda row: (row.due_on, row.step == Clock.TOTAL)), clock.today())


def of_claims(claims: list[Claim]) -> ClockView:
    """The most urgent clock of several claims."""
    views = [view for view in map(of_claim, claims) if view.due_on is not None or view.paused]
    return min(views, key=lambda view: view.due_on or date.max) if views else ClockView()
