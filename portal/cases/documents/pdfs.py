"""PDF files: rewritten page by page without scripts, attachments, forms, links or anything else that acts."""

import io
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    import pikepdf

# Keys that start something, in the catalogue, on pages and in annotations.
_ACTIVE_ROOT = ("/OpenAction", "/AA", "/AcroForm", "/Names", "/JavaScript", "/Collection", "/URI", "/Extensions",
                "/AF", "/DSS", "/Perms", "/Metadata", "/Outlines", "/Dests")  # fmt: skip
_ACTIVE_PAGE = ("/AA", "/AF", "/Metadata", "/PieceInfo")


def clean_pdf(data: bytes) -> tuple[bytes, str]:
    """The pages of a PDF in a new file.

    Annotations go altogether: they carry links, scripts, media and attachments, and a scanned paper needs none.

    Raises:
        FileRefused: encrypted, damaged, without pages or with more than ``settings.DOCUMENT_MAX_PAGES``.
    """
    # Loaded when the first PDF comes: it is large, and most processes never see one.
    import pikepdf

    from portal.cases.documents.clean import refused

    if not data.lstrip()[:5] == b"%PDF-":
        raise refused(_("It is not a plain PDF file."))
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as source:
            if source.is_encrypted:
                raise refused(_("It is protected by a password. Save a copy without one."))
            if not 0 < len(source.pages) <= settings.DOCUMENT_MAX_PAGES:
                raise refused(_("It has no pages, or more than %(limit)d.") % {"limit": settings.DOCUMENT_MAX_PAGES})
            return _rewrite(source), "application/pdf"
    except pikepdf.PasswordError:
        raise refused(_("It is protected by a password. Save a copy without one.")) from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError, RecursionError):
        raise refused(_("The PDF is damaged and cannot be opened.")) from None


def _rewrite(source: "pikepdf.Pdf") -> bytes:
    import pikepdf

    target = pikepdf.new()
    for page in source.pages:
        for key in ("/Annots", *_ACTIVE_PAGE):
            if key in page:
                del page[key]
        target.pages.append(page)
    for key in _ACTIVE_ROOT:
        if key in target.Root:
            del target.Root[key]
    out = io.BytesIO()
    target.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
