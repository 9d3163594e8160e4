"""The form of a check: how, when, what was seen, and the facts it established beside what was declared (R3.2, R3.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.cases.actions.record_verification import NOTES_LIMIT
from portal.cases.models import Verification
from portal.cases.workbench import factfields
from portal.cases.workbench.factfields import AskedFact
from portal.cases.workbench.vocabulary import Words, value_at
from portal.common import clock
from portal.common.formfields import WrittenField

SOURCE_LIMIT = 100
FROM_OTHERS = (Verification.Method.MATCH, Verification.Method.LETTER)


@dataclass(frozen=True)
class Line:
    """One fact in the table: what was declared, what is known by now, the field and the box "as declared"."""

    label: str
    declared: str
    known: str
    deciding: bool
    value: forms.BoundField
    same: forms.BoundField | None


@dataclass(frozen=True)
class Group:
    """The facts of the household, of the applicant's case, or of one person."""

    title: str
    lines: list[Line]


class VerificationForm(forms.Form):
    """Fields are optional one by one: what stays empty has not been checked. Together they must say something."""

    method = forms.ChoiceField(
        label=gettext_lazy("How was it checked?"),
        choices=Verification.Method.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose how it was checked.")},
    )
    done_on = forms.DateField(
        label=gettext_lazy("On which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Please give the day of the check."),
            "invalid": gettext_lazy("Please write the day like 2026-09-17."),
        },
    )
    source = forms.CharField(
        label=gettext_lazy("Who or what said so?"),
        required=False,
        max_length=SOURCE_LIMIT,
        help_text=gettext_lazy("For a data match or a letter: the office or register, for instance the tax bureau."),
    )
    notes = WrittenField(
        label=gettext_lazy("What you saw and heard"),
        required=False,
        max_length=NOTES_LIMIT,
        rows=6,
        help_text=gettext_lazy("It goes into the report. Keep to what matters for these schemes."),
    )

    def __init__(
        self,
        *args: Any,
        asked: list[AskedFact],
        declared: dict[str, Any],
        known: dict[str, str],
        deciding: set[str],
        titles: dict[int, str],
        words: Words,
        earliest: date,
        **kwargs: Any,
    ) -> None:
        """See :func:`portal.cases.workbench.views.verification.make_form`.

        Args:
            declared: the applicant's answers in the shape of facts.
            known: path → what an earlier check or the register says, in words.
            deciding: paths that can still change a result.
            titles: position → who the member is.
            earliest: the day the person applied; nothing is checked before it (R2.5).
        """
        super().__init__(*args, **kwargs)
        self.asked, self.words, self._known, self._deciding, self._titles = asked, words, known, deciding, titles
        self.declared = {fact.path: value_at(declared, fact.path) for fact in asked}
        self._earliest = earliest
        self.fields["done_on"].widget.attrs |= {"min": earliest.isoformat(), "max": clock.today().isoformat()}
        for fact in asked:
            self.fields[fact.name] = factfields.field_for(fact.definition, words)
            if fact.position is not None:
                # Mistakes are listed above the form, where the person's heading is far away.
                label = {"person": titles.get(fact.position, ""), "fact": words.label(fact.definition)}
                self.fields[fact.name].label = _("%(person)s: %(fact)s") % label
            if self.declared[fact.path] is not None:
                self.fields[fact.same] = forms.BooleanField(
                    label=_("as declared"), required=False, widget=forms.CheckboxInput(attrs={"data-wb-same": ""})
                )

    def clean_done_on(self) -> date:
        """A day between the application and today."""
        day: date = self.cleaned_data["done_on"]
        if not self._earliest <= day <= clock.today():
            raise forms.ValidationError(
                _("Please check the day: it lies between %(first)s, when the person applied, and today.")
                % {"first": self._earliest.isoformat()}
            )
        return day

    @property
    def marks_deciding(self) -> bool:
        """Whether any fact asked here is marked as one that can still change a result."""
        return any(fact.path in self._deciding for fact in self.asked)

    def groups(self) -> Iterator[Group]:
        """The table, group by group, in the order of the facts."""
        lines: dict[tuple[str, int | None], list[Line]] = {}
        for fact in self.asked:
            lines.setdefault((fact.definition.scope, fact.position), []).append(self._line(fact))
        titles = {"household": _("The household"), "applicant": _("The applicant's situation")}
        for (scope, position), found in lines.items():
            yield Group(titles.get(scope) or self._titles.get(position or 0, ""), found)

    def _line(self, fact: AskedFact) -> Line:
        return Line(
            label=self.words.label(fact.definition),
            declared=self.words.value(fact.definition, self.declared[fact.path]),
            known=self._known.get(fact.path, ""),
            deciding=fact.path in self._deciding,
            value=self[fact.name],
            same=self[fact.same] if fact.same in self.fields else None,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for fact in self.asked:
            self._clean_fact(cleaned, fact)
        if cleaned.get("method") in FROM_OTHERS and not cleaned.get("source", "").strip():
            self.add_error("source", _("Please name the office or register that answered."))
        if not self.errors and not self.facts() and not cleaned.get("notes", "").strip():
            self.add_error("notes", _("Please write what you saw, or set at least one fact below."))
        return cleaned

    def _clean_fact(self, cleaned: dict[str, Any], fact: AskedFact) -> None:
        value = cleaned.get(fact.name)
        same = cleaned.get(fact.same)
        if same and value not in (None, ""):
            self.add_error(fact.name, _("Either tick “as declared” or enter what you found, not both."))
        elif same:
            cleaned[fact.name] = self.declared[fact.path]
        elif problem := factfields.range_problem(fact.definition, value):
            self.add_error(fact.name, problem)

    def facts(self) -> dict[str, dict[str, Any]]:
        """The facts for the verb: path → value and source."""
        source = self.cleaned_data.get("source", "").strip()
        return {
            fact.path: {"value": value, "source": source}
            for fact, value in factfields.given(self.cleaned_data, self.asked)
        }

    def blame(self, path: str, problem: str) -> None:
        """Put what the verb objected to beside the field it is about."""
        fact = next((fact for fact in self.asked if fact.path == path), None)
        self.add_error(fact.name if fact else None, problem)
