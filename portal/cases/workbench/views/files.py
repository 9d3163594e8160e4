"""Letters, reports and uploads: checked, recorded, and sent so that no browser runs anything in them."""

import mimetypes
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri
from django.views import View

from portal.cases import documents as document_store
from portal.cases import queries
from portal.cases.letters import store
from portal.cases.workbench.access import not_here, view_application
from portal.cases.workbench.views.application import letters, may_open_document
from portal.common.private_files import PrivateFileError

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",
}


def attachment(data: bytes, name: str, content_type: str) -> HttpResponse:
    """A download that is never shown inside the site."""
    response = HttpResponse(data, content_type=content_type, headers=SAFE_HEADERS)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{iri_to_uri(name).replace(';', '%3B')}"
    return response


class FileView(View):
    """The common way: the application must be visible, the file must belong to it, then it is read and recorded."""

    def get(self, request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
        viewed = view_application(request.user, pk)
        try:
            return self.deliver(request, viewed, item)
        except PrivateFileError as error:
            raise not_here(request.user, "file", item) from error

    def deliver(self, request: HttpRequest, viewed: Any, item: UUID) -> HttpResponse:
        """The file as a response, or 404."""
        raise NotImplementedError


class LetterView(FileView):
    """A letter to the applicant."""

    def deliver(self, request: HttpRequest, viewed: Any, item: UUID) -> HttpResponse:
        if item not in {letter.pk for letter in letters(viewed)}:
            raise not_here(request.user, "letter", item)
        letter = queries.letter_for(request.user, item)
        return attachment(store.read(letter), f"{letter.number}.pdf", "application/pdf")


class ReportView(FileView):
    """The verification report, shared by every office that decides (R3.6)."""

    def deliver(self, request: HttpRequest, viewed: Any, item: UUID) -> HttpResponse:
        if not viewed.sees_family or not viewed.application.reports.filter(pk=item).exists():
            raise not_here(request.user, "report", item)
        report = queries.report_for(request.user, item)
        return attachment(store.read(report), f"{report.number}.pdf", "application/pdf")


class DocumentView(FileView):
    """A paper the applicant brought."""

    def deliver(self, request: HttpRequest, viewed: Any, item: UUID) -> HttpResponse:
        document = viewed.application.documents.filter(pk=item).first()
        if document is None or not may_open_document(viewed, document):
            raise not_here(request.user, "document", item)
        document = queries.document_for(request.user, item)
        suffix = mimetypes.guess_extension(document.content_type) or ""
        name = f"{viewed.application.receipt}-{document.material}{suffix}"
        return attachment(document_store.read(document), name, document.content_type)
