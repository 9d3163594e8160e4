"""From the screening into the application form: what was answered is there already (R2.3)."""

from __future__ import annotations

from typing import Any

from django.utils.datastructures import MultiValueDict

from forms import definitions
from forms.screening.family import relatives
from forms.screening.sealed import Screening
from forms.state import DraftState
from forms.steps import STEPS
from forms.storage import Answers, empty_answers


def answers(screening: Screening, schemes: tuple[str, ...], language: str) -> Answers:
    """The answers of a new draft: the schemes chosen, the family without names, and each answer on its step."""
    draft = empty_answers()
    draft["step_data"]["schemes"] = {"schemes": list(schemes)}
    draft["done"] = ["schemes"]
    family = relatives(screening)
    draft["members"] = [_member(person.key, person.relation) for person in family[1:]]
    draft["next_key"] = len(family) + 1
    state = DraftState(draft, language)
    for step, form_class in STEPS:
        if step in ("applicant", "means", "more"):
            form = form_class(data=MultiValueDict(screening.typed), state=state)
            kept = form.kept()
            if kept:
                draft["step_data"][step] = kept
    return draft


def _member(key: int, relation: str) -> dict[str, Any]:
    return {"key": key, "data": {"relation": [relation]}}


def known(schemes: list[str], language: str) -> tuple[str, ...]:
    """Of the schemes ticked, those that are on offer."""
    return tuple(choice.key for choice in definitions.scheme_choices(language) if choice.key in schemes)
