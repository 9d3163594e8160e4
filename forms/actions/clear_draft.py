"""Close a draft in this browser: its token dies, the answers stay for whoever has number and code (fault 29)."""

from django.db import transaction

from forms.models import Draft
from portal import audit
from portal.accounts.actors import Actor


def clear_draft(*, actor: Actor, draft: Draft) -> None:
    """Forget the browser's token. A draft that was neither saved nor submitted cannot be opened again and is
    emptied.
    """
    with transaction.atomic():
        values: dict[str, object] = {"token_hash": None}
        if not draft.code_hash and draft.submitted_at is None:
            values["answers"] = None
        Draft.objects.filter(pk=draft.pk).update(**values)
        audit.record("drafts.clear", actor=actor, subject=draft)
