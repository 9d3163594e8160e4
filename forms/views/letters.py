"""Letters and reports as PDF, only for the application whose status page is open in this session (fault 26)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from forms.views.base import private_view
from forms.views.tracking import opened_application
from portal import audit
from portal.accounts.actors import Actor
from portal.cases import queries
from portal.cases.errors import NotFound
from portal.cases.letters import store
from portal.cases.models import Letter, VerificationReport


@private_view
def letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """A letter of the opened application; everything else is 404, whether it exists or not."""
    application = opened_application(request)
    if application is None:
        raise Http404
    try:
        return _pdf(queries.letter_of(application, letter), application.receipt)
    except NotFound:
        raise Http404 from None


@private_view
def report(request: HttpRequest, report: UUID) -> HttpResponse:
    """The verification report of the opened application; everything else is 404."""
    application = opened_application(request)
    if application is None:
        raise Http404
    try:
        return _pdf(queries.report_of(application, report), application.receipt)
    except NotFound:
        raise Http404 from None


def _pdf(paper: Letter | VerificationReport, receipt: str) -> HttpResponse:
    audit.record_read("tracking.read_paper", actor=Actor.applicant(receipt), subject=paper)
    response = HttpResponse(store.read(paper), content_type="application/pdf")
    # The file name tells nothing but the number of the letter; the browser may neither guess types nor run anything.
    response["Content-Disposition"] = f'attachment; filename="{type(paper).__name__.lower()}-{paper.pk.hex[:8]}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
