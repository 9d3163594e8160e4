"""Move a draft to today's form: what was answered stays, what is newly asked becomes the first gap (fault 31)."""

from django.db import transaction
from django.utils.datastructures import MultiValueDict

from forms import definitions, versions
from forms.state import DraftState
from forms.steps import STEPS
from forms.storage import DraftStorage
from portal import audit
from portal.accounts.actors import Actor

CHANGED, SCHEMES_GONE = "form-changed", "schemes-gone"


def migrate_draft(*, actor: Actor, storage: DraftStorage, language: str) -> None:
    """Pin the draft to the form of today and reopen the steps whose answers no longer suffice.

    Schemes no plugin offers any more are taken out, with a notice; if none is left, step 1 is open again.
    """
    draft = storage.draft
    if draft is None:
        return
    state = DraftState(storage.data, language)
    live = set(state.definition.scheme_keys)
    notices = [CHANGED]
    if set(state.chosen) - live:
        notices.append(SCHEMES_GONE)
        storage.change(
            lambda data: data["step_data"]["schemes"].__setitem__(
                "schemes", [key for key in data["step_data"]["schemes"].get("schemes", ()) if key in live]
            )
        )
        state = DraftState(storage.data, language)
    for step, form_class in STEPS:
        if (
            step in storage.done
            and step != "documents"
            and not form_class(data=state.typed(step) or MultiValueDict(), state=state).is_valid()
        ):
            storage.mark_done(step, done=False)
    storage.add_notice(*notices)
    old = draft.form_version
    storage.set_column("form_version", versions.pin(state.chosen))
    with transaction.atomic():
        storage.save()
        audit.record(
            "drafts.migrate", actor=actor, subject=draft, detail={"from": old, "to": definitions.digest(state.chosen)}
        )
