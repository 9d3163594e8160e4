"""The queue: which cases, in which order, and what one line says."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Min, Prefetch, Q, QuerySet
from django.urls import reverse

from portal.cases import queries
from portal.cases.lifecycle import FINAL_STATES
from portal.cases.models import Application, Claim, Clock, Verification
from portal.cases.workbench import clockview, steps
from portal.cases.workbench.access import Reach
from portal.common import clock, workdays

PAGE_SIZE = 25


@dataclass(frozen=True)
class Wanted:
    """What the filters ask for; empty means everything. ``show``: mine, open or done; ``due``: overdue or soon."""

    show: str = "mine"
    state: str = ""
    scheme: str = ""
    due: str = ""
    receipt: str = ""


@dataclass(frozen=True)
class Tag:
    """A scheme of the case with where it stands."""

    name: str
    state: str
    state_label: str
    needs_officer: bool
    with_system: bool


@dataclass(frozen=True)
class Row:
    """One line: ``head`` is masked, ``step`` the reader's next step, else ``waits`` says whose turn it is."""

    pk: UUID
    receipt: str
    url: str
    head: str
    village: str
    tags: tuple[Tag, ...]
    clock: clockview.ClockView
    step: steps.Step | None
    waits: str


def claims_wanted(reach: Reach, wanted: Wanted) -> QuerySet[Claim]:
    """The claims behind the queue, within the person's offices."""
    if wanted.show == "done":
        found = queries.visible_claims(reach.user).filter(state__in=FINAL_STATES)
    else:
        found = queries.my_queue(reach.user, everything=wanted.show == "open")
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.scheme:
        found = found.filter(scheme_key=wanted.scheme)
    if wanted.receipt:
        found = found.filter(application__receipt=wanted.receipt)
    # Only the keys go on: what the lists annotate would end in the GROUP BY.
    return Claim.objects.filter(pk__in=found.filter(due_filter(wanted.due)).order_by().values("pk"))


def due_filter(due: str) -> Q:
    """Claims that are late, or late within a few working days."""
    today = clock.today()
    if due == "overdue":
        return Q(due_on__lt=today)
    if due == "soon":
        return Q(due_on__gte=today, due_on__lte=last_day_of_soon())
    return Q()


def last_day_of_soon() -> date:
    """The last due date that counts as close."""
    return workdays.add_working_days(clock.today(), clockview.SOON).date


def applications(claims: QuerySet[Claim], *, newest_first: bool = False) -> QuerySet:
    """The applications of these claims, the one that runs out first at the head: ``{"application": …, "due": …}``."""
    grouped = claims.values("application").annotate(due=Min("due_on"), filed=Min("application__submitted_at"))
    if newest_first:
        return grouped.order_by("-filed", "application")
    return grouped.order_by(F("due").asc(nulls_last=True), "filed", "application")


def rows(reach: Reach, ids: list[UUID]) -> list[Row]:
    """The lines of one page, in the order of ``ids``; a fixed number of queries whatever the page holds."""
    found = Application.objects.filter(pk__in=ids).select_related("village", "applicant").in_bulk()
    running = Prefetch("clocks", Clock.objects.filter(stopped_on__isnull=True))
    claims: dict[UUID, list[Claim]] = {}
    visible = Claim.objects.for_user(reach.user).filter(application__in=ids)
    visible = visible.annotate(assessed_at=Max("evaluations__created_at"))
    for claim in visible.select_related("office").prefetch_related(running).order_by("scheme_name"):
        claim.application = found[claim.application_id]
        claims.setdefault(claim.application_id, []).append(claim)
    mine = set(queries.my_queue(reach.user).filter(application__in=ids).values_list("pk", flat=True))
    checks = Verification.objects.filter(application__in=ids).order_by("created_at")
    checked = dict(checks.values_list("application", "created_at"))
    return [_row(reach, found[pk], claims.get(pk, []), mine, checked.get(pk)) for pk in ids if pk in found]


def _row(reach: Reach, application: Application, claims: list[Claim], mine: set[UUID], checked: datetime | None) -> Row:
    urgent = sorted(
        (claim for claim in claims if claim.is_open), key=lambda claim: (claim.due_on or date.max, claim.scheme_key)
    )
    step = next((found for claim in urgent if claim.pk in mine and (found := _next(reach, claim, checked))), None)
    return Row(
        pk=application.pk,
        receipt=application.receipt,
        url=reverse("workbench:application", args=[application.pk]),
        head=application.applicant.masked_name,
        village=application.village.label,
        tags=tuple(_tag(claim) for claim in claims),
        clock=clockview.of_claims(urgent),
        step=step,
        waits="" if step else steps.waits_for(urgent),
    )


def _tag(claim: Claim) -> Tag:
    remote = claim.with_system and claim.is_open
    return Tag(claim.name, claim.state, claim.get_state_display(), claim.needs_officer, remote)


def _next(reach: Reach, claim: Any, checked: datetime | None) -> steps.Step | None:
    order = steps.in_order(claim, steps.Progress(checked, claim.assessed_at))
    return next(
        (steps.make(claim, verb) for verb in order if steps.leads(claim, verb) and reach.allows(verb, claim)), None
    )


def counts(reach: Reach) -> dict[str, int]:
    """The three numbers of the home panel: cases waiting for this person, close to their limit, overdue."""
    show = "mine" if reach.has_duties else "open"
    base = claims_wanted(reach, Wanted(show=show))
    return {
        "waiting": base.values("application").distinct().count(),
        "soon": base.filter(due_filter("soon")).values("application").distinct().count(),
        "overdue": base.filter(due_filter("overdue")).values("application").distinct().count(),
    }
