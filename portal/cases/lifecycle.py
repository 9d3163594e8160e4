"""The life of a claim as one table: from which state, by which verb, to which, by whom, and what the clocks do.

Read it top to bottom; it is the whole truth. Verbs ask :func:`transition` for their row and then write with a
conditional UPDATE on state and version (``actions/_steps.py``). Sources: R3 (verification), R5.1, R5.4, R8.1.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.accounts.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator


class State(models.TextChoices):
    """Where a claim stands."""

    SUBMITTED = "submitted", pgettext_lazy("state of a claim", "Submitted")
    VERIFYING = "verifying", pgettext_lazy("state of a claim", "Being verified")
    VERIFIED = "verified", pgettext_lazy("state of a claim", "Verified")
    PROPOSED = "proposed", pgettext_lazy("state of a claim", "Proposed")
    PUBLICITY = "publicity", pgettext_lazy("state of a claim", "On public notice")
    PUBLICITY_DONE = "publicity_done", pgettext_lazy("state of a claim", "Public notice over")
    APPROVED = "approved", pgettext_lazy("state of a claim", "Approved")
    REFUSED = "refused", pgettext_lazy("state of a claim", "Not approved")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a claim", "Withdrawn")


class Verb(models.TextChoices):
    """What can be done with a claim; one module of ``actions/`` each."""

    START_VERIFICATION = "start_verification", pgettext_lazy("what an officer does", "Start verification")
    RECORD_VERIFICATION = "record_verification", pgettext_lazy("what an officer does", "Record a check")
    ISSUE_REPORT = "issue_report", pgettext_lazy("what an officer does", "Issue the verification report")
    PROPOSE = "propose", pgettext_lazy("what an officer does", "Assess and propose")
    PROPOSE_BY_HAND = "propose_by_hand", pgettext_lazy("what an officer does", "Propose by hand")
    CONFIRM = "confirm", pgettext_lazy("what an officer does", "Confirm or change the proposal")
    FINISH_PUBLICITY = "finish_publicity", pgettext_lazy("what an officer does", "End the public notice")
    OBJECT_TO = "object_to", pgettext_lazy("what an officer does", "Record an objection")
    CLOSE_OBJECTION = "close_objection", pgettext_lazy("what an officer does", "Close the inquiry into an objection")
    DECIDE_FINAL = "decide_final", pgettext_lazy("what an officer does", "Decide")
    WITHDRAW = "withdraw", pgettext_lazy("what an officer does", "Withdraw")
    HAND_OVER = "hand_over", pgettext_lazy("what an officer does", "Hand over to the agency's system")
    ACKNOWLEDGE = "acknowledge", pgettext_lazy("what an officer does", "Acknowledge")
    ASK_MORE = "ask_more", pgettext_lazy("what an officer does", "Ask for more")
    RECEIVE_MORE = "receive_more", pgettext_lazy("what an officer does", "Note what the family brought")
    TRANSFER = "transfer", pgettext_lazy("what an officer does", "Transfer to another office")
    TAKE_OVER = "take_over", pgettext_lazy("what an officer does", "Take over from the agency's system")
    DECIDE_REMOTELY = "decide_remotely", pgettext_lazy("what an officer does", "Decide in the agency's system")


@dataclass(frozen=True)
class Transition:
    """One row. ``roles`` are staff roles; ``system``, ``applicant``, ``visitor`` (anyone, through the website) and
    ``agency`` (the agency's own computer system) allow those actors too.

    ``enters`` is the step of the process whose clock starts, if the locality's process has it as the next one;
    ``ends`` stops every clock. ``where`` says whose subtree counts: the township that verifies or the office
    that decides.
    """

    source: State
    verb: Verb
    to: State
    roles: frozenset[Role] = frozenset()
    system: bool = False
    applicant: bool = False
    visitor: bool = False
    agency: bool = False
    enters: str = ""
    ends: bool = False
    where: str = "deciding"


VERIFIERS = frozenset({Role.VERIFIER, Role.WINDOW_CLERK, Role.HANDLING_OFFICER})
CHECKERS = frozenset({Role.VERIFIER, Role.HANDLING_OFFICER})
HANDLERS = frozenset({Role.HANDLING_OFFICER, Role.AGENCY_OFFICER})
# An ownership dispute is for the lead agency to settle (R5.2).
ASSIGNERS = HANDLERS | {Role.LEAD_ADJUDICATOR}
APPROVERS = frozenset({Role.APPROVER, Role.AGENCY_APPROVER})
WINDOW = frozenset({Role.WINDOW_CLERK, Role.VILLAGE_AGENT})

S, V, T = State, Verb, Transition

TABLE: tuple[Transition, ...] = (
    T(S.SUBMITTED, V.START_VERIFICATION, S.VERIFYING, VERIFIERS, where="verifying"),
    T(S.VERIFYING, V.RECORD_VERIFICATION, S.VERIFYING, CHECKERS, where="verifying"),
    T(S.VERIFYING, V.ISSUE_REPORT, S.VERIFIED, CHECKERS, where="verifying", enters="decide"),
    # What the rules found open is settled by one more check; the next assessment sees it.
    T(S.VERIFIED, V.RECORD_VERIFICATION, S.VERIFIED, CHECKERS, where="verifying"),
    # The rules speak. A fault or an unknown keeps the claim at `verified` with `needs_officer` set.
    T(S.VERIFIED, V.PROPOSE, S.PROPOSED, HANDLERS, system=True),
    T(S.VERIFIED, V.PROPOSE, S.VERIFIED, HANDLERS, system=True),
    T(S.PROPOSED, V.PROPOSE, S.PROPOSED, HANDLERS, system=True),
    T(S.PROPOSED, V.PROPOSE, S.VERIFIED, HANDLERS, system=True),
    T(S.VERIFIED, V.PROPOSE_BY_HAND, S.PROPOSED, HANDLERS),
    T(S.PROPOSED, V.PROPOSE_BY_HAND, S.PROPOSED, HANDLERS),
    # Approvals go to the village board first where the process has that step; everything else is final at once.
    T(S.PROPOSED, V.CONFIRM, S.PUBLICITY, APPROVERS, enters="publicity"),
    T(S.PROPOSED, V.CONFIRM, S.APPROVED, APPROVERS, ends=True),
    T(S.PROPOSED, V.CONFIRM, S.REFUSED, APPROVERS, ends=True),
    # Anyone may object while the notice runs; the township looks into it, and until then no day counts (R8.2).
    T(S.PUBLICITY, V.OBJECT_TO, S.PUBLICITY, VERIFIERS | WINDOW, visitor=True, where="verifying"),
    T(S.PUBLICITY, V.CLOSE_OBJECTION, S.PUBLICITY, CHECKERS, where="verifying"),
    T(S.PUBLICITY, V.FINISH_PUBLICITY, S.PUBLICITY_DONE, system=True, enters="decide"),
    T(S.PUBLICITY_DONE, V.DECIDE_FINAL, S.APPROVED, APPROVERS, ends=True),
    T(S.PUBLICITY_DONE, V.DECIDE_FINAL, S.REFUSED, APPROVERS, ends=True),
    *(
        T(source, V.WITHDRAW, S.WITHDRAWN, WINDOW, applicant=True, ends=True, where="verifying")
        for source in (S.SUBMITTED, S.VERIFYING, S.VERIFIED, S.PROPOSED, S.PUBLICITY, S.PUBLICITY_DONE)
    ),
    # Agencies with a system of their own (R5.6). Handed over, a claim waits there; whoever falls silent loses it to the
    # officers, so that no claim is stranded. Asking (R2.8) and transferring (R5.2) are the officers' own verbs as well.
    *(T(source, V.HAND_OVER, source, system=True) for source in (S.VERIFIED, S.PROPOSED)),
    *(T(source, V.ACKNOWLEDGE, source, agency=True) for source in (S.VERIFIED, S.PROPOSED, S.PUBLICITY_DONE)),
    *(T(source, V.ASK_MORE, S.VERIFIED, HANDLERS, agency=True) for source in (S.VERIFIED, S.PROPOSED)),
    T(S.VERIFIED, V.RECEIVE_MORE, S.VERIFIED, VERIFIERS, where="verifying"),
    *(T(source, V.TRANSFER, S.VERIFIED, ASSIGNERS, agency=True) for source in (S.VERIFIED, S.PROPOSED)),
    *(
        T(source, V.TAKE_OVER, source, HANDLERS | APPROVERS, system=True)
        for source in (S.VERIFIED, S.PROPOSED, S.PUBLICITY_DONE)
    ),
    # A system that is closed while the notice hangs does not come back to decide when it is over.
    T(S.PUBLICITY, V.TAKE_OVER, S.PUBLICITY, system=True),
    # What the agency decides becomes the proposal, goes on notice where the process has that step, and is final after.
    *(T(source, V.DECIDE_REMOTELY, S.PROPOSED, agency=True) for source in (S.VERIFIED, S.PROPOSED)),
    T(S.PROPOSED, V.DECIDE_REMOTELY, S.PUBLICITY, agency=True, enters="publicity"),
    T(S.PROPOSED, V.DECIDE_REMOTELY, S.APPROVED, agency=True, ends=True),
    T(S.PROPOSED, V.DECIDE_REMOTELY, S.REFUSED, agency=True, ends=True),
    T(S.PUBLICITY_DONE, V.DECIDE_REMOTELY, S.APPROVED, agency=True, ends=True),
    T(S.PUBLICITY_DONE, V.DECIDE_REMOTELY, S.REFUSED, agency=True, ends=True),
)

# Possible for long, and no work that waits for anybody: no queue holds a claim because of them.
BESIDES = frozenset({V.WITHDRAW, V.TAKE_OVER, V.RECEIVE_MORE, V.ASK_MORE, V.TRANSFER, V.OBJECT_TO})
OPEN_STATES = frozenset(row.source for row in TABLE)
FINAL_STATES = frozenset(State) - OPEN_STATES


def rows(state: str, verb: Verb | None = None) -> "Iterator[Transition]":
    """The rows that leave a state, optionally by one verb."""
    return (row for row in TABLE if row.source == state and verb in (None, row.verb))


def transition(state: str, verb: Verb, to: State | None = None) -> Transition:
    """The row for a verb.

    Args:
        to: the target, for verbs that lead to several states.

    Raises:
        portal.cases.errors.WrongState: when the verb is not possible in this state.
    """
    from portal.cases.errors import WrongState

    for row in rows(state, verb):
        if to in (None, row.to):
            return row
    raise WrongState(state=state, verb=verb)


def sources(verb: Verb) -> frozenset[State]:
    """The states a verb can start from."""
    return frozenset(row.source for row in TABLE if row.verb == verb)
