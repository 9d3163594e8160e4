"""Set a plugin's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from plugins.api import Setting
from plugins.manager import get_manager
from portal import audit
from portal.accounts.actors import Actor
from portal.extensions.actions import _steps
from portal.extensions.errors import SettingsInvalid
from portal.extensions.models import PluginSetting

LONGEST = 2_000


def configure(*, actor: Actor, name: str, values: Mapping[str, Any]) -> list[str]:
    """Store values of declared types; None goes back to the default. Returns the keys that changed.

    What is not named stays. The audit names keys, never values.

    Raises:
        SettingsInvalid: an undeclared key or a value of another type; nothing is stored then.
        NotDiscovered, InQuarantine, NotInstalled: there is no such plugin to configure.
        portal.accounts.permissions.NotAllowed: the actor is no administrator of the county.
    """
    _steps.allow(actor)
    _steps.discovered(name)
    state = _steps.state_of(name)
    declared = {item.key: item for item in get_manager().plugins()[name].settings}
    if errors := {key: _problem(declared.get(key), value) for key, value in values.items()}:
        errors = {key: problem for key, problem in errors.items() if problem}
    if errors:
        raise SettingsInvalid(_("Nothing was saved: some values do not fit."), errors)
    with transaction.atomic():
        changed = sorted(key for key, value in values.items() if _store(name, declared[key], value))
        if changed:
            audit.record(
                "extensions.configure", actor=actor, subject=state, detail={"plugin": name, "settings": changed},
            )  # fmt: skip
    return changed


def _problem(item: Setting | None, value: Any) -> str:
    if item is None:
        return _("The plugin declares no such setting.")
    if value is not None and not item.accepts(value):
        return _("This is not a value of the kind the plugin declares.")
    if isinstance(value, str) and len(value) > LONGEST:
        return _("Please keep it below %(limit)d characters.") % {"limit": LONGEST}
    return ""


def _store(name: str, item: Setting, value: Any) -> bool:
    row = PluginSetting.objects.select_for_update().filter(plugin=name, key=item.key).first()
    if value is None:
        return bool(row and row.delete())
    stored = value if isinstance(value, bool | str) else str(value)
    before = None if row is None else row.secret if item.type == "secret" else row.value
    if before == stored:
        return False
    row = row or PluginSetting(plugin=name, key=item.key)
    row.value, row.secret = (None, stored) if item.type == "secret" else (stored, None)
    row.save()
    return True
