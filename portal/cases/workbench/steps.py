"""The next step of a claim for one person: what the button says and where it leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.cases import authority
from portal.cases.actions._steps import RECEIVING
from portal.cases.lifecycle import State, Verb
from portal.cases.models import Claim

# In the order of work; the first that may be done is the one to offer.
ORDER: dict[str, tuple[Verb, ...]] = {
    State.SUBMITTED: (Verb.START_VERIFICATION,),
    State.VERIFYING: (Verb.RECORD_VERIFICATION, Verb.ISSUE_REPORT),
    State.VERIFIED: (Verb.PROPOSE, Verb.RECORD_VERIFICATION),
    State.PROPOSED: (Verb.CONFIRM, Verb.PROPOSE, Verb.PROPOSE_BY_HAND),
    State.PUBLICITY_DONE: (Verb.DECIDE_FINAL,),
}
# What helps where the rules were tried and could not propose.
AFTER_TROUBLE: dict[Claim.Trouble, tuple[Verb, ...]] = {
    Claim.Trouble.UNKNOWN: (Verb.RECORD_VERIFICATION, Verb.PROPOSE, Verb.PROPOSE_BY_HAND),
    Claim.Trouble.AMOUNT: (Verb.PROPOSE_BY_HAND, Verb.RECORD_VERIFICATION, Verb.PROPOSE),
    Claim.Trouble.FAULT: (Verb.PROPOSE, Verb.PROPOSE_BY_HAND),
    Claim.Trouble.WAITING: (Verb.PROPOSE, Verb.PROPOSE_BY_HAND),
    Claim.Trouble.SILENT_SYSTEM: (Verb.PROPOSE, Verb.PROPOSE_BY_HAND, Verb.RECORD_VERIFICATION),
}
LABELS: dict[str, str | Promise] = {
    Verb.START_VERIFICATION: _("Start verification"),
    Verb.RECORD_VERIFICATION: _("Record a check"),
    Verb.ISSUE_REPORT: _("Issue the report"),
    Verb.PROPOSE: _("Assess by the rules"),
    Verb.PROPOSE_BY_HAND: _("Propose by hand"),
    Verb.CONFIRM: _("Approve or change"),
    Verb.DECIDE_FINAL: _("Make the final decision"),
    Verb.WITHDRAW: _("Withdraw"),
    Verb.TAKE_OVER: _("Decide in the portal"),
    Verb.RECEIVE_MORE: _("The family brought it"),
    Verb.OBJECT_TO: _("Record an objection"),
    Verb.CLOSE_OBJECTION: _("Look into the objection"),
    Verb.ASK_MORE: _("Ask the family for what is missing"),
    Verb.TRANSFER: _("Transfer to another office"),
}
AGAIN = _("Assess again")
OTHERWISE = _("Change what is asked for")
WAITS: dict[str, str | Promise] = {
    State.SUBMITTED: _("Waits for verification to start"),
    State.VERIFYING: _("Waits for the verification report"),
    State.VERIFIED: _("Waits for the handling officer"),
    State.PROPOSED: _("Waits for the approver"),
    State.PUBLICITY: _("Waits for the end of the public notice"),
    State.PUBLICITY_DONE: _("Waits for the final decision"),
}
# Verbs that act on the whole application: verification is shared by every scheme (R3.6).
SHARED = frozenset({Verb.START_VERIFICATION, Verb.RECORD_VERIFICATION, Verb.ISSUE_REPORT})
# Possible beside the work, in every state of the lifecycle table that has them.
ASIDE = (Verb.ASK_MORE, Verb.TRANSFER)
# Verbs that have a page of their own; the others are one button.
PAGES = {
    Verb.RECORD_VERIFICATION: "workbench:verification",
    Verb.PROPOSE_BY_HAND: "workbench:by_hand",
    Verb.CONFIRM: "workbench:decide",
    Verb.DECIDE_FINAL: "workbench:decide",
    Verb.WITHDRAW: "workbench:withdraw",
    Verb.TAKE_OVER: "workbench:take_over",
    Verb.RECEIVE_MORE: "workbench:receive_more",
    Verb.OBJECT_TO: "workbench:record_objection",
    Verb.CLOSE_OBJECTION: "workbench:inquiry",
    Verb.ASK_MORE: "workbench:ask_more",
    Verb.TRANSFER: "workbench:transfer",
}
BUTTONS = {
    Verb.START_VERIFICATION: "workbench:start",
    Verb.ISSUE_REPORT: "workbench:issue_report",
    Verb.PROPOSE: "workbench:propose",
}


@dataclass(frozen=True)
class Step:
    """A button: ``post`` when it acts at once, else a link to the page where it is done; ``leads`` where it is what
    the claim needs now, and not only possible."""

    verb: Verb
    label: str
    url: str
    post: bool
    claim: Claim
    version: int = 0
    leads: bool = True

    @property
    def shared(self) -> bool:
        """Whether it acts on the whole application."""
        return self.verb in SHARED

    @property
    def title(self) -> str:
        """The label, with the scheme where it concerns only one."""
        return (
            self.label
            if self.shared
            else gettext("%(action)s: %(scheme)s") % {"action": self.label, "scheme": self.claim.name}
        )


def make(claim: Claim, verb: Verb) -> Step:
    """The step for a verb on a claim."""
    name = PAGES.get(verb) or BUTTONS[verb]
    arguments = [claim.application_id] if verb in SHARED else [claim.application_id, claim.pk]
    again = verb == Verb.PROPOSE and (claim.state == State.PROPOSED or claim.needs_officer)
    label = AGAIN if again else LABELS[verb]
    if verb == Verb.ASK_MORE and claim.trouble == Claim.Trouble.MORE_NEEDED:
        label = OTHERWISE
    return Step(
        verb=verb,
        label=str(label),
        url=reverse(name, args=arguments),
        post=verb in BUTTONS,
        claim=claim,
        version=claim.version,
        leads=leads(claim, verb),
    )


def leads(claim: Claim, verb: Verb) -> bool:
    """Whether a step is what the claim needs now. While the family has been asked for something, only what brings it
    is; whoever likes may still go on without."""
    if claim.trouble == Claim.Trouble.MORE_NEEDED:
        return verb in RECEIVING
    return verb not in ASIDE


@dataclass(frozen=True)
class Progress:
    """When the family was last checked and when the rules last looked at the claim; None for never."""

    checked: datetime | None = None
    assessed: datetime | None = None


def possible(user: Any, claim: Claim, progress: Progress) -> list[Step]:
    """Every step this person may take with the claim now, the next one first."""
    return [make(claim, verb) for verb in in_order(claim, progress) if authority.may(user, verb, claim)]


def in_order(claim: Claim, progress: Progress) -> tuple[Verb, ...]:
    """The verbs of the claim's state, the next one first, and what is possible besides at the end."""
    return (*_work(claim, progress), *(() if claim.with_system else ASIDE))


def _work(claim: Claim, progress: Progress) -> tuple[Verb, ...]:
    if claim.contested:
        return (Verb.CLOSE_OBJECTION,)
    if claim.trouble == Claim.Trouble.MORE_NEEDED:
        asked = (Verb.RECEIVE_MORE, Verb.RECORD_VERIFICATION)
        return (*asked, Verb.TAKE_OVER) if claim.with_system else (*asked, Verb.PROPOSE)
    if claim.with_system:
        return (Verb.TAKE_OVER,)
    if claim.state == State.VERIFYING:
        # Once something is recorded, the report is next; until then there is nothing to report.
        return (Verb.ISSUE_REPORT, Verb.RECORD_VERIFICATION) if progress.checked else (Verb.RECORD_VERIFICATION,)
    if claim.state == State.VERIFIED and claim.needs_officer and claim.trouble in AFTER_TROUBLE:
        if progress.checked and progress.assessed and progress.checked > progress.assessed:
            # The check that was asked for is there: let the rules look again.
            return Verb.PROPOSE, Verb.RECORD_VERIFICATION, Verb.PROPOSE_BY_HAND
        return AFTER_TROUBLE[Claim.Trouble(claim.trouble)]
    return ORDER.get(claim.state, ())


def waits_for(claims: Iterable[Claim]) -> str:
    """Whose turn it is, where it is not the reader's: the words of the most urgent open claim."""
    for claim in claims:
        if claim.contested:
            return gettext("Waits for the inquiry into an objection")
        if claim.trouble == Claim.Trouble.MORE_NEEDED:
            return gettext("Waits for what the family has to bring")
        if claim.with_system and claim.state != State.PUBLICITY:
            return gettext("Waits for the agency's own system")
        if claim.state in WAITS:
            return str(WAITS[claim.state])
    return ""
