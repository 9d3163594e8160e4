"""Jobs of the public form, run by the worker. Each may run twice: its effect happens once."""

from typing import Any

from portal import messages
from portal.accounts.actors import Actor


@messages.handler("forms.send_draft_code")
def send_draft_code(payload: dict[str, Any], item: Any) -> None:
    """Send a new code for ``{"reference": …}`` if there is such a draft with a phone; a second run sends another
    code.
    """
    from forms.actions import send_code

    send_code(actor=Actor.system("forms.send_draft_code"), reference=payload["reference"])


@messages.handler("forms.purge_drafts")
def purge(payload: dict[str, Any], item: Any) -> None:
    """Delete drafts nobody came back for."""
    from forms.actions import purge_drafts

    purge_drafts(actor=Actor.system("forms.purge_drafts"))
