"""What is asked of the people who choose certain schemes: an immutable definition, built once per choice and language.

Questions come from the plugins; where each is asked follows from its type and scope, so that a plugin never says a word
about pages. Facts that the first steps already tell (age, relation, …) are not asked again (R2.3), and documents
that an office can look up itself are not asked for at all (R2.4): the manager leaves them out.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from forms.fields import BooleanField, ChoiceField, DateField, Field, LongTextField, MoneyField, NumberField
from plugins.api import FactDefinition
from plugins.manager import get_manager
from portal.common.locality import get_locality
from portal.extensions import offered_schemes

# Facts of the household that belong beside the address, not among the later questions.
BESIDE_ADDRESS: Final = frozenset({"household.residence", "household.registered_here", "household.lives_here"})
# Assets that are counted and not weighed in money: asked with income and savings.
COUNTED_ASSETS: Final = frozenset({"household.vehicles", "household.homes"})
# Changes whenever the steps written in this package ask something else; part of every form version.
CORE_VERSION: Final = "1"
# What the facts of type text hold (plugins.api refuses longer ones).
TEXT_LIMIT: Final = 500


@dataclass(frozen=True)
class Material:
    """A document the chosen schemes ask for."""

    key: str
    label: str
    hint: str
    required: bool
    per_member: bool


@dataclass(frozen=True)
class SchemeChoice:
    """A scheme as step 1 offers it."""

    key: str
    name: str
    agency: str
    summary: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class FormDefinition:
    """All questions for one choice of schemes in one language. Shared between requests: treat as read-only."""

    schemes: tuple[SchemeChoice, ...]
    language: str
    digest: str
    applicant: tuple[Field, ...]
    household_means: tuple[Field, ...]
    member_means: tuple[Field, ...]
    household_extra: tuple[Field, ...]
    member_extra: tuple[Field, ...]
    applicant_extra: tuple[Field, ...]
    materials: tuple[Material, ...]

    @property
    def scheme_keys(self) -> tuple[str, ...]:
        return tuple(scheme.key for scheme in self.schemes)

    @property
    def has_means(self) -> bool:
        return bool(self.household_means or self.member_means)

    @property
    def has_extra(self) -> bool:
        return bool(self.household_extra or self.member_extra or self.applicant_extra)


def scheme_choices(language: str) -> tuple[SchemeChoice, ...]:
    """Every scheme that can be applied for today somewhere in the county, in the manager's order."""
    offered = _offered()
    return tuple(choice for choice in _all_choices(language) if choice.key in offered)


def _offered() -> frozenset[str]:
    return offered_schemes([get_locality().code])


def _all_choices(language: str) -> tuple[SchemeChoice, ...]:
    manager = get_manager()
    agencies = manager.agencies()
    choices = []
    for key, info in manager.schemes().items():
        scheme = info.scheme
        agency = agencies.get(scheme.agency)
        choices.append(
            SchemeChoice(
                key=key,
                name=manager.text(key, scheme.name, language),
                agency=manager.text(key, agency.name, language) if agency else "",
                summary=manager.text(key, getattr(scheme, "summary", "") or "", language),
                events=tuple(scheme.events),
            )
        )
    return tuple(choices)


def definition(schemes: Iterable[str], language: str) -> FormDefinition:
    """The form for these schemes; unknown keys and those not on offer are left out. Cached until the plugins are
    loaded anew."""
    return _definition(get_manager(), tuple(sorted(_offered() & set(schemes))), language)


def digest(schemes: Iterable[str]) -> str:
    """The form version: the same hash exactly as long as the same things are asked in the same words."""
    return definition(schemes, "en").digest


@lru_cache(maxsize=256)
def _definition(_manager: object, keys: tuple[str, ...], language: str) -> FormDefinition:
    with override(language):
        return _build(keys, language)


def _build(keys: tuple[str, ...], language: str) -> FormDefinition:
    manager = get_manager()
    chosen = tuple(scheme for scheme in _all_choices(language) if scheme.key in keys)
    live = tuple(scheme.key for scheme in chosen)
    places: dict[str, list[Field]] = {}
    placed: dict[str, list[FactDefinition]] = {}
    for fact in manager.questions(live) if live else ():
        placed.setdefault(_place(fact), []).append(fact)
    for place, facts in placed.items():
        places[place] = [_with_follow_up(fact, facts, language) for fact in _in_order(facts)]
    materials = tuple(_material(item, live, language) for item in (manager.materials(live) if live else ()))
    made: dict[str, Any] = {name: tuple(places.get(name, ())) for name in _PLACES}
    signature = [
        CORE_VERSION,
        live,
        {name: [f.signature() for f in fields] for name, fields in made.items()},
        [m.key for m in materials],
    ]
    return FormDefinition(
        schemes=chosen,
        language=language,
        materials=materials,
        **made,
        digest=hashlib.sha256(json.dumps(signature, sort_keys=True, default=str).encode()).hexdigest(),
    )


_PLACES: Final = (
    "applicant",
    "household_means",
    "member_means",
    "household_extra",
    "member_extra",
    "applicant_extra",
)


def _in_order(facts: list[FactDefinition]) -> list[FactDefinition]:
    """Follow-ups right behind what they follow; health and the like together, after the everyday questions."""
    here = {fact.key for fact in facts}
    following: dict[str, list[FactDefinition]] = {}
    first = []
    for fact in facts:
        if fact.follows and fact.follows[0] in here:
            following.setdefault(fact.follows[0], []).append(fact)
        else:
            first.append(fact)

    def line(fact: FactDefinition) -> list[FactDefinition]:
        return [fact, *(later for follow_up in following.get(fact.key, ()) for later in line(follow_up))]

    return [fact for start in sorted(first, key=lambda fact: fact.sensitive) for fact in line(start)]


def _with_follow_up(fact: FactDefinition, facts: list[FactDefinition], language: str) -> Field:
    """The question; a follow-up whose first question stands on another page, or is not asked at all, is put to all."""
    field = field_for(fact, language)
    followed = next((other for other in facts if fact.follows and other.key == fact.follows[0]), None)
    if followed is None or fact.follows is None:
        return field
    return replace(field, follows=(field_name(followed), fact.follows[1]))


def _place(fact: FactDefinition) -> str:
    """On which step, and about whom, a fact is asked; "" when nobody is asked for it (told earlier, or known to the
    portal).
    """
    if fact.source != "asked":
        return ""
    if fact.path in BESIDE_ADDRESS:
        return "applicant"
    if fact.scope != "applicant" and (fact.type == "money" or fact.path in COUNTED_ASSETS):
        return f"{fact.scope}_means"
    return f"{fact.scope}_extra"


def field_name(fact: FactDefinition) -> str:
    """The name of a question within its section."""
    return _name(fact.scope, fact.key)


def _name(scope: str, key: str) -> str:
    return key if scope == "member" else f"{scope}-{key}"


def field_for(fact: FactDefinition, language: str) -> Field:
    """A plugin's question as a field of the form. Where the plugin does not insist, "not sure" is an answer too."""

    def text(msgid: str) -> str:
        return get_manager().fact_text(fact, msgid, language) if msgid else ""

    common: dict[str, Any] = {
        "name": field_name(fact),
        "path": fact.path,
        "label": text(fact.label),
        "hint": text(fact.hint),
        "sensitive": fact.sensitive,
        "ages": fact.ages,
        "unknown": "" if fact.required else _("I am not sure"),
        "at_most": fact.at_most and _name(fact.scope, fact.at_most),
    }
    if fact.type == "money":
        return MoneyField(
            **common,
            suffix=_unit(fact.unit or "yuan"),
            highest=Decimal(fact.range[1]) if fact.range else MoneyField.highest,
        )
    if fact.type in ("count", "area"):
        low, high = fact.range or (0, 100000)
        unit = fact.unit or ("m2" if fact.type == "area" else "")
        return NumberField(
            **common, suffix=_unit(unit), whole=fact.type == "count", low=Decimal(low), high=Decimal(high)
        )
    if fact.type == "boolean":
        return BooleanField(**common, options=(("yes", _("Yes")), ("no", pgettext("answer", "No"))))
    if fact.type == "choice":
        options = tuple((choice.value, text(choice.label)) for choice in fact.choices)
        return ChoiceField(**common, options=options, inline=True)
    if fact.type == "date":
        return DateField(**common, past=True)  # a fact tells what was: a day to come is a slip
    return LongTextField(**common, limit=TEXT_LIMIT)


def _unit(unit: str) -> str:
    return {
        "yuan": _("yuan"),
        "yuan/month": _("yuan a month"),
        "yuan/year": _("yuan a year"),
        "yuan/term": _("yuan a term"),
        "m2": _("m²"),
        "year": _("years"),
        "month": _("months"),
        "day": _("days"),
    }.get(str(unit or ""), "")


def _material(item: Any, keys: tuple[str, ...], language: str) -> Material:
    """A material in the words of the first chosen scheme that asks for it."""
    manager = get_manager()
    owner = next(
        (key for key in keys if any(asked.key == item.key for asked in manager.scheme(key).scheme.materials)), keys[0]
    )
    return Material(
        key=item.key,
        label=manager.text(owner, item.label, language),
        hint=manager.text(owner, item.hint, language) if item.hint else "",
        required=item.required,
        per_member=item.per == "member",
    )
