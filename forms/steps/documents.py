"""Step 6: documents, only those the chosen schemes ask for; any of them may be brought to the window instead (R2.4)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.fields import ConsentField
from forms.stepform import CONTROLS, Answered, Section, StepForm

BRING = "bring-"
FILES = "files-"


def kilobytes(size: int) -> str:
    """A file size for people: 180 KB, 2.4 MB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"


class DocumentsForm(StepForm):
    """`uploaded` are the stored documents of the draft, by material; the view sets it before asking `is_valid`."""

    step = "documents"
    uploaded: dict[str, list[Any]]

    def build(self) -> Sequence[Section]:
        fields = tuple(
            ConsentField(
                name=BRING + material.key,
                label=_("I will bring it to the window or show it at the visit"),
                required=False,
            )
            for material in self.state.definition.materials
        )
        return [Section(fields)]

    def clean(self) -> None:
        for material in self.state.definition.materials:
            here = getattr(self, "uploaded", {}).get(material.key)
            if material.required and not here and not self.cleaned_data.get(BRING + material.key):
                self.add_problem(
                    FILES + material.key,
                    _("Please add a photo or a PDF, or tick that you will bring it."),
                    material.label,
                )

    def is_valid(self) -> bool:
        # A file that was refused is a problem of this request already: keep it beside what is found now.
        refused = dict(self.problems)
        super().is_valid()
        self.problems = {
            **refused,
            **{name: problem for name, problem in self.problems.items() if name not in refused},
        }
        return self.is_bound and not self.problems

    def places(self) -> list[str]:
        return [FILES + material.key for material in self.state.definition.materials]

    def lists(self) -> list[dict[str, Any]]:
        """For the page: each material with its stored files, its mistake and its box."""
        boxes = {field["name"]: field for section in self.rows() for field in section["fields"]}
        return [
            {
                "key": material.key,
                "label": material.label,
                "hint": material.hint,
                "required": material.required,
                "name": FILES + material.key,
                "error": self._message(FILES + material.key),
                "bring": boxes[BRING + material.key],
                "per_member": material.per_member,
                "files": [
                    {"id": document.pk, "name": document.original_name, "size": kilobytes(document.size)}
                    for document in getattr(self, "uploaded", {}).get(material.key, ())
                ],
            }
            for material in self.state.definition.materials
        ]

    def extra_inputs(self) -> int:
        """Files arrive outside the data; a browser without a file sends their empty names as data."""
        return len(
            set(self.typed) - self.known_inputs() - CONTROLS - {FILES + m.key for m in self.state.definition.materials}
        )

    def answered(self) -> list[Answered]:
        rows = []
        for material in self.state.definition.materials:
            count = len(getattr(self, "uploaded", {}).get(material.key, ()))
            if count:
                text = ngettext("%(count)d file", "%(count)d files", count) % {"count": count}
            elif self.cleaned_data.get(BRING + material.key):
                text = _("I will bring it")
            else:
                text = _("None, it is optional")
            rows.append(Answered(material.label, text))
        return rows
