"""Create and update the office tree from the locality preset."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.accounts.signals import acted
from portal.common.locality import Locality, OfficeSpec, get_locality

_COPIED = ("kind", "agency", "name", "name_en", "phone", "address", "address_en", "hours", "hours_en")


def _place(spec: OfficeSpec) -> bool:
    """Create or update one office below its parent; True if anything changed."""
    values = {name: value for name, value in asdict(spec).items() if name in _COPIED}
    office = Office.objects.filter(code=spec.code).first()
    parent = Office.objects.get(code=spec.parent) if spec.parent else None
    if office is None:
        fresh = Office(code=spec.code, **values)
        _added = parent.add_child(instance=fresh) if parent is not None else Office.add_root(instance=fresh)
        return True
    changed = [name for name, value in values.items() if getattr(office, name) != value]
    if changed:
        Office.objects.filter(pk=office.pk).update(**values)
    above = office.get_parent()
    if parent is not None and (above is None or above.pk != parent.pk):
        office.move(parent, "last-child")
        return True
    return bool(changed)


def load_locality(*, actor: Actor, locality: Locality | None = None) -> int:
    """Bring the office tree in line with the preset (default: the configured one); returns how many offices changed.

    Idempotent. Offices that the preset does not list stay: they may have been added by hand and may have cases.
    """
    preset = locality or get_locality()
    with transaction.atomic():
        changed = sum([_place(spec) for spec in preset.offices])
        if changed:
            acted.send(
                load_locality,
                action="accounts.load_locality",
                actor=actor,
                subject=None,
                office=None,
                detail={"locality": preset.code, "changed": changed},
            )
    return changed
