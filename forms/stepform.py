"""A form of sections and fields with the surface django-formtools asks of a form class.

Why not ``django.forms.Form``: its fields are copied and its widgets rendered through a template each, for every
request, which is some 40 % of a wizard's CPU. Here the descriptions are shared and only answers are per request.
What formtools needs of a form it finds here: ``base_fields``, the four keyword arguments, ``is_valid``,
``cleaned_data``, ``data``, ``files``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms.fields import UNKNOWN, ChoiceField, Field, FieldError, Typed
from portal.content import look

# Controls of the page that are not questions.
MOST_CHARACTERS, MOST_VALUES = 20_000, 100
# In a longer list than this, the words of the same mistake are said only once.
MOST_IN_FULL = 6
CONTROLS = frozenset({"csrfmiddlewaretoken", "save", "continue", "upload", "remove", look.NAME})


@dataclass(frozen=True)
class Section:
    """Questions that belong together: about the household, or about one person. `prefix` keeps two persons' answers
    apart.
    """

    fields: Sequence[Field]
    prefix: str = ""
    title: str = ""
    aside: str = ""
    note: str = ""


@dataclass
class Problem:
    """One mistake: where it is (the id of a control) and its words, beside the field and in the summary; `href`
    where it is mended on another page.
    """

    anchor: str
    message: str
    label: str = ""
    href: str = ""


@dataclass
class Answered:
    """A question with its answer in words, for the check page."""

    label: str
    text: str
    section: str = ""
    anchor: str = ""


class StepForm:
    """The questions of one step, the answers as typed, and after `is_valid` the cleaned values by full name."""

    base_fields: ClassVar[dict[str, Any]] = {}
    step: ClassVar[str] = ""

    def __init__(
        self,
        data: Typed | None = None,
        files: Any = None,
        prefix: str | None = None,
        initial: dict[str, Any] | None = None,
        *,
        state: Any = None,
    ) -> None:
        self.is_bound = data is not None
        self.data = data
        self.files = files
        self.initial = initial or {}
        self.state = state
        self.problems: dict[str, Problem] = {}
        self.cleaned_data: dict[str, Any] = {}
        self.checked = False

    def build(self) -> Sequence[Section]:
        """The sections of this step for this draft."""
        raise NotImplementedError

    @cached_property
    def sections(self) -> Sequence[Section]:
        return self.build()

    def each(self) -> Iterator[tuple[Section, Field, str]]:
        for section in self.sections:
            for item in section.fields:
                yield section, item, section.prefix + item.name

    @property
    def typed(self) -> Typed:
        """What was sent or stored; empty for a page nobody has answered."""
        return MultiValueDict() if self.data is None else self.data

    def is_valid(self) -> bool:
        if not self.is_bound:
            return False
        if not self.checked:
            self.checked = True
            typed = self.typed
            overruled = self._overruled()
            for section, item, name in self.each():
                if not self.put(section, item):
                    self.cleaned_data[name] = None
                    continue
                if name in overruled:
                    self.cleaned_data[name] = UNKNOWN
                    continue
                try:
                    self.cleaned_data[name] = item.clean(typed, name)
                except FieldError as problem:
                    self.add_problem(name, problem.message, self.summary_label(section, item))
            self._check_parts()
            self.clean()
        return not self.problems

    def put(self, section: Section, item: Field) -> bool:
        """Whether the question is put to this person: a follow-up only after the answers it follows. What was typed
        into it before stays, but is no answer.
        """
        if item.follows is None or all(other.name != item.follows[0] for other in section.fields):
            return True
        return self.cleaned_data.get(section.prefix + item.follows[0]) in item.follows[1]

    def _check_parts(self) -> None:
        """A number that is a part of another one on this page is not more than it."""
        for section, item, name in self.each():
            whole = next((other for other in section.fields if item.at_most and other.name == item.at_most), None)
            if whole is None:
                continue
            part, most = self.cleaned_data.get(name), self.cleaned_data.get(section.prefix + whole.name)
            if part in (None, UNKNOWN) or most in (None, UNKNOWN) or part <= most:
                continue
            words = {"other": whole.label, "most": whole.display(most)}
            message = _("This cannot be more than “%(other)s” (%(most)s). Please correct one of the two.") % words
            self.add_problem(name, message, self.summary_label(section, item))

    def _overruled(self) -> set[str]:
        """Questions where "not sure" was ticked beside what the page itself had proposed: the person's word counts."""
        return {
            name
            for name, value in self.proposals().items()
            if self.typed.get(name) == value and self.typed.get(f"{name}-unknown")
        }

    def clean(self) -> None:
        """Checks across fields; call `add_problem` for each mistake."""

    def add_problem(self, name: str, message: str, label: str = "", href: str = "") -> None:
        self.problems.setdefault(name, Problem(f"id_{name}", message, label, href))

    @property
    def leads_away(self) -> bool:
        """Whether a mistake is mended on another page: what was typed here has to wait meanwhile."""
        return any(problem.href for problem in self.problems.values())

    @staticmethod
    def summary_label(section: Section, item: Field) -> str:
        if item.kind == "consent":
            # Its message names who or what already.
            return ""
        return f"{section.title} · {item.label}" if section.title and section.prefix else item.label

    def known_inputs(self) -> set[str]:
        """Names of every control this step may send."""
        return {control for _section, item, name in self.each() for control in item.inputs(name)}

    def kept(self) -> dict[str, list[str]]:
        """The answers as typed, of known controls only: what the draft stores. Other keys are dropped (fault 30)."""
        # NUL cannot be stored as text in every database and means nothing; the rest stays word for word. The limits are
        # far above what a person types and keep a script from filling the database.
        overruled = self._overruled()
        return {
            name: [str(value).replace("\x00", "")[:MOST_CHARACTERS] for value in self.typed.getlist(name)[:MOST_VALUES]]
            for name in sorted(self.known_inputs())
            if name in self.typed and name not in overruled
        }

    def extra_inputs(self) -> int:
        """How many keys were sent that this step does not know."""
        return len(set(self.typed) - self.known_inputs() - CONTROLS)

    def rows(self) -> list[dict[str, Any]]:
        """Plain dictionaries for the template: sections, each with the contexts of its fields."""
        data = self._typed_or_proposed()
        return [
            {
                "title": section.title,
                "aside": section.aside,
                "note": section.note,
                "fields": self._branched(section, data),
            }
            for section in self.sections
        ]

    def _branched(self, section: Section, data: Typed) -> list[dict[str, Any]]:
        """The fields of a section, each with its follow-ups below it and, on its answers, which of them these open."""
        shown: dict[str, dict[str, Any]] = {}
        top = []
        for item in section.fields:
            name = section.prefix + item.name
            shown[item.name] = context = item.context(data, name, self._message(name))
            parent = next((other for other in section.fields if item.follows and other.name == item.follows[0]), None)
            if item.follows is None or not isinstance(parent, ChoiceField):
                top.append(context)
                continue
            branches = shown[parent.name].setdefault("branches", [])
            branches.append({"number": len(branches) + 1, "field": context})
            opening = {parent.control_value(answer) for answer in item.follows[1]}
            for option in shown[parent.name]["options"]:
                if option["value"] in opening:
                    option["opens"] = f"{option.get('opens', '')} {len(branches)}".strip()
        return top

    def proposals(self) -> dict[str, str]:
        """What the page shows where nothing was typed yet; the person sees it and can change it."""
        return {}

    def _typed_or_proposed(self) -> Typed:
        typed = self.typed if self.is_bound else MultiValueDict(self.initial)
        proposed = {
            name: [value]
            for name, value in self.proposals().items()
            if name not in typed and f"{name}-unknown" not in typed
        }
        return MultiValueDict({**dict(typed.lists()), **proposed}) if proposed else typed

    def _message(self, name: str) -> str | None:
        problem = self.problems.get(name)
        return problem.message if problem else None

    def places(self) -> list[str]:
        """The names mistakes are noted by, in the order of the page."""
        return [name for _section, _item, name in self.each()]

    def error_list(self) -> list[dict[str, str]]:
        """For the error summary: each mistake with its field's name before it, in the order of the page.

        A long list would say the same words again and again: there they are said with the first field they are about,
        and the names of the others follow.
        """
        order = {name: place for place, name in enumerate(self.places())}
        problems = [self.problems[name] for name in sorted(self.problems, key=lambda name: order.get(name, len(order)))]
        long = len(problems) > MOST_IN_FULL
        said: set[str] = set()

        def words(problem: Problem) -> str:
            if not problem.label:
                return problem.message
            if long and problem.message in said:
                return problem.label
            said.add(problem.message)
            return _("%(label)s: %(message)s") % vars(problem)

        return [{"href": problem.href or f"#{problem.anchor}", "text": words(problem)} for problem in problems]

    def answered(self) -> list[Answered]:
        """Every question with its answer in words. Call after `is_valid`."""
        return [
            Answered(item.label, item.display(self.cleaned_data.get(name)), section.title, f"id_{name}")
            for section, item, name in self.each()
            if self.put(section, item)
        ]
