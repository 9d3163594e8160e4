"""Step 7: the authorisation of the economic check by every adult, the honesty commitment, the privacy notice and,
apart from
it, the consent to sensitive data (R2.6; PIPL 17, 28, 29, 31)."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from forms.fields import ConsentField
from forms.people import Person
from forms.stepform import Answered, Section, StepForm

AUTHORISE = "authorise"
CONSENTS = ("commitment", "privacy", "sensitive")


def texts() -> dict[str, str]:
    """What is agreed to, by kind, in the current language; the statement stands word for word above its box."""
    return {
        "economic_check": _(
            "I agree that the civil affairs office asks banks, the tax office, social insurance, vehicle and property"
            " registers about my income and assets, only to decide on this application. The agreement ends one year"
            " after today, or at once when I take it back at the window."
        ),
        "commitment": _(
            "What I have written is true as far as I know. If something changes, I tell the window within 30 days. I"
            " know that money paid for untrue statements must be paid back."
        ),
        "privacy": _(
            "Only the offices that work on this application see your answers. They are kept for as long as the"
            " archive rules demand, and you may look at them, correct them or ask for their deletion at any window."
        ),
        "sensitive": _(
            "ID numbers, bank accounts, illness, disability and everything about children under 14 are sensitive."
            " Without them the offices cannot decide on help that depends on them. I agree to their use for this"
            " application, also for the children in my care."
        ),
    }


@lru_cache(maxsize=1)
def text_version() -> str:
    """Which wording was agreed to: changes exactly when a text above changes, whatever language it was read in."""
    with override("en"):
        return hashlib.sha256(
            "\n".join(f"{kind}:{text}" for kind, text in sorted(texts().items())).encode()
        ).hexdigest()[:16]


class AuthorisationForm(StepForm):
    step = "authorisation"

    def build(self) -> Sequence[Section]:
        words = texts()
        adults = self._authorising()
        return [
            Section(
                tuple(
                    ConsentField(
                        name=f"{person.prefix}{AUTHORISE}",
                        label=_("%(name)s has read this and agrees") % {"name": person.name},
                        missing=_(
                            "%(name)s has not agreed yet. Without this the family's situation cannot be checked, and"
                            " nothing can be decided."
                        )
                        % {"name": person.name},
                    )
                    for person in adults
                ),
                title=_("Checking income and assets"),
                note=words["economic_check"],
            ),
            Section(
                (
                    ConsentField(
                        name="commitment",
                        label=_("I promise this"),
                        missing=_("Please tick that what you wrote is true."),
                    ),
                ),
                title=_("Honesty"),
                note=words["commitment"],
            ),
            Section(
                (
                    ConsentField(
                        name="privacy",
                        label=_("I have read this"),
                        missing=_("Please tick that you have read how we handle your data."),
                    ),
                ),
                title=_("Your data"),
                note=words["privacy"],
            ),
            Section(
                (
                    ConsentField(
                        name="sensitive",
                        label=_("I agree to the use of sensitive data"),
                        missing=_(
                            "Without this consent the offices may not use ID numbers or health data, and cannot decide."
                        ),
                    ),
                ),
                title=_("Sensitive data"),
                note=words["sensitive"],
            ),
        ]

    def answered(self) -> list[Answered]:
        """One row for each part, with the names of those who authorised the check."""
        names = _(", ").join(person.name for person in self._authorising())
        return [
            Answered(
                section.title,
                _("%(names)s: agreed") % {"names": names} if number == 0 else _("Agreed"),
                anchor=f"id_{section.fields[0].name}",
            )
            for number, section in enumerate(self.sections)
        ]

    def _authorising(self) -> list[Person]:
        return [person for person in self.state.people if person.is_adult() or person.is_applicant]
