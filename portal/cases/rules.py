"""The one place where cases talk to the plugins: schemes on offer, evaluation as plain data, words for facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plugins.api import Facts
from plugins.api.errors import FactError
from plugins.api.evaluation import Evaluation
from plugins.manager import SchemeInfo, get_manager
from portal import extensions
from portal.accounts.models import Office
from portal.cases.errors import SchemeQuarantined, SchemeUnknown, SubmissionInvalid
from portal.cases.events import amount_text, date_text
from portal.cases.facts import build_facts
from portal.cases.models import Application, Claim
from portal.common import clock
from portal.common.locality import get_locality
from portal.extensions.actions import note_failure, note_success

LANGUAGES = ("zh-hans", "en")
# A fault's text is kept for the administrator; an endless one is cut.
FAULT_LIMIT = 2_000


@dataclass(frozen=True)
class Offer:
    """A scheme as it can be applied for today."""

    key: str
    name: str
    name_en: str
    agency: str
    plugin: str
    version: str
    process: str


def offer(key: str, chain: Sequence[str]) -> Offer:
    """The scheme of that key, as it can be applied for in a village.

    Args:
        chain: codes from the village up to the root: a scheme may be switched off for a part of the county.

    Raises:
        SchemeUnknown, SchemeQuarantined: nobody offers it now; names which.
        SubmissionInvalid: the locality does not know its process.
    """
    manager = get_manager()
    info = manager.schemes().get(key)
    if info is None:
        raise _missing(key)
    if not extensions.is_enabled(key, chain):
        raise SchemeUnknown(scheme=info.name(LANGUAGES[0 if (get_language() or "zh").startswith("zh") else 1]))
    if info.scheme.process not in get_locality().processes:
        raise SubmissionInvalid(problem=_("This county has no procedure for “%(scheme)s”.") % {"scheme": info.name()})
    return Offer(
        key, info.name("zh-hans"), info.name("en"), info.scheme.agency, info.plugin, info.version, info.scheme.process
    )


def offers(chain: Sequence[str]) -> list[Offer]:
    """Every scheme that can be applied for in a village, in the order of the plugins.

    Args:
        chain: codes from the village up to the root.
    """
    enabled, processes = extensions.enabled_schemes(chain), get_locality().processes
    schemes = get_manager().schemes().items()
    return [offer(key, chain) for key, info in schemes if key in enabled and info.scheme.process in processes]


def agency_name(key: str, language: str) -> str:
    """What an agency is called; its key when no plugin brings it any more."""
    manager = get_manager()
    agency = manager.agencies().get(key)
    return manager.text(key, agency.name, language) if agency else key


def agency_of(claim: Claim) -> str:
    """Whose scheme the claim is for; whose it is now where no plugin brings the scheme any more."""
    info = get_manager().schemes().get(claim.scheme_key)
    return info.scheme.agency if info else claim.agency_key


def _missing(key: str) -> SchemeUnknown:
    """Unknown, or out of service: a claim filed earlier tells which plugin offered it and what it was called."""
    earlier = Claim.objects.filter(scheme_key=key).order_by("-pk").first()
    name = earlier.name if earlier else key[:100]
    broken = {quarantined.plugin for quarantined in get_manager().quarantined}
    if broken and (earlier is None or earlier.plugin_name in broken):
        return SchemeQuarantined(scheme=name)
    return SchemeUnknown(scheme=name)


def agency_office(agency: str, chain: list[str]) -> Office:
    """The agency's office that serves a village: the one nearest above it in the tree.

    Args:
        chain: codes from the village up to the root.

    Raises:
        SubmissionInvalid: no office of this agency serves the village.
    """
    above = {office.path: chain.index(office.code) for office in Office.objects.filter(code__in=chain)}
    offices = Office.objects.filter(kind=Office.Kind.AGENCY, agency=agency)
    serving = [office for office in offices if office.path[: -Office.steplen] in above]
    if not serving:
        raise SubmissionInvalid(problem=_("No office of the agency that decides serves this village."))
    return min(serving, key=lambda office: above[office.path[: -Office.steplen]])


@dataclass(frozen=True)
class Result:
    """An evaluation as plain data, ready to be stored; ``referred`` says why a plugin wants an officer to look,
    ``amount_range`` is that of :class:`portal.cases.models.Evaluation`."""

    verdict: str
    amount: Decimal | None
    per: str
    findings: dict[str, list[dict[str, Any]]]
    ask: tuple[str, ...]
    parameters: dict[str, Any]
    plugin_version: str
    fault: str
    referred: str
    amount_range: dict[str, str]


def evaluate(claim: Claim, facts: Facts) -> Result:
    """What the claim's scheme says today; never raises for a plugin's fault (fault 7)."""
    manager = get_manager()
    found = manager.evaluate(claim.scheme_key, facts, on=clock.today(), office_chain=claim.application.village.chain())
    info = manager.schemes().get(claim.scheme_key)
    fault = f"{found.fault.plugin}: {found.fault.stage}: {found.fault.error}"[:FAULT_LIMIT] if found.fault else ""
    _note_health(found, info)
    answer = found.to_json()
    return Result(
        verdict="unknown" if fault else found.verdict,
        amount=found.amount,
        per=found.per,
        findings={language: _findings(found, language) for language in LANGUAGES},
        ask=found.ask,
        parameters=_parameters(found, answer["parameters"]),
        plugin_version=info.version if info else "",
        fault=fault,
        referred=found.refer,
        amount_range=answer.get("amount_range", {}),
    )


def _parameters(found: Evaluation, plain: dict[str, Any]) -> dict[str, Any]:
    """The values used, with what they are called and measured in: kept for ever, the plugin may not be."""
    manager = get_manager()
    counted = found.parameters_counted()
    for key, used in found.parameters.items():
        definition = manager.book[key]
        labels = {language: manager.text(key.partition(".")[0], definition.label, language) for language in LANGUAGES}
        plain[key] |= {"unit": definition.unit, "label": labels, "source_url": used.source_url}
        plain[key]["counted"] = key in counted
    return plain


def _note_health(found: Evaluation, info: SchemeInfo | None) -> None:
    """Tell the administrator how the plugin fares; one whose package is gone has no health."""
    if found.fault and info is not None:
        note_failure(plugin=info.plugin, error=f"{found.fault.stage} {info.key}: {found.fault.error}")
    elif info is not None:
        note_success(plugin=info.plugin)


def _findings(found: Evaluation, language: str) -> list[dict[str, Any]]:
    return [
        {
            "id": finding.id,
            "result": finding.result,
            "says": finding.says_in(language),
            "because": finding.because_in(language),
            "cite": finding.cite,
            # The paths its reason rests on: the staff pages print source and day of each.
            "facts": list(finding.facts_used()),
            # The same in words, and what would change it: for the applicant, also when the plugin is gone.
            "told": [told._asdict() for told in finding.facts_in(language)],
            "would_change": [{"depth": c.depth, "says": c.says} for c in finding.would_change_in(language)],
        }
        for finding in found.criteria
    ]


def outlook(scheme_key: str, application: Application) -> str:
    """The verdict of a scheme nobody has applied for yet, on what is known of the family: met, not_met or unknown."""
    chain = application.village.chain()
    found = get_manager().evaluate(scheme_key, build_facts(application), on=clock.today(), office_chain=chain)
    return "unknown" if found.fault else found.verdict


def builds_on(scheme_key: str) -> tuple[str, ...]:
    """Keys of the schemes whose recognition this one looks at (R6.9); none for a scheme nobody offers."""
    info = get_manager().schemes().get(scheme_key)
    return info.depends_on if info else ()


def check_fact(path: str, value: Any, *, members: int) -> Any:
    """The value of a verified fact as it is stored (money and areas as text, dates as ISO text).

    Args:
        path: ``household.savings`` or ``members.1.in_school``.
        members: how many people the application has.

    Raises:
        ValueError: an unknown fact, no such member, or an impossible value; the text says which, never the value.
    """
    definition = get_manager().vocabulary.at_path(path)
    if definition is None or definition.source == "host":
        raise ValueError(_("There is no such fact."))
    number = path.split(".")[1]
    if path.startswith("members.") and not (number.isdecimal() and int(number) < members):
        raise ValueError(_("The family has no such member."))
    if value is None:
        raise ValueError(_("It has no value."))
    try:
        get_manager().vocabulary.check(_one_fact(path, value))
    except FactError as error:
        raise ValueError(_problem(definition.type, error)) from None
    if definition.type == "date" and str(value) > clock.today().isoformat():
        raise ValueError(_("This day is still to come. Please check the year."))
    return value if isinstance(value, bool | int | str) else str(value)


def _one_fact(path: str, value: Any) -> dict[str, Any]:
    """A mapping in the shape of facts that holds this one alone."""
    head, _dot, rest = path.partition(".")
    if head != "members":
        return {head: {rest: value}}
    number, _dot, key = rest.partition(".")
    return {"members": [*({} for _member in range(int(number))), {key: value}]}


def _problem(kind: str, error: FactError) -> str:
    with_range = {
        "money": _("Enter an amount in yuan within what is possible."),
        "area": _("Enter an area in square metres within what is possible."),
        "count": _("Enter a whole number within what is possible."),
        "date": _("Enter a date such as 2026-09-17."),
        "boolean": _("Answer yes or no."),
        "choice": _("Choose one of the values offered."),
    }
    return with_range.get(kind, error.message)


def fact_label(path: str, language: str, application: Application | None = None) -> str:
    """What a fact is called, with the member's name where it is about one: ``Zhang San: monthly income``."""
    manager = get_manager()
    definition = manager.vocabulary.at_path(path)
    if definition is None:
        return path
    label = manager.fact_text(definition, definition.label, language)
    if application is None or not path.startswith("members."):
        return label
    position = int(path.split(".")[1])
    person = application.people.filter(position=position).first()
    return f"{person.name}{'：' if language.startswith('zh') else ': '}{label}" if person else label


def value_text(path: str, value: Any, language: str) -> str:
    """A fact's value in words: ``1,250 yuan``, ``yes``, ``primary school``."""
    manager = get_manager()
    definition = manager.vocabulary.at_path(path)
    if definition is None or value is None:
        return str(value)
    with translation.override(language):
        if definition.type == "money":
            return amount_text(value, "", language)
        if definition.type == "boolean":
            return _("yes") if value else _("no")
        if definition.type == "choice":
            labels = {choice.value: choice.label for choice in definition.choices}
            return manager.fact_text(definition, labels.get(str(value), str(value)), language)
        if definition.type == "area":
            return _("%(area)s m²") % {"area": value}
        if definition.type == "date":
            return date_text(value, language)
    return str(value)


def declared_value(answers: Mapping[str, Any], path: str) -> Any:
    """What the person said about a fact; None if nothing."""
    head, _dot, rest = path.partition(".")
    if head != "members":
        return (answers.get(head) or {}).get(rest)
    number, _dot, key = rest.partition(".")
    members = answers.get("members") or []
    return members[int(number)].get(key) if int(number) < len(members) else None
