"""The verbs of this app, one a module. Only they write users, offices, roles and the calendar."""

from .assign_role import assign_role
from .create_user import create_user
from .end_assignment import end_assignment
from .load_calendar_year import load_calendar_year
from .load_locality import load_locality
from .reset_second_factor import reset_second_factor
from .sync_roles import groups_of_roles, sync_roles, sync_user_groups

__all__ = [
    "assign_role",
    "create_user",
    "end_assignment",
    "groups_of_roles",
    "load_calendar_year",
    "load_locality",
    "reset_second_factor",
    "sync_roles",
    "sync_user_groups",
]
