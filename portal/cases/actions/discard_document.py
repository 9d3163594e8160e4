"""Take an upload out of a draft again."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from portal import audit
from portal.cases.errors import NotFound
from portal.cases.models import Document
from portal.common import private_files

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def discard_document(*, actor: "Actor", draft_key: str, document_id: UUID) -> None:
    """Remove a file that belongs to the draft; one that was submitted stays.

    Raises:
        NotFound: the draft has no such file.
    """
    with transaction.atomic():
        document = Document.objects.filter(pk=document_id, draft_key=draft_key, application__isnull=True).first()
        if document is None or not draft_key:
            raise NotFound
        audit.record("cases.discard_document", actor=actor, subject=document, detail={"material": document.material})
        stored_name = document.stored_name
        document.delete()
        # After the commit: a rollback keeps row and file together.
        transaction.on_commit(lambda: private_files.delete(stored_name))
