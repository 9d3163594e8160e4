"""The form of a change: its particulars and its rows of figures. Every rule that decides stands in the verbs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from plugins.api.errors import NumberError
from plugins.manager import get_manager
from portal.accounts.models import Office
from portal.common import clock, money
from portal.common.formfields import WrittenField
from portal.content.models import PolicyPage
from portal.policy import authority, drafting, words
from portal.policy.drafting import Content, NewValue
from portal.policy.errors import ChangeInvalid, Problem

MAX_ROWS = 40
_TEXT = 2_000


class PageChoice(forms.ModelChoiceField):
    """Policy pages by number and title."""

    def label_from_instance(self, page: Any) -> str:
        return f"{page.document_number} {page.title}".strip()


class ChangeForm(forms.Form):
    """What holds for all figures of a change."""

    since = forms.DateField(
        label=pgettext_lazy("a policy figure", "In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the first day, such as 2027-01-01."),
            "invalid": gettext_lazy("Enter a day such as 2027-01-01."),
        },
    )
    until = forms.DateField(
        label=gettext_lazy("Until and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Only for figures of limited time. Afterwards the earlier value holds again."),
        error_messages={"invalid": gettext_lazy("Enter a day such as 2027-01-01.")},
    )
    source_page = PageChoice(
        label=gettext_lazy("Policy page"),
        queryset=PolicyPage.objects.none(),
        required=False,
        empty_label=gettext_lazy("Not published here yet"),
        help_text=gettext_lazy("Its number is taken over. Citizens reach the page from every figure."),
        error_messages={"invalid_choice": gettext_lazy("This page is not published any more. Choose another one.")},
    )
    source = forms.CharField(
        label=pgettext_lazy("a policy figure", "Document number"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Such as 清民发〔2026〕18号. Leave it empty when you chose a policy page."),
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the document elsewhere"),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Enter a whole address, such as https://www.example.org/doc.")},
    )
    reason = WrittenField(
        label=pgettext_lazy("figures", "Reason"),
        max_length=_TEXT,
        rows=4,
        help_text=gettext_lazy("Whoever checks the change reads it, and the history keeps it."),
        error_messages={"required": gettext_lazy("Say why the figures change: whoever checks this reads it.")},
    )
    correction = forms.BooleanField(
        label=gettext_lazy("This corrects a past value"),
        required=False,
        help_text=gettext_lazy(
            "Only for a mistake in a value that began on a day that has passed. "
            "Decisions already made keep the value they were made with."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages = PolicyPage.objects.live().filter(locale__language_code="zh-hans")
        self.fields["source_page"].queryset = pages.order_by("-first_published_at", "-pk")

    def clean(self) -> dict[str, Any]:
        """The page lends its number; what is wrong with days and document is said together with everything else."""
        data = super().clean()
        page = data.get("source_page")
        if page is not None and not data.get("source"):
            data["source"] = page.document_number
        problems: list[Problem] = []
        if not {"source", "source_page"} & set(self.errors):
            problems += drafting.document_problems(data["source"], page)
        if not {"since", "until"} & set(self.errors):
            problems += drafting.date_problems(data["since"], data["until"], correction=data["correction"])
        for problem in problems:
            self.add_error(problem.field, problem.text)
        return data


class ValueForm(forms.Form):
    """A row: which figure, for which place, how much."""

    key = forms.ChoiceField(
        label=pgettext_lazy("figures", "Figure"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a figure from the list.")},
    )
    office = forms.ChoiceField(
        label=pgettext_lazy("figures", "Where"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a place from the list.")},
    )
    value = forms.CharField(
        label=gettext_lazy("New value"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    below_floor = forms.CharField(
        label=gettext_lazy("Why it lies below the floor"),
        required=False,
        max_length=_TEXT,
        help_text=gettext_lazy("Only where the floor holds in principle."),
    )

    def __init__(self, *args: Any, figures: list[Any], offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [("", _("Choose a figure")), *figures]
        self.fields["office"].choices = [("", pgettext("figures", "Everywhere")), *offices]

    @property
    def is_empty(self) -> bool:
        """Nothing typed that means anything: the row is left out."""
        return not any(str(self[name].value() or "").strip() for name in ("key", "value", "below_floor"))

    def clean(self) -> dict[str, Any]:
        """The number in the figure's unit."""
        data = super().clean()
        if self.is_empty:
            return data
        if not data.get("key") and "key" not in self.errors:
            self.add_error("key", _("Choose the figure this value is for."))
        definition = get_manager().book.get(data.get("key") or "")
        if definition is None:
            return data
        if not data.get("value", "").strip():
            self.add_error("value", _("Enter the new value of this figure."))
            return data
        try:
            data["number"] = read_number(data.get("value", ""), money_=definition.measure.money)
            definition.check_number(data["number"])
        except NumberError as error:
            self.add_error("value", drafting.number_problem(error, definition))
        except ValueError as error:
            self.add_error("value", getattr(error, "message", str(error)))
        return data


def read_number(text: str, *, money_: bool) -> Decimal:
    """A number as people type it. ValueError saying how it should look."""
    if money_:
        return money.parse_yuan(text)
    compact = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    try:
        number = Decimal(compact) if len(compact) <= 30 else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(_("Enter a number in digits, such as 24 or 1.3."))
    return number


class ChangeForms:
    """The form and its rows together; what was typed is kept whatever happens."""

    def __init__(self, user: Any, data: Any = None, *, content: Content | None = None, version: int = 0, key: str = ""):
        self.agencies = authority.agencies_for(user, authority.MAKERS)
        self.choices = {"figures": figure_choices(self.agencies), "offices": office_choices(self.agencies)}
        if data is None:
            self.change = ChangeForm(initial=_initial(content, version))
            values = content.values if content else [NewValue(key, Decimal(0))] if key else []
            initial = [_row(value, empty=content is None) for value in values] or [{}]
            self.rows = [ValueForm(initial=row, prefix=f"row-{i}", **self.choices) for i, row in enumerate(initial)]
        else:
            self.change = ChangeForm(data)
            count = _count(data.get("rows"))
            self.rows = [ValueForm(data, prefix=f"row-{i}", **self.choices) for i in range(count)]

    def add_row(self, **initial: Any) -> None:
        """One more row at the end, unbound so that nothing is complained about yet."""
        if len(self.rows) < MAX_ROWS:
            self.rows.append(ValueForm(initial=initial, prefix=f"row-{len(self.rows)}", **self.choices))

    @property
    def has_errors(self) -> bool:
        """Whether anything is to be mended."""
        return bool(self.change.errors) or any(row.errors for row in self.rows)

    def is_valid(self) -> bool:
        """Whether everything could be read; rows without content do not count."""
        rows = [row.is_valid() for row in self.rows]
        if not self.filled:
            self.change.add_error(None, drafting.nothing_chosen())
        return self.change.is_valid() and all(rows)

    @property
    def filled(self) -> list[ValueForm]:
        """The rows that say something."""
        return [row for row in self.rows if not row.is_empty]

    def content(self) -> Content:
        """What was typed, for the verb; only after `is_valid`."""
        data = self.change.cleaned_data
        codes = {row.cleaned_data["office"] for row in self.filled if row.cleaned_data["office"]}
        offices = {office.code: office for office in Office.objects.filter(code__in=codes)}
        values = tuple(
            NewValue(row.cleaned_data["key"], row.cleaned_data["number"], offices.get(row.cleaned_data["office"]),
                     row.cleaned_data["below_floor"])
            for row in self.filled
        )  # fmt: skip
        names = ("since", "until", "source", "source_page", "source_url", "reason", "correction")
        return Content(values=values, **{name: data[name] for name in names})

    def show(self, refusal: ChangeInvalid) -> None:
        """Put the verb's problems to their fields."""
        for problem in refusal.problems:
            if problem.row is not None:
                self.filled[problem.row].add_error(problem.field, problem.text)
            elif problem.field in self.change.fields:
                self.change.add_error(problem.field, problem.text)
            else:
                self.change.add_error(None, problem.text)


def _count(text: str | None) -> int:
    number = int(text) if text and text.isascii() and text.isdecimal() and len(text) < 4 else 1
    return min(max(number, 1), MAX_ROWS)


def _initial(content: Content | None, version: int) -> dict[str, Any]:
    if content is None:
        return {"version": version}
    names = ("since", "until", "source", "source_page", "source_url", "reason", "correction")
    return {"version": version, **{name: getattr(content, name) for name in names}}


def _row(value: NewValue, *, empty: bool) -> dict[str, Any]:
    return {
        "key": value.key,
        "office": value.office.code if value.office else "",
        "value": "" if empty else words.plain(value.value),
        "below_floor": value.below_floor,
    }


def figure_choices(agencies: Sequence[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The figures of these agencies with today's value, in groups."""
    groups: dict[str, list[tuple[str, str]]] = {agency: [] for agency in agencies}
    for definition in get_manager().book.values():
        agency = authority.owner_of(definition.key)
        if agency in groups:
            today = definition.value_on(clock.today())
            now = words.value(definition, today.value) if today else _("no value yet")
            groups[agency].append((definition.key, f"{words.label(definition.key)} · {now}"))
    return [(words.agency(agency), choices) for agency, choices in groups.items() if choices]


def office_choices(agencies: Sequence[str]) -> list[tuple[str, str]]:
    """The places for which these agencies can set figures apart; villages indented below their township."""
    kinds = (Office.Kind.TOWNSHIP, Office.Kind.VILLAGE)
    areas = {
        office.path[: -Office.steplen] for office in Office.objects.filter(kind=Office.Kind.AGENCY, agency__in=agencies)
    }
    offices = Office.objects.filter(kind__in=kinds).order_by("path")
    return [
        (office.code, ("　" if office.kind == Office.Kind.VILLAGE else "") + office.label)
        for office in offices
        if any(office.path.startswith(area) for area in areas)
    ]


class RejectForm(forms.Form):
    """Why a change goes back."""

    reason = WrittenField(label=gettext_lazy("What has to change"), max_length=_TEXT, required=False, rows=3)
