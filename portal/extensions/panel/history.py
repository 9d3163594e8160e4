"""What was done with a plugin, from the audit trail, in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.accounts.models import Office
from portal.audit.models import AuditEntry
from portal.extensions.models import PluginState

SHOWN = 30


@dataclass(frozen=True)
class Line:
    """One act."""

    at: datetime
    who: str
    what: str


def history(name: str) -> list[Line]:
    """The latest acts on a plugin, newest first."""
    state = PluginState.objects.filter(name=name).first()
    if state is None:
        return []
    found = AuditEntry.objects.filter(subject_type=PluginState._meta.label, subject_id=str(state.pk), is_read=False)
    entries = list(found.order_by("-sequence")[:SHOWN])
    codes = {entry.office_code for entry in entries}
    offices = {office.code: office.label for office in Office.objects.filter(code__in=codes)}
    return [
        Line(entry.at, entry.actor_label, _what(entry.action, json.loads(entry.detail), offices.get(entry.office_code)))
        for entry in entries
    ]


def _what(action: str, detail: dict[str, Any], office: str | None) -> str:
    verb = action.partition(".")[2]
    if office:
        here = {
            "enable": _("Enabled for %(office)s"),
            "disable": _("Disabled for %(office)s"),
            "inherit": _("%(office)s follows the office above it again"),
        }
        if verb in here:
            return here[verb] % {"office": office}
    words = {
        "install": _("Installed, version %(version)s"),
        "upgrade": _("Upgraded from version %(from)s to %(to)s"),
        "uninstall": _("Uninstalled, version %(version)s"),
        "enable": pgettext("history of a plugin", "Enabled"),
        "disable": pgettext("history of a plugin", "Disabled"),
        "configure": _("Settings changed: %(keys)s"),
    }
    if verb not in words:
        return action
    return words[verb] % {**detail, "keys": ", ".join(detail.get("settings", ()))}
