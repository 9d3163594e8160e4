"""Form versions: what a person was asked is kept word for word, and a draft knows when that changed (fault 31)."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from forms import definitions
from forms.definitions import FormDefinition
from forms.models import FormVersion
from portal.common import clock


def pin(schemes: Iterable[str]) -> str:
    """Store the form for these schemes if it is new; returns its digest, the form version."""
    form = definitions.definition(schemes, "en")
    if not FormVersion.objects.filter(pk=form.digest).exists():
        try:
            with transaction.atomic():
                FormVersion.objects.create(
                    digest=form.digest,
                    schemes=list(form.scheme_keys),
                    definition=_as_json(form),
                    created_at=clock.now(),
                )
        except IntegrityError:
            pass  # Somebody else stored the same words a moment ago.
    return form.digest


def is_current(version: str, schemes: Iterable[str]) -> bool:
    """Whether the same questions would be asked today."""
    return definitions.digest(schemes) == version


def _as_json(form: FormDefinition) -> dict[str, object]:
    questions = (
        form.applicant,
        form.member_means,
        form.household_means,
        form.household_extra,
        form.applicant_extra,
        form.member_extra,
    )
    return {
        "questions": [
            {"path": field.path, "kind": field.kind, "label": field.label} for fields in questions for field in fields
        ],
        "materials": [
            {"key": material.key, "label": material.label, "required": material.required} for material in form.materials
        ],
    }
