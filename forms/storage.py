"""Where the wizard keeps what was typed: on the Draft row, encrypted, not in the session.

formtools asks a storage for a ``data`` dictionary. Here it is the row's ``answers``:

``step_data``  step → {control: [values as typed]}
``done``       steps the person finished, in any order
``members``    [{"key": 2, "data": {control: [values]}}], the household besides the applicant
``next_key``   the key of the next member: keys are never used again, so that a stale tab cannot overwrite another
person ``notice``     keys of messages to show once

Writes are changes, not snapshots: each is applied at once and remembered; when another tab wrote first, the row is read
again and the changes are applied to the newer answers. So two tabs on two steps lose nothing (fault 3).
"""

import copy
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from formtools.wizard.storage.base import BaseStorage  # type: ignore[import-untyped]

from forms import conf
from forms.models import Draft
from forms.tokens import COOKIE, hash_token
from portal.common import clock

Answers = dict[str, Any]
_ANSWERS = Draft._meta.get_field("answers")
_MAX_RETRIES = 8
# The sign of life is not written at every click: half a minute more or less does not matter, a write does.
_SEEN_EVERY_SECONDS = 30


class DraftBusy(Exception):
    """The draft was changed by others again and again; nothing was written."""


def empty_answers() -> Answers:
    return {"step_data": {}, "done": [], "members": [], "next_key": 2, "notice": []}


def draft_for_token(token: str) -> Draft | None:
    """The draft this browser may open, or None. A token nobody used for a while opens nothing (fault 29)."""
    draft = Draft.objects.filter(token_hash=hash_token(token)).first() if token else None
    now = clock.now()
    if draft is None or draft.expires_at <= now:
        return None
    return draft


def is_idle(draft: Draft) -> bool:
    """Whether the browser was left alone for so long that it has to show reference and code again."""
    return bool(clock.now() - draft.seen_at > conf.get("DRAFT_IDLE"))


class DraftStorage(BaseStorage):
    """formtools storage on `Draft`. Without a draft (step 1 not answered yet) it is empty and writes nothing."""

    def __init__(self, prefix: str, request: HttpRequest | None = None, file_storage: Any = None) -> None:
        super().__init__(prefix, request, file_storage)
        self.changes: list[Callable[[Answers], None]] = []
        self.columns: dict[str, Any] = {}

    @cached_property
    def found(self) -> Draft | None:
        """The row behind the cookie, idle or not."""
        return draft_for_token(self.request.COOKIES.get(COOKIE, "")) if self.request else None

    @property
    def idle(self) -> bool:
        return self.found is not None and is_idle(self.found)

    @cached_property
    def draft(self) -> Draft | None:
        return None if self.found is None or is_idle(self.found) else self.found

    @cached_property
    def data(self) -> Answers:
        return (self.draft.answers if self.draft else None) or empty_answers()

    def adopt(self, draft: Draft) -> None:
        """Go on with a draft that was started in this request."""
        self.found = self.draft = draft
        self.data = draft.answers or empty_answers()

    # -- what formtools calls
    def init_data(self) -> None:
        self.data = empty_answers()

    def reset(self) -> None:
        """formtools resets after `done`; the draft itself is closed by `actions.submit_draft`, not here."""

    def _get_current_step(self) -> str | None:
        return self._step if self._step is not None else (self.draft.step or None if self.draft else None)

    def _set_current_step(self, step: str | None) -> None:
        self._step = step

    _step: str | None = None
    current_step = property(_get_current_step, _set_current_step)

    @property
    def extra_data(self) -> Answers:
        return {}

    def get_step_files(self, step: str) -> None:
        """Uploads are not kept in the wizard: each becomes a stored document at once."""

    def set_step_files(self, step: str, files: Any) -> None:
        """See `get_step_files`."""

    def set_step_data(self, step: str, cleaned_data: dict[str, list[str]]) -> None:
        self.change(lambda data: data["step_data"].__setitem__(step, cleaned_data))

    def update_response(self, response: HttpResponse) -> None:
        return None

    # -- ours
    @property
    def done(self) -> list[str]:
        return list(self.data["done"])

    @property
    def members(self) -> list[dict[str, Any]]:
        return list(self.data["members"])

    def change(self, apply: Callable[[Answers], None]) -> None:
        """Apply a change to the answers now, and once more on newer ones if another tab writes first."""
        apply(self.data)
        self.changes.append(apply)

    def mark_done(self, step: str, *, done: bool = True) -> None:
        def apply(data: Answers) -> None:
            data["done"] = sorted({*data["done"], step} if done else {*data["done"]} - {step})

        self.change(apply)

    def set_column(self, name: str, value: Any) -> None:
        """Write a plain column of the row together with the answers."""
        self.columns[name] = value

    def add_notice(self, *keys: str) -> None:
        self.change(lambda data: data["notice"].extend(key for key in keys if key not in data["notice"]))

    def take_notices(self) -> list[str]:
        """The messages to show once; saving makes them forgotten."""
        notices = list(self.data["notice"])
        if notices:
            self.change(lambda data: data["notice"].clear())
        return notices

    def save(self) -> None:
        """Write the changes: one conditional UPDATE; on a lost race read again, apply again.

        Raises:
            DraftBusy: the row changed under us `_MAX_RETRIES` times.
        """
        draft = self.draft
        if draft is None:
            return
        now = clock.now()
        for _attempt in range(_MAX_RETRIES):
            columns = {**self.columns, "seen_at": now, "version": draft.version + 1}
            if self.changes:
                columns["answers"] = _ANSWERS.seal(self.data, draft.pk)
            if Draft.objects.filter(pk=draft.pk, version=draft.version, submitted_at=None).update(**columns):
                draft.version += 1
                draft.seen_at = now
                for name, value in self.columns.items():
                    setattr(draft, name, value)
                self.changes.clear()
                self.columns.clear()
                return
            draft = self._reread(draft)
            if draft is None:
                return
        raise DraftBusy

    def _reread(self, draft: Draft) -> Draft | None:
        fresh = Draft.objects.filter(pk=draft.pk, submitted_at=None).first()
        if fresh is None:
            return None
        self.found = self.draft = fresh
        self.data = copy.deepcopy(fresh.answers) or empty_answers()
        for apply in self.changes:
            apply(self.data)
        return fresh

    def touch(self) -> None:
        """Remember that somebody is there, unless that was written a moment ago."""
        draft = self.draft
        if draft is not None and (clock.now() - draft.seen_at).total_seconds() > _SEEN_EVERY_SECONDS:
            draft.seen_at = clock.now()
            Draft.objects.filter(pk=draft.pk).update(seen_at=draft.seen_at)
