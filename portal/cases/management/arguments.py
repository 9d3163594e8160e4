"""Arguments that the commands about schemes share, from what was typed to what is meant; CommandError helps to mend."""

from __future__ import annotations

from datetime import date

from django.core.management.base import CommandError

from plugins.api.vocabulary import nearest
from plugins.manager import PluginManager
from portal.common import clock
from portal.common.locality import get_locality


def scheme_key(manager: PluginManager, key: str) -> str:
    """The key of a scheme that is on offer."""
    if key in manager.schemes():
        return key
    known = manager.schemes()
    left_out = "".join(f"; plugin {q.plugin} is quarantined ({q.error})" for q in manager.quarantined)
    raise CommandError(f"There is no scheme {key!r}{nearest(key, known)}. Known are {', '.join(known)}{left_out}.")


def day(text: str | None) -> date:
    """A day written 2026-09-17; today where none is given."""
    if text is None:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no day; write it as 2026-09-17.") from None


def office_chain(code: str | None) -> tuple[str, ...]:
    """The office, its parent and so on up to the root, from the locality preset."""
    locality = get_locality()
    offices = {office.code: office for office in locality.offices}
    if code is None:
        return (next(o.code for o in locality.offices if not o.parent),)
    if code not in offices:
        raise CommandError(f"There is no office {code!r}{nearest(code, offices)}. Known are {', '.join(offices)}.")
    chain = []
    while code:
        chain.append(code)
        code = offices[code].parent
    return tuple(chain)
