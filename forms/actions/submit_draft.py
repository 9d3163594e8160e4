"""Submit a draft: one application, a claim per scheme, the same receipt however often it is sent (fault 3)."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from forms import answers, conf
from forms.models import Draft
from forms.state import DraftState
from forms.stepform import StepForm
from forms.uploads import draft_key
from portal.accounts.actors import Actor
from portal.cases import actions as cases
from portal.common import clock

if TYPE_CHECKING:
    from portal.cases.models import Application


def submit_draft(
    *, actor: Actor, draft: Draft, state: DraftState, forms: dict[str, StepForm], uploaded: dict[str, list[Any]]
) -> "Application":
    """File the application and close the draft: its answers are wiped, they live in the application from now on.

    The submission key was fixed when the draft started: Back, a second tab or a double click find the same application.

    Raises:
        portal.cases.errors.CaseError: the application was not taken in; the draft is unchanged.
    """
    ids = tuple(document.pk for documents in uploaded.values() for document in documents)
    with transaction.atomic():
        given = answers.submission(draft, state, forms, ids, draft_key(draft))
        application = cases.submit(actor=actor, submission=given)
        now = clock.now()
        Draft.objects.filter(pk=draft.pk, submitted_at=None).update(
            submitted_at=now, answers=None, code_hash="", expires_at=now + conf.get("DRAFT_RECEIPT_LIFETIME")
        )
    return application
