"""The verbs of connected systems: only these write them. Keyword arguments, the actor first."""

from portal.api.actions.change_system import change_system
from portal.api.actions.connect_system import connect_system
from portal.api.actions.finish_rotation import finish_rotation
from portal.api.actions.issue_key import issue_key
from portal.api.actions.resend import resend
from portal.api.actions.revoke_key import revoke_key
from portal.api.actions.rotate_portal_key import rotate_portal_key
from portal.api.actions.rotate_secret import rotate_secret
from portal.api.actions.set_state import set_state

__all__ = [
    "change_system",
    "connect_system",
    "finish_rotation",
    "issue_key",
    "resend",
    "revoke_key",
    "rotate_portal_key",
    "rotate_secret",
    "set_state",
]
