"""Villages to choose from, grouped by township; kept for a minute, for the tree hardly ever changes."""

import time

from django.utils.translation import get_language

from portal.accounts.models import Office

Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
_KEEP_SECONDS = 60.0
_kept: dict[str, tuple[float, Groups]] = {}


def village_groups() -> Groups:
    """((township, ((village code, village name), …)), …) in the order of the tree, in the current language."""
    language = get_language() or "zh-hans"
    made, groups = _kept.get(language, (0.0, ()))
    if not groups or time.monotonic() - made > _KEEP_SECONDS:
        groups = _read()
        _kept[language] = (time.monotonic(), groups)
    return groups


def forget() -> None:
    """Read the tree again at the next use."""
    _kept.clear()


def _read() -> Groups:
    offices = list(Office.objects.filter(kind__in=("township", "village")).order_by("path"))
    townships = [office for office in offices if office.kind == "township"]
    return tuple(
        (
            township.label,
            tuple(
                (office.code, office.label)
                for office in offices
                if office.kind == "village" and township.covers(office)
            ),
        )
        for township in townships
    )
