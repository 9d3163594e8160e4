"""Take in an upload for a draft (fault 20–23)."""

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit
from portal.cases import documents
from portal.cases.documents.clean import refused
from portal.cases.documents.storage import context
from portal.cases.models import Document
from portal.common import clock, private_files

if TYPE_CHECKING:
    from portal.accounts.actors import Actor

NAME_LIMIT = 150


def attach_document(*, actor: "Actor", draft_key: str, data: bytes, original_name: str, material: str) -> Document:
    """Check, rewrite and store a file; it belongs to the draft until submit.

    Args:
        draft_key: hash of the draft's secret; never the secret itself.
        original_name: as the browser said; kept to show it, never used as a path.
        material: the key of the paper this is.

    Raises:
        FileRefused: too large, of another kind, dangerous or damaged, or too many files for one draft.
        portal.common.private_files.PrivateFileError: the disk is full; nothing is left behind then.
    """
    if Document.objects.filter(draft_key=draft_key, application__isnull=True).count() >= settings.DOCUMENT_MAX_FILES:
        raise refused(_("There are already %(limit)d files.") % {"limit": settings.DOCUMENT_MAX_FILES})
    clean = documents.clean(data)
    document = Document(
        draft_key=draft_key, material=material, original_name=shown_name(original_name),
        content_type=clean.content_type, size=len(clean.data), sha256=hashlib.sha256(clean.data).hexdigest(),
        created_at=clock.now(),
    )  # fmt: skip
    document.stored_name = private_files.save(clean.data, context(document))
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            audit.record(
                "cases.attach_document", actor=actor, subject=document,
                detail={"material": material, "type": clean.content_type, "size": len(clean.data)},
            )  # fmt: skip
    except BaseException:
        private_files.delete(document.stored_name)
        raise
    return document


def shown_name(name: str) -> str:
    """A file name fit to be shown: no folders, no control or direction characters, at most 150 characters
    (fault 23)."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(char for char in plain if char.isprintable()).strip()
    if len(plain) > NAME_LIMIT:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: NAME_LIMIT - 12]}…{dot}{ending[-10:]}" if dot else plain[:NAME_LIMIT]
    return plain or _("unnamed")
