"""The agency decides in its own system (R0.2, R5.6)."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal import audit
from portal.cases import authority
from portal.cases.actions import _decide, _handoff, _reasons, _steps, _transfers
from portal.cases.actions._amounts import check_amount, for_history, period
from portal.cases.actions._reasons import check_open_text
from portal.cases.actions.confirm import send_to_notice, target_of
from portal.cases.errors import PeriodInvalid, ReasonMissing, SameHands, UnknownReason
from portal.cases.lifecycle import State, Verb
from portal.cases.models import Claim, ClaimEvent, Decision, Evaluation, Transfer
from portal.cases.models.claim import Outcome

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


@dataclass(frozen=True)
class RemoteReason:
    """Why: a criterion of the scheme by its ``criterion`` id, or a ``clause`` with its ``text``; ``text`` may also add
    words to a criterion."""

    criterion: str = ""
    clause: str = ""
    text: str = ""


@dataclass(frozen=True)
class RemoteDecision:
    """What the agency decided. ``amount`` in 元 per ``per``; ``prepared_by`` and ``decided_by`` are the agency's own
    codes of the two officials, never the same (fault 6)."""

    outcome: str
    prepared_by: str
    decided_by: str
    amount: Decimal | None = None
    per: str = ""
    reasons: tuple[RemoteReason, ...] = ()
    letter_reference: str = ""


def decide_remotely(*, actor: "Actor", claim: Claim, decision: RemoteDecision, version: int | None = None) -> Decision:
    """Take the agency's decision in. It becomes the proposal; an approval goes to public notice where the process has
    that step and is decided once more when the days are over; everything else is final at once, with letter and SMS.

    Raises:
        ReasonMissing: a refusal, or an approval other than proposed or posted, without a criterion or a clause with
            words.
        ReasonTooLong: reasons the letter has no room for.
        UnknownReason: a criterion the scheme does not have.
        AmountInvalid, ServiceHasNoAmount: an approval without a possible amount.
        PeriodInvalid: the scheme is paid for another time, hung out for another, or is a service.
        AboveAuthority: an office out of the system's reach decides this amount; names it.
        SameHands: one person prepared and decided.
        PersonalDataInText: a number of somebody stands where the history will show it.
        NotWithSystem: the claim is not handed over to this system.
        WrongState, NotAllowed, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    _steps.prepare(actor, claim, Verb.DECIDE_REMOTELY, version=version)
    handoff = _handoff.of(actor, claim)
    if _hand(decision.prepared_by) == _hand(decision.decided_by):
        raise SameHands
    # An agency's own numbers of letters and cases are long and often look like people's: they are left alone.
    check_open_text(decision.prepared_by)
    check_open_text(decision.decided_by)
    before = _confirmed(claim)
    evaluation = before.evaluation if before else claim.latest_evaluation
    if evaluation is None:
        # Nobody has asked the rules yet: the hand-over does, so this claim has not been handed over completely.
        raise _steps.wrong_state(claim, Verb.DECIDE_REMOTELY)
    choice = _choice(claim, evaluation, before, decision)
    authority.check_amount(actor, claim, choice.amount)
    with transaction.atomic():
        _steps.hold(claim)
        _handoff.heard(handoff)
        if claim.state != State.PUBLICITY_DONE:
            _propose(actor, claim, choice)
        made, moved = _settle(actor, claim, evaluation, choice, before, decision)
        audit.record(
            "cases.decide_remotely", actor=actor, subject=claim, office=claim.office,
            detail={
                "outcome": choice.outcome, "overrides": choice.overrides, "decision": str(made.pk), "to": claim.state,
                **_transfers.for_audit(moved),
            },
        )  # fmt: skip
    return made


def _hand(code: str) -> str:
    """An official's code as what it means: Ａ１, “a1 ” and A1 are one person, however each was typed."""
    folded = unicodedata.normalize("NFKC", code).casefold()
    return "".join(sign for sign in folded if sign.isprintable() and not sign.isspace())


def _confirmed(claim: Claim) -> Decision | None:
    """The decision that hung out in the village, if the claim comes from there."""
    if claim.state != State.PUBLICITY_DONE:
        return None
    return claim.decisions.filter(stage=Decision.Stage.PROPOSED).select_related("evaluation").latest("decided_at")


def _choice(claim: Claim, evaluation: Evaluation, before: Decision | None, given: RemoteDecision) -> _decide.Choice:
    reason = reasons_text(claim, evaluation, given.reasons)
    proposed = before.outcome if before else claim.proposed_outcome
    if Outcome(given.outcome) is Outcome.REFUSED:
        if not given.reasons:
            raise ReasonMissing
        return _decide.Choice(Outcome.REFUSED, None, "", reason, proposed != Outcome.REFUSED)
    # What has hung out, or else what the scheme says.
    per = period((before.per if before else evaluation.per) or given.per, evaluation)
    if given.per not in ("", per):
        raise PeriodInvalid(per=per)
    granted = check_amount(given.amount, per, evaluation)
    expected = before.amount if before else claim.proposed_amount
    overrides = (proposed, expected) != (Outcome.APPROVED, granted)
    if proposed and overrides and not given.reasons:
        raise ReasonMissing
    return _decide.Choice(Outcome.APPROVED, granted, per, reason, overrides)


def reasons_text(claim: Claim, evaluation: Evaluation, reasons: Sequence[RemoteReason]) -> str:
    """The reasons as the family reads them, one a line, in the language of the application.

    Raises:
        ReasonMissing: one that names neither a criterion nor a clause with words.
        ReasonTooLong: all together they have no room in the letter.
        UnknownReason: names the criteria there are.
    """
    language = claim.application.language
    findings = {finding["id"]: finding for finding in evaluation.findings_in(language)}
    with translation.override(language):
        return _reasons.fitting("\n".join(_line(reason, findings) for reason in reasons))


def _line(reason: RemoteReason, findings: Mapping[str, dict[str, str]]) -> str:
    text, cite = " ".join(reason.text.split()), reason.clause.strip()
    if reason.criterion:
        if reason.criterion not in findings:
            raise UnknownReason(criterion=reason.criterion, known=", ".join(findings) or "-")
        found = findings[reason.criterion]
        cite = cite or found["cite"]
        text = text or _("Not fulfilled: “%(condition)s”. %(because)s") % {
            "condition": found["says"],
            # What the portal found may be the opposite of what the agency found.
            "because": found["because"] if found["result"] == "not_met" else "",
        }
    if not text or not cite:
        raise ReasonMissing
    return pgettext("a reason and its clause", "%(reason)s (%(clause)s)") % {"reason": text.strip(), "clause": cite}


def _propose(actor: "Actor", claim: Claim, choice: _decide.Choice) -> None:
    """Make the agency's decision the proposal, unless that is what is proposed already."""
    same = (
        claim.state == State.PROPOSED
        and not claim.proposal_reason
        and (claim.proposed_outcome, claim.proposed_amount) == (choice.outcome, choice.amount)
    )
    if same:
        return
    row = _steps.prepare(actor, claim, Verb.DECIDE_REMOTELY, State.PROPOSED)
    _steps.move(
        claim, row, needs_officer=False, trouble="", proposed_outcome=choice.outcome, proposed_amount=choice.amount,
        proposed_per=choice.per,
    )  # fmt: skip
    claim.proposal_reason, claim.trouble_detail = "", ""
    claim.save(update_fields=["proposal_reason", "trouble_detail"])
    data = {"outcome": choice.outcome, **for_history(claim, choice.amount, choice.per)}
    _steps.happened(claim, ClaimEvent.Kind.PROPOSED, actor, data=data)


def _settle(
    actor: "Actor",
    claim: Claim,
    evaluation: Evaluation,
    choice: _decide.Choice,
    before: Decision | None,
    given: RemoteDecision,
) -> tuple[Decision, Transfer | None]:
    """Move on to the notice or to the end, in the office that may decide this amount."""
    to = State(choice.outcome) if before else target_of(claim, choice.outcome)
    row = _steps.prepare(actor, claim, Verb.DECIDE_REMOTELY, to)
    _steps.move(claim, row, needs_officer=False, trouble="")
    number = _decide.take_number(choice) if row.ends else ""
    moved = _transfers.lift(actor, claim, choice.amount)
    made = _decide.record_decision(
        actor, claim, evaluation, choice, Decision.Stage.FINAL if row.ends else Decision.Stage.PROPOSED,
        supersedes=before, made_by=f"{actor.label}: {given.prepared_by} / {given.decided_by}"[:200],
        letter_reference=given.letter_reference,
    )  # fmt: skip
    if row.ends:
        _decide.finish(actor, claim, made, number)
    else:
        send_to_notice(actor, claim, made)
    return made, moved
