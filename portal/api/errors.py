"""Refusals of the verbs for connected systems; the pages show ``str(error)``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.cases.errors import ConcurrentChange


class SystemChanged(ConcurrentChange):
    """Somebody else changed the system first (fault 5)."""

    what = _("A colleague has just changed this system.")
    mend = _("Look at it as it is now, and decide anew.")


class SystemClosed(SystemChanged):
    """The system was closed, which is for good."""

    what = _("This system is closed.")
    why = _("Its keys are revoked, and the officers have the claims it had.")
    mend = _("Connect the agency's system anew.")


class SecretChanged(SystemChanged):
    """Somebody else has made or retired a secret meanwhile."""

    what = _("The secrets of this system were left as they are.")
    why = _("A colleague has just made or retired one: they are not those your page showed.")
    mend = _("Ask them which one the agency has entered, then decide anew.")
