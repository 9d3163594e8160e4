"""The verbs of the public form, one per module: only they write drafts from start to end of life."""

from forms.actions.clear_draft import clear_draft
from forms.actions.give_code import give_code, may_text, send_code
from forms.actions.migrate_draft import migrate_draft
from forms.actions.purge_drafts import purge_drafts
from forms.actions.resume_draft import resume_draft
from forms.actions.start_draft import start_draft
from forms.actions.submit_draft import submit_draft

__all__ = [
    "clear_draft",
    "give_code",
    "may_text",
    "migrate_draft",
    "purge_drafts",
    "resume_draft",
    "send_code",
    "start_draft",
    "submit_draft",
]
