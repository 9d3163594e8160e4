"""What an officer sees of a claim that the agency works on in a system of its own (R5.6)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.cases.models import Claim, Handoff

State = Handoff.State


@dataclass(frozen=True)
class SystemView:
    """Where the claim stands with the agency's system; ``tone`` is waiting, fine or bad, ``words`` say it."""

    name: str
    tone: str
    words: str
    number: str
    since: datetime
    failures: str
    decided: str = ""


def of_claim(claim: Claim, *, sees_family: bool) -> SystemView | None:
    """The latest stay with a system, or None if there was none."""
    handoff = claim.handoffs.order_by("-handed_over_at", "-pk").first()
    if handoff is None:
        return None
    words = {
        State.WAITING: _("Handed over; the system has not acknowledged it yet."),
        State.ACKNOWLEDGED: _("The agency works on it in its own system."),
        State.RETURNED: _("The system fell silent. The office decides here; the system may still come back for it."),
        State.TAKEN_OVER: _("An officer has taken it over; the system can no longer decide."),
        State.TRANSFERRED: _("Transferred to another office."),
        State.ENDED: _("The claim is decided or withdrawn."),
    }
    tones = {State.WAITING: "waiting", State.ACKNOWLEDGED: "fine", State.RETURNED: "bad"}
    failures = ngettext(
        "The last attempt to send it news failed.",
        "The last %(count)d attempts to send it news failed.",
        handoff.failures,
    ) % {"count": handoff.failures}
    made = claim.decisions.exclude(made_by="").order_by("-decided_at").first() if sees_family else None
    return SystemView(
        name=handoff.system_name,
        tone=tones.get(State(handoff.state), "waiting"),
        words=words[State(handoff.state)],
        number=handoff.agency_number,
        since=handoff.acknowledged_at or handoff.handed_over_at,
        failures=failures if handoff.failures else "",
        decided=made.made_by if made else "",
    )
