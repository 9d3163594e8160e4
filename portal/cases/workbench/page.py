"""What the application page shows, put together in the order of work."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from portal.cases import authority, events
from portal.cases.lifecycle import State, Verb
from portal.cases.models import Claim, Decision, Evaluation
from portal.cases.models.claim import Outcome
from portal.cases.workbench import asked, clockview, findings, preview, remote, steps
from portal.cases.workbench.access import Viewed
from portal.cases.workbench.factsview import FactBook
from portal.cases.workbench.vocabulary import Words, language, money_words, range_words
from portal.common import clock


@dataclass(frozen=True)
class Trouble:
    """Why the rules could not propose, and what to do about it."""

    kind: str
    title: str
    missing: tuple[str, ...] = ()
    detail: str = ""
    request: asked.RequestView | None = None


@dataclass(frozen=True)
class ClaimView:
    """One claim: what is to be decided, on which findings, and what may be done with it now."""

    claim: Claim
    clock: clockview.ClockView
    headline: str
    amount: str
    reason: str
    trouble: Trouble | None
    findings: list[findings.FindingView]
    assessed: str
    is_preview: bool
    standards: list[str]
    steps: list[steps.Step]
    waits: str
    why_not: str = ""
    system: "remote.SystemView | None" = None
    earlier: tuple[asked.RequestView, ...] = ()


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened to a claim."""

    at: Any
    claim: str
    text: str
    office: str
    officer: str
    detail: str = ""


@dataclass
class Page:
    """The whole page. ``book`` is None where the reader's work does not need the family."""

    viewed: Viewed
    clock: clockview.ClockView
    claims: list[ClaimView]
    book: FactBook | None
    history: list[HistoryLine]
    primary: list[steps.Step] = field(default_factory=list)
    more: list[steps.Step] = field(default_factory=list)
    waits: str = ""


def build(viewed: Viewed) -> Page:
    """Everything the template needs, in plain values."""
    words = Words(language())
    book = FactBook(viewed, words) if viewed.sees_family else None
    claims = [claim_view(viewed, claim, book) for claim in _in_order(viewed.claims)]
    page = Page(
        viewed=viewed,
        clock=clockview.of_claims([claim for claim in viewed.claims if claim.is_open]),
        claims=claims,
        book=book,
        history=history(viewed),
    )
    _sort_actions(page)
    return page


def _in_order(claims: list[Claim]) -> list[Claim]:
    """Open claims first, the least time left at the head."""
    return sorted(claims, key=lambda claim: (not claim.is_open, claim.due_on or date.max, claim.scheme_key))


def claim_view(viewed: Viewed, claim: Claim, book: FactBook | None) -> ClaimView:
    """One claim for one reader; findings only for those who may see the family."""
    evaluation = claim.latest_evaluation
    looked_ahead = (
        preview.of_claim(claim, book.facts) if book and (evaluation is None or claim.state != State.PROPOSED) else None
    )
    shown: list[findings.FindingView] = []
    is_preview = evaluation is None and looked_ahead is not None
    if book and evaluation is not None:
        shown = findings.of_evaluation(evaluation, book)
    elif book and looked_ahead is not None:
        shown = findings.of_result(looked_ahead, book)
    headline, amount = _headline(claim)
    requests = asked.of_claim(claim) if viewed.sees_letters else []
    possible = steps.possible(viewed.user, claim, _progress(viewed, evaluation))
    return ClaimView(
        claim=claim,
        clock=clockview.of_claim(claim),
        headline=headline,
        amount=amount,
        reason=_reason(claim) if viewed.sees_family else "",
        trouble=_trouble(claim, evaluation, book, requests),
        findings=shown,
        assessed=_assessed(evaluation),
        is_preview=is_preview,
        standards=findings.standards(evaluation) if evaluation is not None else [],
        steps=possible,
        waits="" if any(step.leads for step in possible) else steps.waits_for([claim]),
        why_not=_why_not(viewed, claim),
        system=remote.of_claim(claim, sees_family=viewed.sees_family),
        earlier=tuple(request for request in requests if request.answered_at),
    )


def _progress(viewed: Viewed, evaluation: Evaluation | None) -> steps.Progress:
    checks = [check.created_at for check in viewed.application.verifications.all()]
    return steps.Progress(max(checks, default=None), evaluation.created_at if evaluation else None)


def _headline(claim: Claim) -> tuple[str, str]:
    """What is to be decided or was decided, and the amount."""
    if claim.state in (State.APPROVED, State.REFUSED, State.PUBLICITY, State.PUBLICITY_DONE):
        made = claim.decisions.order_by("-decided_at").first()
        if made is not None:
            words = {
                State.APPROVED: _("Decided: approve"),
                State.REFUSED: _("Decided: not to approve"),
                State.PUBLICITY: _("On public notice: approve"),
                State.PUBLICITY_DONE: _("Public notice over, to be decided: approve"),
            }[State(claim.state)]
            return words, money_words(made.amount, made.per)
    if claim.state == State.PROPOSED:
        approve = claim.proposed_outcome == Outcome.APPROVED
        return (_("It is proposed to approve") if approve else _("It is proposed not to approve")), money_words(
            claim.proposed_amount, claim.proposed_per
        )
    return "", ""


def _reason(claim: Claim) -> str:
    """The words of the officer who proposed by hand or decided otherwise."""
    if claim.state == State.PROPOSED:
        return claim.proposal_reason or ""
    made: Decision | None = claim.decisions.order_by("-decided_at").first()
    return made.reason if made else ""


def _assessed(evaluation: Evaluation | None) -> str:
    if evaluation is None:
        return ""
    return _("Assessed on %(day)s, rules version %(version)s") % {
        "day": clock.local(evaluation.created_at).date().isoformat(),
        "version": evaluation.plugin_version,
    }


def _trouble(
    claim: Claim, evaluation: Evaluation | None, book: FactBook | None, requests: list[asked.RequestView]
) -> Trouble | None:
    if claim.contested:
        return Trouble("objection", _("An objection is being looked into"))
    if not claim.trouble or not (claim.needs_officer or claim.trouble == Claim.Trouble.MORE_NEEDED):
        return None
    kind = claim.trouble
    missing: tuple[str, ...] = ()
    detail = ""
    if kind == Claim.Trouble.UNKNOWN and book is not None and evaluation is not None:
        missing = tuple(findings.missing_words(evaluation.ask, book))
    waiting = next((request for request in requests if not request.answered_at), None)
    if kind == Claim.Trouble.FAULT or not missing:
        # Without a missing fact it was the plugin's own logic that wants an officer to look, and this says why.
        detail = claim.trouble_detail if book is not None else ""
    if kind == Claim.Trouble.AMOUNT and evaluation is not None:
        detail = range_words(evaluation)
    if kind == Claim.Trouble.WAITING:
        other = next((item for item in claim.application.claims.all() if item.scheme_key == claim.trouble_detail), None)
        detail = other.name if other else claim.trouble_detail
    return Trouble(kind, str(Claim.Trouble(kind).label), missing, detail, waiting)


def _why_not(viewed: Viewed, claim: Claim) -> str:
    """Why an approver of the right office may still not decide (fault 6); empty otherwise."""
    for verb in (Verb.CONFIRM, Verb.DECIDE_FINAL):
        if problem := authority_problem(viewed, claim, verb):
            return problem
    return ""


def authority_problem(viewed: Viewed, claim: Claim, verb: Verb) -> str:
    """The refusal an approver meets because of who they are, not because of their role; empty when there is none."""
    from portal.cases.errors import AboveAuthority, NotAllowed, OwnWork, RelatedParty
    from portal.cases.lifecycle import rows

    for row in rows(claim.state, verb):
        try:
            authority.check(viewed.actor, claim, row)
        except (AboveAuthority, OwnWork, RelatedParty) as error:
            return str(error)
        except NotAllowed:
            continue
    return ""


def history(viewed: Viewed) -> list[HistoryLine]:
    """What happened to the visible claims, the latest first; the same event of several claims stands once."""
    lines: dict[tuple[Any, ...], list[Any]] = {}
    reasons = _transfer_reasons(viewed)
    for claim in viewed.claims:
        for event in claim.events.all():
            text = events.sentence(event.kind, event.data, language())
            key = (event.at.replace(microsecond=0, second=0), text, event.officer_id)
            lines.setdefault(key, [event, []])[1].append(claim.name)
    every = len(viewed.claims)
    found = [
        HistoryLine(
            at=event.at,
            claim="" if len(names) == every else "、".join(names),
            text=key[1],
            office=event.office.label if event.office else "",
            officer=str(event.officer) if event.officer else "",
            detail=reasons.get(str(event.data.get("transfer")), ""),
        )
        for key, (event, names) in lines.items()
    ]
    return sorted(found, key=lambda line: line.at, reverse=True)


def _transfer_reasons(viewed: Viewed) -> dict[str, str]:
    """Why a claim went from one office to another (R5.2), for those who work with the family or assign its claims."""
    return {
        str(made.pk): made.reason
        for claim in viewed.claims
        if viewed.sees_letters or viewed.reach.allows(Verb.TRANSFER, claim)
        for made in claim.transfers.all()
    }


def _sort_actions(page: Page) -> None:
    """One or two buttons in the bar, each shared step once; everything else under "more"."""
    seen: set[Any] = set()
    ranked: list[tuple[int, steps.Step]] = []
    for view in page.claims:
        for rank, step in enumerate(view.steps):
            if step.url not in seen:
                seen.add(step.url)
                ranked.append((rank, step))
    first = [step for rank, step in ranked if rank == 0 and step.leads]
    later = [step for rank, step in ranked if rank > 0 or not step.leads]
    page.primary = first[:2]
    page.more = first[2:] + later + _besides(page)
    page.waits = "" if first else steps.waits_for(view.claim for view in page.claims)


def _besides(page: Page) -> list[steps.Step]:
    """What is no next step and can still come up at any time."""
    user = page.viewed.user
    return [
        steps.make(view.claim, verb)
        for verb in (Verb.OBJECT_TO, Verb.WITHDRAW)
        for view in page.claims
        if authority.may(user, verb, view.claim)
    ]
