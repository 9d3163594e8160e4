"""The verbs about plugins, for administrators: idempotent and audited."""

from portal.extensions.actions.configure import configure
from portal.extensions.actions.disable import disable
from portal.extensions.actions.enable import enable
from portal.extensions.actions.inherit import inherit
from portal.extensions.actions.install import install
from portal.extensions.actions.note_health import note_failure, note_success
from portal.extensions.actions.uninstall import uninstall
from portal.extensions.actions.upgrade import upgrade

__all__ = [
    "configure",
    "disable",
    "enable",
    "inherit",
    "install",
    "note_failure",
    "note_success",
    "uninstall",
    "upgrade",
]
