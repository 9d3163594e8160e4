"""The eight steps of the application, one module each; their order is the person's way through the form."""

from typing import Final

from forms.stepform import StepForm
from forms.steps.applicant import ApplicantForm
from forms.steps.authorisation import AuthorisationForm
from forms.steps.check import CheckForm
from forms.steps.documents import DocumentsForm
from forms.steps.household import HouseholdForm
from forms.steps.means import MeansForm
from forms.steps.more import MoreForm
from forms.steps.schemes import SchemesForm

STEPS: Final[list[tuple[str, type[StepForm]]]] = [
    (form.step, form)
    for form in (
        SchemesForm,
        ApplicantForm,
        HouseholdForm,
        MeansForm,
        MoreForm,
        DocumentsForm,
        AuthorisationForm,
        CheckForm,
    )
]
STEP_NAMES: Final = [name for name, _form in STEPS]

__all__ = ["STEPS", "STEP_NAMES"]
