"""From untrusted bytes to a clean file, or a refusal."""

from collections.abc import Callable
from dataclasses import dataclass

import filetype
import puremagic
from django.conf import settings
from django.utils.translation import gettext as _

from portal.cases.documents.images import clean_image
from portal.cases.documents.pdfs import clean_pdf
from portal.cases.errors import FileRefused


@dataclass(frozen=True)
class CleanFile:
    """The rewritten content and its type, one of ``image/jpeg``, ``image/png``, ``application/pdf``."""

    data: bytes
    content_type: str


# What two independent detectors must both say, and who rewrites it. WebP is stored as JPEG: every office can open that.
CLEANERS: dict[str, Callable[[bytes], tuple[bytes, str]]] = {
    "image/jpeg": clean_image,
    "image/png": clean_image,
    "image/webp": clean_image,
    "application/pdf": clean_pdf,
}


def clean(data: bytes) -> CleanFile:
    """A harmless copy of an uploaded file.

    Raises:
        FileRefused: empty, too large, of another kind, ambiguous, broken or with too many pixels; says which.
    """
    limit = settings.DOCUMENT_MAX_BYTES
    if not data:
        raise refused(_("It is empty."))
    if len(data) > limit:
        raise refused(_("It is larger than %(limit)d MB.") % {"limit": limit // 2**20})
    kind = _kind(data)
    if kind not in CLEANERS:
        raise refused(_("It is neither a photo nor a PDF, whatever its name says."))
    rewritten, content_type = CLEANERS[kind](data)
    if len(rewritten) > 2 * limit:
        raise refused(_("It is larger than %(limit)d MB.") % {"limit": limit // 2**20})
    return CleanFile(rewritten, content_type)


def refused(problem: str) -> FileRefused:
    """The refusal with what would be accepted instead."""
    return FileRefused(problem=problem, limit=settings.DOCUMENT_MAX_BYTES // 2**20)


def _kind(data: bytes) -> str:
    """The type both detectors agree on; empty when they do not (a polyglot tries to be two things)."""
    guess = filetype.guess_mime(data)
    try:
        found = {match.mime_type for match in puremagic.magic_string(data)}
    except (puremagic.PureError, ValueError):
        return ""
    return guess if guess in found else ""
