"""Who may stand on which step: the gate in front of every page of the wizard (faults 3, 29, 31)."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import get_language

from forms import actions, answers
from forms.definitions import digest
from forms.state import DraftState
from forms.stepform import StepForm
from forms.steps import STEP_NAMES, STEPS
from forms.storage import DraftStorage
from portal.accounts.actors import Actor


class Gate:
    """The steps of this draft and the way to the first unfinished one. Mixed into the wizard."""

    storage: DraftStorage

    if TYPE_CHECKING:

        def get_step_url(self, step: str) -> str: ...

    def get_form_list(self) -> dict[str, type[StepForm]]:
        """The steps that have anything to ask of this draft."""
        return self._form_list

    @cached_property
    def _form_list(self) -> dict[str, type[StepForm]]:
        return {step: form for step, form in STEPS if answers.applies(step, self.state)}

    @cached_property
    def state(self) -> DraftState:
        return DraftState(self.storage.data, get_language() or "zh-hans")

    def refresh(self) -> None:
        """Look at the answers anew after a change."""
        for name in ("state", "_form_list"):
            self.__dict__.pop(name, None)

    def gate(self, step: str) -> HttpResponse | None:
        """Where to send somebody who cannot be on this step now, or None."""
        if self.storage.idle:
            return redirect("forms:locked")
        draft = self.storage.draft
        if draft is None:
            return None if step == STEP_NAMES[0] else redirect("forms:apply")
        if draft.submitted_at is not None:
            return redirect("forms:receipt")
        if self.state.chosen and draft.form_version != digest(self.state.chosen):
            actions.migrate_draft(actor=Actor.applicant(draft.reference), storage=self.storage, language=draft.language)
            self.refresh()
            return self.to_step(self.first_gap() or "check")
        if step not in self.get_form_list():
            return self.to_step(self.first_gap() or "check")
        gap = self.first_gap(before=step)
        if gap:
            self.storage.add_notice("skipped")
            self.storage.save()
            return self.to_step(gap)
        self.storage.current_step = step
        return None

    def first_gap(self, before: str | None = None) -> str | None:
        """The first step that is not finished; with `before`, only looking at the steps in front of that one."""
        for step in self.get_form_list():
            if step in (before, "check"):
                return None
            if step not in self.storage.done:
                return step
        return None

    def to_step(self, step: str, query: str = "") -> HttpResponse:
        return redirect(self.get_step_url(step) + (f"?{query}" if query else ""))
