"""What management commands share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError

from plugins.api.vocabulary import nearest


@contextmanager
def database() -> Iterator[None]:
    """One sentence instead of a traceback where the tables are not there yet, or the database cannot be reached."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        raise CommandError(
            f"the database cannot be read: {str(error).strip()}. If it is new, make its tables: portal migrate, "
            "then portal load_locality"
        ) from None


def no_office(code: str, known: Iterable[str]) -> str:
    """That there is no such office: with the nearest code and all there are, or with how offices come to be."""
    codes = list(known)
    if not codes:
        return f"there is no office {code}: no offices are loaded yet. Run: portal load_locality"
    return f"there is no office {code}{nearest(code, codes)}; known are {', '.join(codes)}"
