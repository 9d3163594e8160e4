"""What officers and applicants read. Every read of a family's data by an officer leaves a trace (R0.4)."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When

from portal import audit
from portal.cases.authority import JUDGING, WORKING_EVENTS
from portal.cases.errors import NotFound
from portal.cases.lifecycle import BESIDES, OPEN_STATES, TABLE, Verb
from portal.cases.models import Application, Claim, ClaimEvent, Document, Letter, Objection, VerificationReport
from portal.cases.status import ApplicationStatus, ClaimStatus, PaperLink, TimelineEvent
from portal.cases.timeline import timeline
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.models import User

__all__ = [
    "ApplicationStatus",
    "ClaimStatus",
    "PaperLink",
    "TimelineEvent",
    "application_detail",
    "document_for",
    "letter_for",
    "letter_of",
    "my_queue",
    "report_for",
    "report_of",
    "timeline",
    "visible_claims",
]


def visible_claims(user: "User") -> QuerySet[Claim]:
    """Every claim in the officer's subtrees, decided or not, with what a list shows."""
    worked_on = ClaimEvent.objects.filter(
        claim__application=OuterRef("application"), officer=user, kind__in=WORKING_EVENTS
    )
    looked_into = Objection.objects.filter(claim__application=OuterRef("application"), closed_by=user)
    return (
        Claim.objects.for_user(user)
        .select_related("application__applicant", "application__village", "application__township", "office")
        .annotate(
            overdue=Case(
                When(due_on__lt=clock.today(), state__in=OPEN_STATES, then=Value(True)),
                default=Value(False), output_field=BooleanField(),
            ),
            own_work=Exists(worked_on) | Exists(looked_into),
        )
        .order_by(F("due_on").asc(nulls_last=True), "application__submitted_at", "pk")
    )  # fmt: skip


def my_queue(
    user: "User",
    *,
    state: str = "",
    scheme: str = "",
    overdue: bool | None = None,
    needs_officer: bool | None = None,
    everything: bool = False,
) -> QuerySet[Claim]:
    """The open claims this officer can move, the least time left first (R5.5).

    Annotated: ``overdue`` (the step's due date has passed) and ``own_work`` (the officer worked on the application, so
    may not approve it; such claims are left out where only an approval is due). Days left of a line:
    :func:`portal.cases.clocks.days_left` of ``due_on``.

    Args:
        state, scheme, overdue, needs_officer: filters; empty or None means no filter.
        everything: all open claims in the subtree, also those that wait for others.
    """
    queue = visible_claims(user).filter(state__in=OPEN_STATES)
    if not everything:
        # What the agency's own system works on, or the family has to bring something for, waits for others; an
        # objection is for the township's officers to look into, whoever decides.
        theirs = Q(with_system=True, contested=False) | Q(trouble=Claim.Trouble.MORE_NEEDED)
        queue = queue.filter(_actionable(user)).exclude(theirs)
    if state:
        queue = queue.filter(state=state)
    if scheme:
        queue = queue.filter(scheme_key=scheme)
    if overdue is not None:
        queue = queue.filter(overdue=overdue)
    if needs_officer is not None:
        queue = queue.filter(needs_officer=needs_officer)
    return queue


def _actionable(user: "User") -> Q:
    """Claims for which some row of the lifecycle table is open to a role the officer holds at the right office."""
    assignments = list(user.live_assignments().values_list("role", "office__path"))
    wanted = Q(pk__in=[])
    for row in TABLE:
        # Assessing or checking once more is no work that waits either.
        if row.verb in BESIDES or (row.verb, row.source) in (
            (Verb.PROPOSE, "proposed"),
            (Verb.PROPOSE_BY_HAND, "proposed"),
            (Verb.RECORD_VERIFICATION, "verified"),
        ):
            continue
        lookup = "application__village__path" if row.where == "verifying" else "office__path"
        for role, path in assignments:
            if role in row.roles:
                mine = Q(state=row.source, **{f"{lookup}__startswith": path})
                if row.verb == Verb.CLOSE_OBJECTION:
                    mine &= Q(contested=True)
                wanted |= mine & Q(own_work=False) if row.verb in JUDGING else mine
    return wanted


def application_detail(user: "User", pk: UUID | str) -> Application:
    """An application with everything its page shows, read by an officer; leaves a trace of the read.

    Raises:
        NotFound: there is none, or it lies outside the officer's subtrees (fault 26); the attempt is recorded.
    """
    found = _visible(user, pk)
    audit.record_read("cases.read_application", actor=_actor(user), subject=found, office=found.village)
    return found


def _visible(user: "User", pk: UUID | str) -> Application:
    from portal.accounts.actors import Actor

    key = _uuid(pk)
    claims = Claim.objects.select_related("office").prefetch_related(
        "clocks",
        "events__office",
        "events__officer",
        "evaluations",
        "decisions__officer",
        "letters",
        "transfers",
        "information_requests",
    )
    found = (
        Application.objects.for_user(user)
        .select_related("village", "township", "household", "applicant", "filed_by")
        .prefetch_related(
            Prefetch("claims", claims.order_by("pk")), "documents", "authorisations__person", "people__person",
            "verifications__officer", "reports", "letters",
        )
        .filter(pk=key).first()
    )  # fmt: skip
    if found is None:
        hidden = Application.objects.filter(pk=key).first()
        audit.record_read("cases.read_refused", actor=Actor.staff(user), subject=hidden)
        raise NotFound
    return found


def _actor(user: "User") -> Any:
    from portal.accounts.actors import Actor

    return Actor.staff(user)


def _uuid(pk: UUID | str) -> UUID:
    try:
        return pk if isinstance(pk, UUID) else UUID(str(pk))
    except ValueError:
        raise NotFound from None


def letter_for(user: "User", pk: UUID | str) -> Letter:
    """A letter an officer may open; leaves a trace. Raises NotFound outside the officer's subtrees."""
    return _part_for(user, Letter, pk, "cases.read_letter")


def report_for(user: "User", pk: UUID | str) -> VerificationReport:
    """A verification report an officer may open; leaves a trace. Raises NotFound outside the officer's subtrees."""
    return _part_for(user, VerificationReport, pk, "cases.read_report")


def document_for(user: "User", pk: UUID | str) -> Document:
    """A submitted upload an officer may open; leaves a trace. Raises NotFound outside the officer's subtrees."""
    return _part_for(user, Document, pk, "cases.read_document")


def _part_for(user: "User", model: Any, pk: UUID | str, action: str) -> Any:
    item = model.objects.select_related("application__village").filter(pk=_uuid(pk)).first()
    allowed = (
        item is not None
        and item.application is not None
        and (Application.objects.for_user(user).filter(pk=item.application_id).exists())
    )
    if not allowed:
        audit.record_read("cases.read_refused", actor=_actor(user), subject=item)
        raise NotFound
    audit.record_read(action, actor=_actor(user), subject=item, office=item.application.village)
    return item


def letter_of(application: Application, pk: UUID | str) -> Letter:
    """A letter of the application an applicant has opened with their code. Raises NotFound for any other."""
    found = application.letters.filter(pk=_uuid(pk)).first()
    if found is None:
        raise NotFound
    return found


def report_of(application: Application, pk: UUID | str) -> VerificationReport:
    """The verification report of the applicant's own application. Raises NotFound for any other."""
    found = application.reports.filter(pk=_uuid(pk)).first()
    if found is None:
        raise NotFound
    return found
