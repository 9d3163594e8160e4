"""Hang a posting out again for the days that were left when somebody objected (R8.2)."""

from datetime import date
from typing import TYPE_CHECKING

from portal import audit
from portal.publicity.actions.open_posting import plan_close
from portal.publicity.models import Posting

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def hang_again(*, actor: "Actor", posting: Posting, until: date, after: str) -> None:
    """Move the last day and plan the taking down anew; call inside the transaction that closes the inquiry.

    Args:
        after: the key of the objection whose inquiry is over.
    """
    posting.closes_on = until
    posting.save(update_fields=["closes_on"])
    plan_close(posting, after)
    audit.record(
        "publicity.hang_again", actor=actor, subject=posting, office=posting.village,
        detail={"closes_on": until.isoformat()},
    )  # fmt: skip
