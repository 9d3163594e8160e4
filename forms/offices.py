"""Villages to choose from, grouped by township; kept for a minute, for the tree hardly ever changes."""

import time
from dataclasses import dataclass

from django.utils.translation import get_language

from portal.accounts.models import Office

Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
_KEEP_SECONDS = 60.0


@dataclass(frozen=True)
class Place:
    """Where a village lies: the name of its township, and the codes from the village up to the root."""

    township: str
    chain: tuple[str, ...]


@dataclass(frozen=True)
class _Tree:
    groups: Groups
    places: dict[str, Place]


_kept: dict[str, tuple[float, _Tree]] = {}


def village_groups() -> Groups:
    """((township, ((village code, village name), …)), …) in the order of the tree, in the current language."""
    return _tree().groups


def place_of(village: str) -> Place | None:
    """Where the village of that code lies; None for a code the tree does not know."""
    return _tree().places.get(village)


def forget() -> None:
    """Read the tree again at the next use."""
    _kept.clear()


def _tree() -> _Tree:
    language = get_language() or "zh-hans"
    made, tree = _kept.get(language, (0.0, None))
    if tree is None or not tree.groups or time.monotonic() - made > _KEEP_SECONDS:
        tree = _read()
        _kept[language] = (time.monotonic(), tree)
    return tree


def _read() -> _Tree:
    offices = list(Office.objects.order_by("path"))
    below = [
        (township, [office for office in offices if office.kind == "village" and township.covers(office)])
        for township in offices
        if township.kind == "township"
    ]
    return _Tree(
        tuple((township.label, tuple((village.code, village.label) for village in own)) for township, own in below),
        {
            village.code: Place(
                township.label,
                tuple(office.code for office in reversed(offices) if office.covers(village)),
            )
            for township, own in below
            for village in own
        },
    )
