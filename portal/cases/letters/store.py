"""The row of a letter and its encrypted file.

The row is written in the transaction that decides, with its number and the frozen data; the file is printed right after
the commit, and by the worker if the process died in between. So the database is never locked while typst works, and a
letter that was promised exists.
"""

import hashlib
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from portal import messages
from portal.cases.letters.typesetting import render
from portal.cases.models import Application, Claim, Letter, VerificationReport
from portal.common import clock, private_files

PRINT_JOB = "cases.print_letter"
Printed = Letter | VerificationReport


def issue(
    *, kind: str, number: str, data: dict[str, Any], application: Application, claim: Claim | None = None
) -> Letter:
    """Store a letter and have it printed; call inside the transaction of the verb.

    Args:
        number: from :func:`portal.cases.letters.numbers.take_number`, taken in the same transaction.
        data: what the letter says, from :mod:`portal.cases.letters.texts`.
    """
    letter = Letter.objects.create(
        application=application, claim=claim, kind=kind, number=number, data=data,
        language=application.language, created_at=clock.now(),
    )  # fmt: skip
    print_soon(letter)
    return letter


def print_soon(item: Printed) -> None:
    """Enqueue the printing of a stored row: at once after the commit, else by the worker."""
    payload = {"model": type(item).__name__, "id": str(item.pk)}
    messages.enqueue(PRINT_JOB, payload, key=f"print:{item.pk}", eager=True)


def print_by_id(model: str, pk: str) -> None:
    """Print what a job names; a row that is gone needs no letter."""
    kinds = {"Letter": Letter, "VerificationReport": VerificationReport}
    try:
        item: Printed = kinds[model].objects.get(pk=pk)
    except ObjectDoesNotExist:
        return
    ensure_stored(item)


def ensure_stored(item: Printed) -> None:
    """Make sure the file of a letter exists; two processes may try, one file stays."""
    if item.stored_name:
        return
    pdf = render(item.kind, item.data, item.language)
    name = private_files.save(pdf, _context(item))
    values = {"stored_name": name, "size": len(pdf), "sha256": hashlib.sha256(pdf).hexdigest()}
    if type(item).objects.filter(pk=item.pk, stored_name="").update(**values):
        for field, value in values.items():
            setattr(item, field, value)
    else:
        private_files.delete(name)
        item.refresh_from_db(fields=list(values))


def read(item: Printed) -> bytes:
    """The PDF of a letter or report, printed first if nobody has yet.

    Raises:
        portal.common.private_files.PrivateFileError: when the stored file is gone.
    """
    ensure_stored(item)
    return private_files.read(item.stored_name, _context(item))


def _context(item: Printed) -> str:
    return f"cases.{type(item).__name__}:{item.pk}"
