"""The last step: everything once more, then one application however often it is sent."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms import actions, answers
from forms.stepform import StepForm
from forms.uploads import uploads_of
from forms.views.gate import Gate
from forms.views.pages import step_page
from portal.accounts.actors import Actor
from portal.cases.errors import CaseError, SchemeUnknown


class Checking(Gate):
    """The check page and submitting. Mixed into the wizard."""

    if TYPE_CHECKING:

        def render(self, form: StepForm, **kwargs: Any) -> HttpResponse: ...

    def checked(self) -> tuple[dict[str, StepForm], str | None]:
        """Every form over the stored answers, and the first step that does not hold any more."""
        forms = answers.checked_forms(self.state, uploads_of(self.storage.draft))
        return forms, next((step for step, form in forms.items() if step != "check" and not form.is_valid()), None)

    def reopen(self, step: str) -> HttpResponse:
        self.storage.mark_done(step, done=False)
        self.storage.add_notice("gap")
        self.storage.save()
        return self.to_step(step, "gap=1")

    def render_check(self, error: str = "", error_url: str = "") -> HttpResponse:
        forms, failing = self.checked()
        if failing:
            return self.reopen(failing)
        self.storage.touch()
        return self.render(forms["check"], groups=list(self.answer_groups(forms)), error=error, error_url=error_url)

    def answer_groups(self, forms: dict[str, StepForm]) -> Iterable[dict[str, Any]]:
        """The answers of every step in rows, each with its way to change it."""
        for step, form in forms.items():
            if step == "check":
                continue
            url = f"{self.get_step_url(step)}?back=check"
            yield {
                "title": step_page(step, self.state).title,
                "sections": _by_section(form, url),
            }

    def submit(self) -> HttpResponse:
        """File the application, or lead to the first page that does not hold any more."""
        draft = self.storage.draft
        if draft is None:
            return redirect("forms:apply")
        forms, failing = self.checked()
        if failing:
            return self.reopen(failing)
        try:
            actions.submit_draft(
                actor=Actor.applicant(draft.reference),
                draft=draft,
                state=self.state,
                forms=forms,
                uploaded=uploads_of(draft),
            )
        except SchemeUnknown as refusal:
            return self.render_check(str(refusal), f"{self.get_step_url('schemes')}?back=check")
        except CaseError as refusal:
            return self.render_check(str(refusal))
        return redirect("forms:receipt")


def _by_section(form: StepForm, url: str) -> list[dict[str, Any]]:
    sections: dict[str, list[dict[str, str]]] = {}
    for answer in form.answered():
        sections.setdefault(answer.section, []).append(
            {
                "key": answer.label,
                "value": answer.text,
                "href": f"{url}#{answer.anchor}" if answer.anchor else url,
                "action": _("Change"),
                "about": f"{answer.section} {answer.label}".strip(),
            }
        )
    if all(len(rows) == 1 for rows in sections.values()):
        # One answer for each person: one list reads better than a heading above every line.
        for title, (row,) in sections.items():
            row["key"] = f"{title} · {row['key']}" if title else row["key"]
        return [{"title": "", "rows": [row for rows in sections.values() for row in rows]}]
    return [{"title": title, "rows": rows} for title, rows in sections.items()]
