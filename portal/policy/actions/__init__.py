"""The verbs of policy figures; only they write."""

from portal.policy.actions.approve import approve
from portal.policy.actions.go_live import go_live
from portal.policy.actions.note_reading import note_reading
from portal.policy.actions.propose import propose
from portal.policy.actions.reject import reject
from portal.policy.actions.request_preview import request_preview
from portal.policy.actions.save_draft import save_draft
from portal.policy.actions.withdraw import withdraw

__all__ = [
    "approve",
    "go_live",
    "note_reading",
    "propose",
    "reject",
    "request_preview",
    "save_draft",
    "withdraw",
]
