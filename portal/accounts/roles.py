"""What a person may do for an office (R1.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role is held at an office and covers its whole subtree. The Chinese term stands in the translation."""

    VILLAGE_AGENT = "village_agent", _("Village agent")
    WINDOW_CLERK = "window_clerk", _("Window clerk")
    VERIFIER = "verifier", _("Verifier")
    HANDLING_OFFICER = "handling_officer", _("Handling officer")
    APPROVER = "approver", _("Township approver")
    AGENCY_OFFICER = "agency_officer", _("Agency officer")
    AGENCY_APPROVER = "agency_approver", _("Agency approver")
    LEAD_ADJUDICATOR = "lead_adjudicator", _("Lead-agency adjudicator")
    DATA_STEWARD = "data_steward", _("Data steward")
    SUPERVISOR = "supervisor", _("Supervisor")
    EDITOR = "editor", _("Editor")
    PUBLISHER = "publisher", _("Publisher")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


# Roles whose work is done in the staff pages under /admin/: at present all of them.
ADMIN_ROLES: frozenset[str] = frozenset(Role.values)


def group_name(role: str) -> str:
    """The name of the Django group that carries the permissions of a role."""
    return f"role:{role}"
