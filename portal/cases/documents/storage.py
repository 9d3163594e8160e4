"""Where the clean files lie: encrypted, bound to their row."""

from portal.cases.models import Document
from portal.common import private_files


def context(document: Document) -> str:
    """What a stored file is bound to, so that it cannot be exchanged for another one."""
    return f"cases.Document:{document.pk}"


def read(document: Document) -> bytes:
    """The content of an upload.

    Raises:
        portal.common.private_files.PrivateFileError: when the stored file is gone.
    """
    return private_files.read(document.stored_name, context(document))
