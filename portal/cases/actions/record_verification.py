"""Record a check and what it established (R3.2, R3.4)."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal import audit
from portal.cases import rules
from portal.cases.actions import _steps
from portal.cases.errors import FactInvalid
from portal.cases.facts import HOST_FACTS
from portal.cases.lifecycle import Verb
from portal.cases.models import Application, ClaimEvent, Verification
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor

NOTES_LIMIT = 5_000


def record_verification(
    *,
    actor: "Actor",
    application: Application,
    method: str,
    done_on: date,
    notes: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Verification:
    """Store one check. It may establish no fact at all, if the notes say what was seen.

    Args:
        method: a value of :class:`~portal.cases.models.Verification.Method`.
        done_on: the day of the check, not in the future and not before the person's intention (R2.5).
        notes: at most 5,000 characters.
        facts: path → value, or path → ``{"value": …, "source": …}``. Money is ``Decimal`` or text in 元. A path stands
            for a declared fact of the vocabulary; who lives in the household and what it receives is the register's.

    Raises:
        FactInvalid: names the fact and what is wrong with it.
        WrongState: verification has not begun or is over.
        NotAllowed, RelatedParty, ConcurrentChange: see :mod:`portal.cases.errors`.
    """
    checked = {path: _fact(application, path, given) for path, given in (facts or {}).items()}
    _check_day(application, done_on)
    if len(notes) > NOTES_LIMIT:
        raise FactInvalid(
            path=pgettext("part of a check", "notes"),
            problem=_("Please keep it below %(limit)d characters.") % {"limit": NOTES_LIMIT},
        )
    if method not in Verification.Method.values or actor.user is None:
        raise FactInvalid(path=pgettext("part of a check", "method"), problem=_("Choose how the check was made."))
    claims = _steps.claims_at(application, Verb.RECORD_VERIFICATION)
    with transaction.atomic():
        for claim in claims:
            _steps.move(claim, _steps.prepare(actor, claim, Verb.RECORD_VERIFICATION))
            _steps.happened(claim, ClaimEvent.Kind.CHECKED, actor, office=application.township, data={"method": method})
        verification = Verification.objects.create(
            application=application, method=method, done_on=done_on, officer=actor.user, notes=notes, facts=checked,
            created_at=clock.now(),
        )  # fmt: skip
        audit.record(
            "cases.record_verification", actor=actor, subject=application, office=application.village,
            detail={"method": method, "facts": sorted(checked)},
        )  # fmt: skip
    return verification


def _fact(application: Application, path: str, given: Any) -> dict[str, Any]:
    value, source = (given.get("value"), given.get("source", "")) if isinstance(given, Mapping) else (given, "")
    head, _dot, key = path.partition(".")
    scope = "member" if head == "members" else head
    if key.rpartition(".")[2] in HOST_FACTS.get(scope, ()):
        raise FactInvalid(path=path, problem=_("The register says this; it cannot be entered here."))
    try:
        clean = rules.check_fact(path, value, members=application.people.count())
    except ValueError as error:
        raise FactInvalid(path=path, problem=str(error)) from None
    return {"value": clean, "source": str(source)[:200]}


def _check_day(application: Application, done_on: date) -> None:
    if done_on > clock.today():
        raise FactInvalid(
            path=pgettext("part of a check", "date"), problem=_("The day of the check lies in the future.")
        )
    if done_on < clock.local(application.intention_at).date():
        raise FactInvalid(
            path=pgettext("part of a check", "date"), problem=_("The day of the check lies before the person applied.")
        )
