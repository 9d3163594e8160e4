"""Letters and reports as PDF, only for the application whose status page is open in this session (fault 26)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, pgettext

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
    response["Content-Disposition"] = content_disposition_header(True, f"{_name(paper, receipt)}.pdf")
    # The browser may neither guess types nor run anything.
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _name(paper: Letter | VerificationReport, receipt: str) -> str:
    """What the file is called, so that several letters can be told apart: kind, scheme, receipt; no person's name."""
    if isinstance(paper, VerificationReport):
        return "_".join((pgettext("letter", "Verification report"), receipt))
    scheme = paper.claim.name_in(get_language() or "zh-hans") if paper.claim else ""
    return "_".join(filter(None, (str(paper.get_kind_display()), scheme, receipt)))
