"""What a person has answered so far, and how it travels: sealed in the page, never in a table, session or address."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.datastructures import MultiValueDict

from portal.common import clock, crypto

CONTEXT = "forms.screening"
LIFETIME = dt.timedelta(hours=2)
# Longer than any honest page of answers.
MOST_CHARACTERS = 40_000

Typed = dict[str, list[str]]


class Stale(Exception):
    """The sealed answers are too old, damaged, or of another portal: the questions begin anew."""


@dataclass(frozen=True)
class Screening:
    """Answers as typed; `pages` holds, page by page, the paths of the facts that were put to the person.

    events   life events ticked on the first page; none means all schemes
    family   the typed answers of the family pages
    typed    the typed answers of all questions, by control (`m2-income_monthly`, `household-savings`)
    """

    events: tuple[str, ...] = ()
    family: Typed = field(default_factory=dict)
    typed: Typed = field(default_factory=dict)
    pages: tuple[tuple[str, ...], ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        """Every fact that was put to the person, answered or not."""
        return tuple(path for page in self.pages for path in page)

    @property
    def answers(self) -> MultiValueDict:
        """The typed answers as forms read them."""
        return MultiValueDict(self.typed)

    @property
    def family_answers(self) -> MultiValueDict:
        """The family pages as forms read them."""
        return MultiValueDict(self.family)

    def answered(self, values: Typed, paths: tuple[str, ...]) -> Screening:
        """With one more page of answers."""
        return replace(self, typed={**self.typed, **values}, pages=(*self.pages, paths))

    def back(self) -> Screening:
        """Without the last page; what was typed on it is still there when it comes again."""
        return replace(self, pages=self.pages[:-1])


def seal(screening: Screening) -> str:
    """The answers as text for a hidden field; nobody but this portal reads or changes it."""
    content: dict[str, Any] = {**vars(screening), "at": clock.now().isoformat()}
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(crypto.encrypt(data, CONTEXT)).decode()


def unseal(text: str) -> Screening:
    """The answers of a hidden field. Stale if it is damaged, of another portal, or older than two hours."""
    try:
        if len(text) > MOST_CHARACTERS:
            raise Stale
        content = json.loads(crypto.decrypt(base64.urlsafe_b64decode(text.encode()), CONTEXT))
    except (crypto.CryptoError, binascii.Error, ValueError) as error:
        raise Stale from error
    try:
        if clock.now() - dt.datetime.fromisoformat(content["at"]) > LIFETIME:
            raise Stale
        return Screening(
            events=tuple(content["events"]),
            family=content["family"],
            typed=content["typed"],
            pages=tuple(tuple(page) for page in content["pages"]),
        )
    except (KeyError, TypeError, ValueError) as error:  # sealed by another version of the portal
        raise Stale from error
