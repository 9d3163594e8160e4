"""The applicant's view of an application as plain data: one headline, then each claim with its days, history
and letters.

Texts are in the language asked for; the page only lays them out (design: tracking page).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.cases import clocks, decided, rules
from portal.cases.events import date_text, granted_text, sentence
from portal.cases.lifecycle import OPEN_STATES, State
from portal.cases.models import Application, Claim, ClaimEvent, Clock, Letter, Referral, VerificationReport
from portal.cases.status import (
    ApplicationStatus,
    ClaimStatus,
    PaperLink,
    Suggestion,
    TimelineEvent,
    Todo,
    Window,
)
from portal.common import clock, workdays
from portal.common.locality import get_locality


def timeline(application: Application, language: str) -> ApplicationStatus:
    """The whole state of an application in ``zh-hans`` or ``en``; at most a dozen queries whatever its size."""
    with translation.override(language):
        claims = list(
            application.claims.select_related("office")
            .prefetch_related(
                "events__office", "clocks", "letters", "evaluations", "decisions", "information_requests", "transfers"
            )
        )  # fmt: skip
        reports = {str(report.pk): _report_link(report) for report in application.reports.all()}
        counts = {state: sum(claim.state == state for claim in claims) for state in State}
        working = sum(claim.state in OPEN_STATES for claim in claims)
        return ApplicationStatus(
            receipt=application.receipt,
            headline=_headline(len(claims), counts, working),
            total=len(claims),
            approved=counts[State.APPROVED],
            refused=counts[State.REFUSED],
            withdrawn=counts[State.WITHDRAWN],
            in_progress=working,
            submitted_at=application.submitted_at,
            todo=tuple(_todo(application, claims, language)),
            claims=tuple(_claim(claim, application, reports, language) for claim in claims),
            papers=tuple(_letter_link(letter) for letter in application.letters.filter(claim__isnull=True)),
            window=window_of(application),
            suggestions=tuple(_suggestions(application, language)),
        )  # fmt: skip


def window_of(application: Application) -> Window:
    """Whom the family may ask, in the current language."""
    window = application.township
    return Window(
        _("%(township)s social assistance window") % {"township": window.label},
        window.phone or get_locality().hotline, window.text("hours"), window.text("address"),
    )  # fmt: skip


def _headline(total: int, counts: dict[State, int], working: int) -> str:
    parts = [ngettext("%(n)d claim", "%(n)d claims", total) % {"n": total}]
    if counts[State.APPROVED]:
        parts.append(_("%(n)d approved") % {"n": counts[State.APPROVED]})
    if counts[State.REFUSED]:
        parts.append(_("%(n)d not approved") % {"n": counts[State.REFUSED]})
    if counts[State.WITHDRAWN]:
        parts.append(_("%(n)d withdrawn") % {"n": counts[State.WITHDRAWN]})
    if working:
        parts.append(_("%(n)d in progress") % {"n": working})
    return pgettext("between the parts of a headline", ", ").join(parts)


def _todo(application: Application, claims: Sequence[Claim], language: str) -> list[Todo]:
    """What is still to be learned from the family: the facts that decide and nobody knows."""
    missing: dict[str, None] = {}
    asked = [todo for claim in claims if (todo := _asked_for(claim, application, language))]
    for claim in claims:
        evaluations = list(claim.evaluations.all())
        if claim.trouble == Claim.Trouble.UNKNOWN and evaluations:
            missing.update(dict.fromkeys(rules.fact_label(path, language, application) for path in evaluations[-1].ask))
    if not missing:
        return asked
    facts = pgettext("between the items of a list", ", ").join(missing)
    return [*asked, Todo(
        _("Please keep your phone at hand: we will call you."),
        _("We still need to know: %(facts)s. If you have papers on it, take a photo of them now.") % {"facts": facts},
    )]  # fmt: skip


def _asked_for(claim: Claim, application: Application, language: str) -> Todo | None:
    """What the agency asked the family to bring, as long as it is missing."""
    open_request = next((item for item in claim.information_requests.all() if item.answered_at is None), None)
    if open_request is None:
        return None
    window = application.township
    return Todo(
        _("%(scheme)s: something is still missing.") % {"scheme": claim.name_in(language)},
        _("Please bring: %(items)s. Bring it to the window in %(township)s (%(phone)s); until then your days are not "
          "counted.") % {
            "items": pgettext("between the things to bring", "; ").join(
                _plain(item["words"]) for item in open_request.items
            ),
            "township": window.label, "phone": window.phone or get_locality().hotline,
        },
    )  # fmt: skip


def _plain(words: str) -> str:
    """Words to stand among others in one sentence: without a full stop of their own."""
    return words.rstrip().rstrip("。；;.，,")


def _suggestions(application: Application, language: str) -> list[Suggestion]:
    """What other agencies offer and the family has not answered yet, as far as a yes could be taken in today."""
    open_ones = [item for item in application.referrals.all() if item.state == Referral.State.OFFERED]
    offered = {offer.key for offer in rules.offers(application.village.chain())} if open_ones else set()
    open_ones = [item for item in open_ones if item.scheme_key in offered]
    names = {person.position: person.name for person in application.people.all()} if open_ones else {}
    return [
        Suggestion(
            id=str(item.pk),
            name=item.name_in(language),
            agency=rules.agency_name(item.agency_key, language),
            who=names.get(item.member, "") if item.member is not None else "",
            reason=item.reason_in(language),
        )
        for item in open_ones
    ]


def _claim(claim: Claim, application: Application, reports: dict[str, PaperLink], language: str) -> ClaimStatus:
    total = next((item for item in claim.clocks.all() if item.step == Clock.TOTAL), None)
    decisions = list(claim.decisions.all())
    amount, per = (
        (decisions[-1].amount, decisions[-1].per) if decisions else (claim.proposed_amount, claim.proposed_per)
    )
    papers = tuple(_letter_link(letter) for letter in claim.letters.all())
    return ClaimStatus(
        id=str(claim.pk),
        scheme_key=claim.scheme_key,
        name=claim.name_in(language),
        state=claim.state,
        state_label=str(State(claim.state).label),
        tone="waiting" if claim.is_open else claim.state,
        used_days=min(clocks.used_days(total, clock.today()), total.limit) if total else 0,
        allowed_days=total.limit if total else 0,
        due_on=total.due_on if total else None,
        provisional=total.provisional if total else False,
        deadline=_deadline(claim, total, language),
        amount=amount,
        per=per,
        amount_text=granted_text(amount, per, claim.name_in(language), language),
        events=_events(claim, papers, reports, language),
        papers=papers,
        explained=decided.is_told(claim) and bool(decisions),
    )


def _deadline(claim: Claim, total: Clock | None, language: str) -> str:
    if total is None or not claim.is_open:
        return ""
    today = clock.today()
    used = clocks.used_days(total, today)
    values = {"used": used, "allowed": total.limit, "day": date_text(total.due_on, language)}
    if total.paused_on:
        return _("The days are not counted at present.")
    if used > total.limit:
        return (
            _("The answer was due on %(day)s. We are late and sorry; please call, we will look into it at once.")
            % values
        )
    if not used and not total.provisional:
        return (
            _("Just accepted; the first of %(allowed)d working days is still to come. Answer by %(day)s at the latest.")
            % values
        )
    if not used:
        return (
            _(
                "Just accepted; the first of %(allowed)d working days is still to come. Answer by %(day)s, provisional"
                " until that year's holidays are published."
            )
            % values
        )
    if total.provisional:
        return (
            _(
                "Working day %(used)d of %(allowed)d. Answer by %(day)s, provisional until that year's holidays "
                "are published."
            )
            % values
        )
    return _("Working day %(used)d of %(allowed)d. Answer by %(day)s at the latest.") % values


def _events(
    claim: Claim, papers: tuple[PaperLink, ...], reports: dict[str, PaperLink], language: str
) -> tuple[TimelineEvent, ...]:
    rows = list(claim.events.all())
    lines = []
    for place, row in enumerate(rows):
        current = claim.is_open and place == len(rows) - 1
        line = _event(row, "current" if current else "done", papers, reports, language)
        lines.append(replace(line, detail=_transfer_reason(claim, row)))
    upcoming = _next(claim, language)
    return tuple([*lines, upcoming] if upcoming else lines)


def _transfer_reason(claim: Claim, row: ClaimEvent) -> str:
    """Why another office decides now, in the words of the one before (R5.2)."""
    wanted = row.data.get("transfer")
    reasons = (item.reason for item in claim.transfers.all() if wanted and str(item.pk) == wanted)
    return next(reasons, "")


def _event(
    row: ClaimEvent,
    phase: str,
    papers: tuple[PaperLink, ...],
    reports: dict[str, PaperLink],
    language: str,
) -> TimelineEvent:
    linked: tuple[PaperLink, ...] = ()
    office = row.office.label if row.office else ""
    if row.kind in (ClaimEvent.Kind.APPROVED, ClaimEvent.Kind.REFUSED):
        linked = papers
    elif row.data.get("report") in reports:
        linked = (reports[row.data["report"]],)
    return TimelineEvent(
        text=sentence(row.kind, {"office": office, **row.data}, language),
        phase=phase,
        at=row.at,
        day_text=_day_text(row, language),
        office=office,
        by=str(row.data.get("by", "")),
        papers=linked,
    )


def _day_text(row: ClaimEvent, language: str) -> str:
    """The moment of acceptance to the minute, a notice from day to day, all else by the day."""
    local = clock.local(row.at)
    if row.kind == ClaimEvent.Kind.ACCEPTED:
        return f"{date_text(local.date(), language)} {local:%H:%M}"
    if row.kind == ClaimEvent.Kind.PUBLICITY and "until" in row.data:
        return f"{date_text(row.data['from'], language)} – {date_text(row.data['until'], language)}"
    return date_text(local.date(), language)


def _next(claim: Claim, language: str) -> TimelineEvent | None:
    """What comes next and when it is expected."""
    words = {
        State.SUBMITTED: _("We check the family's situation"),
        State.VERIFYING: _("The check is completed with a report"),
        State.VERIFIED: _("The office assesses the application"),
        State.PROPOSED: _("The office decides on the proposal"),
        State.PUBLICITY: _("The office decides; letter and text message follow"),
        State.PUBLICITY_DONE: _("The office decides; letter and text message follow"),
    }
    if claim.state not in words or claim.trouble == Claim.Trouble.MORE_NEEDED:
        return None
    expected = _expected(claim)
    day = _("expected by %(day)s") % {"day": date_text(expected, language)} if expected else ""
    return TimelineEvent(text=words[State(claim.state)], phase="next", day_text=day)


def _expected(claim: Claim) -> date | None:
    running = [item for item in claim.clocks.all() if item.step != Clock.TOTAL and not item.stopped_on]
    if not running or running[0].paused_on:
        return None
    due = running[0].due_on
    if claim.state == State.PUBLICITY:
        decide = clocks.process_of(claim).step("decide")
        return workdays.add_working_days(due, decide.limit).date if decide else due
    return due


def _letter_link(letter: Letter) -> PaperLink:
    return PaperLink(str(letter.pk), letter.kind, str(letter.get_kind_display()), letter.number, letter.size)


def _report_link(report: VerificationReport) -> PaperLink:
    return PaperLink(str(report.pk), "report", pgettext("letter", "Verification report"), report.number, report.size)
