"""The verbs of this app, one a module. Only they write offices, roles and the calendar."""

from .assign_role import assign_role
from .end_assignment import end_assignment
from .load_calendar_year import load_calendar_year
from .load_locality import load_locality
from .sync_roles import sync_roles, sync_user_groups

__all__ = ["assign_role", "end_assignment", "load_calendar_year", "load_locality", "sync_roles", "sync_user_groups"]
