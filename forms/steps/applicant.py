"""Step 2: who applies, how to reach them, and which village they belong to."""

from collections.abc import Sequence
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms.fields import ChoiceField, DateField, Field, IdNumberField, NameField, PhoneField
from forms.offices import place_of, village_groups
from forms.stepform import Answered, Section, StepForm
from portal.common import identity
from portal.extensions import enabled_schemes


def phone_field() -> PhoneField:
    return PhoneField(
        name="phone",
        label=_("Mobile phone"),
        hint=_("We send codes and news to it. The phone of a relative or neighbour you trust will do."),
        unknown=_("I have no phone; please tell me through the village office"),
        missing=_("Please write a mobile number, or tick that you have none."),
    )


def identity_fields(*, child_hint: bool) -> tuple[Field, ...]:
    """Name, ID number and, for those without one, the birth date: the same for everybody in the household."""
    id_hint = (
        _(
            "18 characters, the last may be X. Leave it empty for a child without a card: the window looks it up for"
            " you."
        )
        if child_hint
        else _(
            "18 characters, the last may be X. You have no card at hand? Leave it empty: the window looks it up for"
            " you."
        )
    )
    return (
        NameField(
            name="name",
            label=_("Name"),
            missing=_("Please write the name as it stands on the ID card or in the household book."),
            autocomplete="" if child_hint else "name",
            width="20",
        ),
        IdNumberField(name="id_number", label=_("ID number"), hint=id_hint, required=False, sensitive=True),
        DateField(
            name="birth",
            label=_("Birth date"),
            past=True,
            required=False,
            unknown=_("I do not know it exactly"),
            hint=_("Only if you left the ID number empty. By the solar calendar, for example 1984 3 7."),
        ),
    )


@lru_cache(maxsize=8)
def _fields(language: str) -> tuple[Field, ...]:
    return (
        *identity_fields(child_hint=False),
        phone_field(),
    )


class ApplicantForm(StepForm):
    step = "applicant"

    def build(self) -> Sequence[Section]:
        village = ChoiceField(
            name="village",
            label=_("Village or community"),
            kind="select",
            groups=village_groups(),
            hint=_("Where your household book is registered, or where you live now."),
            missing=_("Please choose your village or community."),
        )
        address = Field(
            name="address",
            label=_("Address"),
            hint=_("Group, house number; so that the clerk finds your door."),
            required=False,
            autocomplete="street-address",
        )
        placed = self.state.definition.applicant if self.state is not None else ()
        return [Section((*_fields(get_language() or "zh-hans"), village, address, *placed))]

    def clean(self) -> None:
        check_birth(self)
        self._check_offer()

    def _check_offer(self) -> None:
        """Say as soon as the village is known what its township does not offer, not at the end of the form."""
        place = place_of(self.cleaned_data.get("village") or "")
        if place is None or self.state is None:
            return
        offered = enabled_schemes(place.chain)
        gone = [scheme.name for scheme in self.state.definition.schemes if scheme.key not in offered]
        if gone:
            self.add_problem(
                "village",
                _(
                    "%(township)s does not take applications for this at present: %(schemes)s. Please take it out of"
                    " what you apply for; all else stays as it is. Or, if this is the wrong village, correct it."
                )
                % {"township": place.township, "schemes": _(", ").join(gone)},
                href=f"{reverse('forms:step', kwargs={'step': 'schemes'})}?back=check",
            )

    def answered(self) -> list[Answered]:
        return [row for row in super().answered() if row.anchor != "id_birth" or not self.cleaned_data.get("id_number")]


def check_birth(form: StepForm) -> None:
    """Without an ID number the birth date is needed (or "not sure"); with one, both must agree."""
    if "id_number" in form.problems or "birth" in form.problems:
        return
    number, birth = form.cleaned_data.get("id_number"), form.cleaned_data.get("birth")
    if number is None and birth is None:
        form.add_problem(
            "birth",
            _("Without an ID number we need the birth date. If you do not know it, tick so."),
            _("Birth date"),
        )
    elif number and birth and birth != identity.birth_date_of(number):
        form.add_problem(
            "birth",
            _("This is not the birth date in the ID number. Please correct one of the two, or leave this one empty."),
            _("Birth date"),
        )
