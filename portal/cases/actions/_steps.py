"""What every verb does: find its row, check the actor, move by conditional UPDATE, leave a line of history."""

from typing import TYPE_CHECKING, Any

from django.db.models import F

from portal.cases import authority, clocks, lifecycle, signals
from portal.cases.errors import ConcurrentChange, WrongState
from portal.cases.lifecycle import State, Transition, Verb
from portal.cases.models import Application, Claim, ClaimEvent, Referral
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor
    from portal.accounts.models import Office


# Everything else that is done with a claim ends the waiting for what its family was asked for.
STILL_ASKING = frozenset({Verb.ASK_MORE, Verb.ACKNOWLEDGE, Verb.HAND_OVER, Verb.TAKE_OVER})
# These bring what was asked for; with the others somebody goes on without it.
RECEIVING = frozenset({Verb.RECEIVE_MORE, Verb.RECORD_VERIFICATION})


def prepare(
    actor: "Actor", claim: Claim, verb: Verb, to: State | None = None, version: int | None = None
) -> Transition:
    """The row of the lifecycle table this actor may use now.

    Args:
        version: the version of the claim the officer saw on the page, if it came from a page.

    Raises:
        WrongState, NotAllowed, OwnWork, RelatedParty: see :mod:`portal.cases.errors`.
        ConcurrentChange: when the page showed an older version.
    """
    if version is not None and version != claim.version:
        raise ConcurrentChange
    row = lifecycle.transition(claim.state, verb, to)
    authority.check(actor, claim, row)
    return row


def move(claim: Claim, row: Transition, **fields: Any) -> None:
    """Write the new state where the claim still is as it was read, with its clocks; call inside a transaction.

    Raises:
        ConcurrentChange: when another officer was faster (fault 5).
    """
    settled = claim.trouble == Claim.Trouble.MORE_NEEDED and row.verb not in STILL_ASKING
    if settled or row.ends:
        fields = {"trouble": "", **fields}
    if row.ends:
        fields = {"contested": False, **fields}
    changed = Claim.objects.filter(pk=claim.pk, state=row.source, version=claim.version).update(
        state=row.to, version=F("version") + 1, updated_at=clock.now(), **fields
    )
    if not changed:
        raise ConcurrentChange
    claim.state, claim.version = row.to, claim.version + 1
    for name, value in fields.items():
        setattr(claim, name, value)
    if settled:
        _settle_request(claim, row.verb in RECEIVING)
    _clocks(claim, row)
    if row.ends:
        Referral.objects.filter(opened=claim, state=Referral.State.ACCEPTED).update(state=Referral.State.DONE)


def move_back(claim: Claim, row: Transition, **fields: Any) -> None:
    """The same for verbs after which nothing is proposed any more and nobody's help is waited for but what ``fields``
    say.

    Raises:
        ConcurrentChange: see above.
    """
    move(claim, row, needs_officer=False, proposed_outcome="", proposed_amount=None, proposed_per="", **fields)
    claim.proposal_reason = claim.trouble_detail = ""
    claim.save(update_fields=["proposal_reason", "trouble_detail"])


def hold(claim: Claim) -> None:
    """Lock the claim before what hangs on it is written, as :func:`move` does: one order for all verbs, so that two
    never wait for each other; call inside a transaction.

    Raises:
        ConcurrentChange: when another officer was faster (fault 5).
    """
    unchanged = Claim.objects.select_for_update().filter(pk=claim.pk, version=claim.version)
    if not unchanged.values_list("pk").first():
        raise ConcurrentChange


def hold_as_it_is(claim: Claim) -> None:
    """Lock the claim and read it anew: for verbs that do not judge by what their caller saw of it, such as an
    objection, of which none is turned away because another one came at the same moment; call inside a transaction."""
    claim.refresh_from_db(from_queryset=Claim.objects.select_for_update())


def _settle_request(claim: Claim, received: bool) -> None:
    """What the family was asked for is there, or somebody goes on without it: the days count again."""
    claim.information_requests.filter(answered_at__isnull=True).update(answered_at=clock.now())
    set_due(claim, clocks.resume(claim, clock.today()))
    if received:
        signals.information_received.send(sender=Claim, claim=claim)


def _clocks(claim: Claim, row: Transition) -> None:
    today = clock.today()
    if row.ends:
        clocks.stop(claim, today)
        set_due(claim, None)
    elif row.enters:
        # Deciding counts from the last day of the notice, however late the portal itself takes it down.
        began = claim.clocks.filter(step="publicity").values_list("due_on", flat=True).first()
        set_due(claim, clocks.enter(claim, row.enters, min(began or today, today)))


def set_due(claim: Claim, due: clocks.Due | None) -> None:
    """Copy the due date to the claim, where the queue sorts by it."""
    claim.due_on, claim.provisional = (due.date, due.provisional) if due else (None, False)
    Claim.objects.filter(pk=claim.pk).update(due_on=claim.due_on, provisional=claim.provisional)


def happened(
    claim: Claim,
    kind: ClaimEvent.Kind,
    actor: "Actor",
    *,
    office: "Office | None" = None,
    data: dict[str, Any] | None = None,
) -> ClaimEvent:
    """Add a line to the claim's history; ``office`` defaults to the deciding one."""
    return ClaimEvent.objects.create(
        claim=claim, kind=kind, at=clock.now(), office=office or claim.office, officer=actor.user, data=data or {}
    )


def wrong_state(claim: Claim, verb: Verb) -> WrongState:
    """The refusal of a verb that this claim is not ready for, to be raised."""
    return WrongState(state=claim.state, verb=verb)


def claims_at(application: Application, verb: Verb) -> list[Claim]:
    """The claims of an application a shared verb (verification) can act on now.

    Raises:
        WrongState: when there is none.
    """
    claims = list(application.claims.select_related("office", "application__village"))
    ready = [claim for claim in claims if claim.state in lifecycle.sources(verb)]
    if not ready:
        # Names the state of the first claim; raises.
        lifecycle.transition(claims[0].state, verb)
    return ready
