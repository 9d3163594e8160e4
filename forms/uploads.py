"""The documents of a draft: stored at once through `cases.actions.attach_document`, checked there, encrypted (faults
20-24).
"""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from forms.models import Draft
from portal.accounts.actors import Actor
from portal.cases import actions as cases
from portal.cases.errors import CaseError, FileRefused, NotFound
from portal.cases.models import Document
from portal.common import crypto
from portal.common.private_files import PrivateFileError


def draft_key(draft: Draft) -> str:
    """What ties uploads to a draft; a keyed hash, and the same after the browser's token changed."""
    return crypto.blind_index(draft.submission_key, "draft-documents")


def uploads_of(draft: Draft | None) -> dict[str, list[Document]]:
    """The stored documents of a draft by material, oldest first."""
    found: dict[str, list[Document]] = {}
    if draft is not None:
        for document in Document.objects.filter(draft_key=draft_key(draft), application=None):
            found.setdefault(document.material, []).append(document)
    return found


def store(draft: Draft, material: str, files: Iterable["UploadedFile[bytes]"]) -> list[str]:
    """Store files as documents of one material; returns what is wrong with those that were refused, each by its
    name.
    """
    problems = []
    for file in files:
        try:
            _store_one(draft, material, file)
        except CaseError as refusal:
            problems.append(_("“%(name)s”: %(problem)s") % {"name": short_name(file.name or ""), "problem": refusal})
        except PrivateFileError:
            problems.append(
                _(
                    "“%(name)s” could not be stored: there is no room at the moment. Please try again later, or tick"
                    " that you will bring it."
                )
                % {"name": short_name(file.name or "")}
            )
    return problems


def _store_one(draft: Draft, material: str, file: "UploadedFile[bytes]") -> None:
    if file.size is not None and file.size > settings.DOCUMENT_MAX_BYTES:
        # Refused by its size, before a byte of it is read into memory.
        limit = settings.DOCUMENT_MAX_BYTES // 2**20
        raise FileRefused(problem=_("It is larger than %(limit)d MB.") % {"limit": limit}, limit=limit)
    cases.attach_document(
        actor=Actor.applicant(draft.reference),
        draft_key=draft_key(draft),
        material=material,
        data=file.read(),
        original_name=file.name or "",
    )


def short_name(name: str) -> str:
    """A file's name as it may be shown: without path, control characters and undue length."""
    from forms.fields import tidy

    name = tidy(name.replace("\\", "/").rsplit("/", 1)[-1])
    return name if len(name) <= 40 else f"{name[:30]}…{name[-8:]}"


def remove(draft: Draft, document_id: str) -> bool:
    """Take an upload of this draft back; False when it is not this draft's (fault 26)."""
    try:
        cases.discard_document(
            actor=Actor.applicant(draft.reference), draft_key=draft_key(draft), document_id=UUID(document_id)
        )
    except (NotFound, ValueError):
        return False
    return True


def delete_uploads(draft: Draft) -> None:
    """Remove every upload of a draft that never became an application."""
    for documents in uploads_of(draft).values():
        for document in documents:
            cases.discard_document(
                actor=Actor.system("forms.purge_drafts"), draft_key=draft_key(draft), document_id=document.pk
            )
