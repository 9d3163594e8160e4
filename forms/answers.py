"""A finished draft as what `cases.actions.submit` takes: people, facts, consents.

Unknown stays unknown: a question answered "not sure", or left open where that is allowed, becomes no fact at all;
the rules then see an unknown and never a zero or a no.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.datastructures import MultiValueDict

from forms.fields import UNKNOWN, Field
from forms.models import Draft
from forms.people import Person
from forms.state import DraftState
from forms.stepform import StepForm
from forms.steps import STEPS
from forms.steps.authorisation import AUTHORISE, CONSENTS, text_version
from portal.cases.submission import AuthorisationGiven, PersonGiven, Submission


def checked_forms(state: DraftState, uploaded: dict[str, list[Any]]) -> dict[str, StepForm]:
    """Every step's form over the stored answers, validated; steps without questions for these schemes are left out."""
    forms: dict[str, StepForm] = {}
    for step, form_class in STEPS:
        if not applies(step, state):
            continue
        form = form_class(data=state.typed(step) or MultiValueDict(), state=state)
        if step == "documents":
            form.uploaded = uploaded  # type: ignore[attr-defined]
        form.is_valid()
        forms[step] = form
    return forms


def applies(step: str, state: DraftState) -> bool:
    """Whether a step has anything to ask of this draft."""
    if step == "means":
        return state.definition.has_means
    if step == "more":
        return state.definition.has_extra
    if step == "documents":
        return bool(state.definition.materials)
    return True


def facts(state: DraftState, forms: dict[str, StepForm]) -> dict[str, Any]:
    """The declaration in the shape of ``plugins.api.Facts``, ready for JSON: amounts and dates as strings."""
    household: dict[str, Any] = {"members_complete": True}
    applicant: dict[str, Any] = {}
    members: list[dict[str, Any]] = []
    by_prefix: dict[str, dict[str, Any]] = {"": household}
    for person in state.people:
        known: dict[str, Any] = {"relation": person.relation}
        if person.born():
            known["birth_date"] = person.born().isoformat()  # type: ignore[union-attr]
        members.append(known)
        by_prefix[person.prefix] = known
    for prefix, field, value in _answers(forms):
        scope, _dot, key = field.path.partition(".")
        if value is None or value is UNKNOWN:
            continue
        target = applicant if scope == "applicant" else by_prefix.get(prefix, household)
        target[key] = _plain(value)
    return {"household": household, "members": members, "applicant": applicant}


def _answers(forms: dict[str, StepForm]) -> Iterator[tuple[str, Field, Any]]:
    for form in forms.values():
        for section, field, name in form.each():
            if field.path:
                yield section.prefix, field, form.cleaned_data.get(name)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def consents(state: DraftState) -> tuple[AuthorisationGiven, ...]:
    """What was agreed to on step 7, by whom; the applicant gives the commitment and the consents."""
    typed = state.typed("authorisation") or MultiValueDict()
    given = [
        AuthorisationGiven("economic_check", index, text_version())
        for index, person in enumerate(state.people)
        if typed.get(f"{person.prefix}{AUTHORISE}")
    ]
    return (*given, *(AuthorisationGiven(kind, 0, text_version()) for kind in CONSENTS if typed.get(kind)))


def submission(
    draft: Draft, state: DraftState, forms: dict[str, StepForm], document_ids: tuple[Any, ...], draft_key: str
) -> Submission:
    """The whole application, frozen. The draft must be complete: every form in `forms` is valid."""
    from portal.accounts.models import Office

    about = forms["applicant"].cleaned_data
    return Submission(
        receipt=draft.reference,
        submission_key=draft.submission_key,
        scheme_keys=tuple(forms["schemes"].cleaned_data["schemes"]),
        answers=facts(state, forms),
        people=tuple(_given(person) for person in state.people),
        phone=about["phone"] or "",
        address=about["address"] or "",
        village=Office.objects.get(code=about["village"], kind=Office.Kind.VILLAGE),
        channel=draft.channel,
        language=draft.language,
        form_version=draft.form_version,
        intention_at=draft.created_at,
        authorisations=consents(state),
        document_ids=document_ids,
        draft_key=draft_key,
    )


def _given(person: Person) -> PersonGiven:
    return PersonGiven(
        name=person.name, id_number=person.id_number, birth_date=person.birth_date, relation=person.relation
    )
