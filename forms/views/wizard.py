"""The application wizard: formtools' named steps over our storage, forms and pages.

formtools decides which step comes next and keeps what was typed; this class adds the gate in front of every step (no
draft, locked, already submitted, form changed, step skipped) and turns a saved step into one redirect.
"""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from formtools.wizard.views import NamedUrlWizardView, StepsHelper

from forms import uploads, versions
from forms.actions.start_draft import CannotBegin
from forms.stepform import StepForm
from forms.steps import STEP_NAMES, STEPS
from forms.steps.documents import FILES, DocumentsForm
from forms.steps.schemes import SchemesForm, preselected
from forms.storage import DraftBusy, DraftStorage
from forms.uploads import uploads_of
from forms.views.base import PrivateMixin, begin, log, set_token
from forms.views.checking import Checking
from forms.views.pages import notice_text, step_page
from portal.content import look

URL_NAME = "forms:step"
DONE = "receipt"


class ApplyWizard(PrivateMixin, Checking, NamedUrlWizardView):  # type: ignore[misc]
    """One class for all eight steps; what differs lies in the step's form, its words and its template."""

    storage_name = "forms.storage.DraftStorage"
    storage: DraftStorage

    @classmethod
    def beside(cls, request: HttpRequest) -> "ApplyWizard":
        """The wizard for a page beside its steps (a member's page): same gate, same storage, same state."""
        wizard = cls(**cls.get_initkwargs(form_list=STEPS, url_name=URL_NAME, done_step_name=DONE))
        wizard.setup(request)
        wizard.storage = DraftStorage("apply", request)
        wizard.steps = StepsHelper(wizard)
        return wizard

    # -- formtools' questions
    def get_prefix(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return "apply"

    def get_form_prefix(self, step: str | None = None, form: Any = None) -> str:
        return ""

    def get_form_kwargs(self, step: str | None = None) -> dict[str, Any]:
        return {"state": self.state}

    def get_form(self, step: str | None = None, data: Any = None, files: Any = None) -> StepForm:
        step = step or self.steps.current
        form: StepForm = self.get_form_list()[step](data=data, files=files, state=self.state)
        if isinstance(form, DocumentsForm):
            form.uploaded = uploads_of(self.storage.draft)
        return form

    def get_form_step_data(self, form: StepForm) -> dict[str, list[str]]:
        return form.kept()

    # -- requests
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = kwargs["step"]
        elsewhere = self.gate(step)
        if elsewhere:
            return elsewhere
        self.storage.current_step = step
        if step == "check":
            return self.render_check()
        form = self.get_form(step, data=self.state.typed(step))
        if "gap" in request.GET:
            form.is_valid()
        if step == STEP_NAMES[0]:
            self.preselect(form, request.GET)
        self.storage.touch()
        return self.render(form)

    def preselect(self, form: StepForm, query: QueryDict) -> None:
        """Tick what a link asked for, beside what was ticked before."""
        event = query.get("event", "")[:100]
        wanted = preselected(query.get("scheme", "")[:100], event)
        if wanted and isinstance(form, SchemesForm):
            form.wanted, form.reason = wanted, event
            form.initial = {"schemes": [*wanted, *self.state.chosen]}
            form.is_bound = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = kwargs["step"]
        elsewhere = self.gate(step)
        if elsewhere:
            return elsewhere
        self.storage.current_step = step
        form = self.get_form(step, data=request.POST, files=request.FILES)
        self.note_extras(step, form)
        if isinstance(form, DocumentsForm):
            elsewhere = self.take_files(form)
            if elsewhere:
                return elsewhere
        if look.take(request):
            return look.kept(request, self.render(form))
        if "save" in request.POST:
            return self.save_for_later(step, form)
        if step == "check":
            return self.submit()
        if not form.is_valid():
            return self.render_wrong(step, form)
        return self.advance(step, form)

    def take_files(self, form: DocumentsForm) -> HttpResponse | None:
        """Store chosen files at once, or take one away; the page then shows the list as it is now."""
        request, draft = self.request, self.storage.draft
        if draft is None:
            return redirect("forms:apply")
        notices = []
        if "remove" in request.POST and uploads.remove(draft, request.POST["remove"]):
            notices.append("document-removed")
        for material in self.state.definition.materials:
            files = request.FILES.getlist(FILES + material.key)
            for problem in uploads.store(draft, material.key, files) if files else ():
                form.add_problem(FILES + material.key, problem, material.label)
        form.uploaded = uploads_of(draft)
        if form.problems:
            return self.render(form)
        if not {"remove", "upload"} & set(request.POST):
            return None
        if "upload" in request.POST and request.FILES:
            notices.append("document-added")
        self.storage.set_step_data("documents", form.kept())
        self.storage.add_notice(*notices)
        self.storage.save()
        return self.to_step("documents", request.GET.urlencode())

    def note_extras(self, step: str, form: StepForm) -> None:
        """Keys nobody asked for are dropped and counted in the log, without their names: those could be anything
        (fault 30).
        """
        extra = form.extra_inputs()
        if extra:
            draft = self.storage.draft
            log.warning("forms.extra_keys", step=step, count=extra, draft=str(draft.pk) if draft else "")

    def keep(self, step: str, form: StepForm, *, done: bool) -> str | None:
        """Store a step as typed; returns the token of a draft that had to be started for it."""
        token = self.ensure_draft(form) if self.storage.draft is None else None
        self.storage.set_step_data(step, self.process_step(form))
        if done or step in self.storage.done:
            self.storage.mark_done(step, done=done)
        self.refresh()
        if step == STEP_NAMES[0] and token is None:
            self.storage.set_column("form_version", versions.pin(self.state.chosen))
        return token

    def ensure_draft(self, form: StepForm) -> str:
        chosen = [key for key in form.kept().get("schemes", []) if key]
        draft, token = begin(self.request, schemes=chosen, language=get_language() or "zh-hans")
        self.storage.adopt(draft)
        return token

    def advance(self, step: str, form: StepForm) -> HttpResponse:
        """Save a finished step in one write and go to the next, or back to the check page where the person came
        from.
        """
        try:
            token = self.keep(step, form, done=True)
        except CannotBegin as reason:
            return self.render_problem(form, notice_text(reason.notice))
        following = self.after(step)
        self.storage.set_column("step", following)
        # Letters and text messages come in the language the person read last.
        self.storage.set_column("language", self.state.language)
        try:
            self.storage.save()
        except DraftBusy:
            return self.render_problem(form, notice_text("busy"))
        response = self.to_step(following)
        if token:
            set_token(self.request, response, token)
        return response

    def after(self, step: str) -> str:
        if self.request.GET.get("back") == "check":
            return self.first_gap() or "check"
        return self.get_next_step(step) or "check"

    def save_for_later(self, step: str, form: StepForm) -> HttpResponse:
        """Keep even what is not right yet, then show number and code."""
        from forms.views.drafts import saved_page

        try:
            if form.known_inputs():
                token = self.keep(step, form, done=form.is_valid())
            else:
                token = self.ensure_draft(form) if self.storage.draft is None else None
            self.storage.set_column("step", step)
            self.storage.save()
        except CannotBegin as reason:
            return self.render_problem(form, notice_text(reason.notice))
        except DraftBusy:
            return self.render_problem(form, notice_text("busy"))
        draft = self.storage.draft
        if draft is None:
            return redirect("forms:apply")
        response = saved_page(self.request, draft, self.state.phone)
        if token:
            set_token(self.request, response, token)
        return response

    # -- pages
    def get_template_names(self) -> list[str]:
        step = self.steps.current
        return [f"forms/{step}.html" if step in ("household", "documents", "check") else "forms/step.html"]

    def render_wrong(self, step: str, form: StepForm) -> HttpResponse:
        """The page with its mistakes; where one is mended on another page, what was typed here is kept meanwhile."""
        if form.leads_away:
            try:
                self.keep(step, form, done=False)
                self.storage.save()
            except DraftBusy:
                return self.render_problem(form, notice_text("busy"))
        return self.render(form)

    def render_problem(self, form: StepForm, message: str) -> HttpResponse:
        return self.render(form, error=message)

    def get_context_data(self, form: StepForm, **kwargs: Any) -> dict[str, Any]:
        step = self.steps.current
        page = step_page(step, self.state)
        steps = list(self.get_form_list())
        errors = form.error_list()
        if kwargs.get("error"):
            errors.insert(0, {"href": kwargs.get("error_url", ""), "text": kwargs["error"]})
        notices = [text for text in map(notice_text, self.take_notices()) if text]
        number, total = steps.index(step) + 1, len(STEPS) if self.storage.draft is None else len(steps)
        return {
            "nav_active": "apply",
            "form": form,
            "step": step,
            "page": page,
            "note": {"title": page.note_title, "text": page.note} if page.note else None,
            "caption": _("Step %(number)d of %(total)d") % {"number": number, "total": total},
            "rows": form.rows(),
            "errors": errors,
            "errors_title": errors_title(len(errors)),
            "notices": notices,
            "back_url": self.back_url(step, steps),
            "draft": self.storage.draft,
            "back_check": self.request.GET.get("back") == "check",
            **kwargs,
        }

    def take_notices(self) -> list[str]:
        notices = self.storage.take_notices()
        if notices:
            with transaction.atomic():
                self.storage.save()
        return notices

    def back_url(self, step: str, steps: list[str]) -> str:
        if self.request.GET.get("back") == "check":
            return self.get_step_url("check")
        position = steps.index(step)
        return self.get_step_url(steps[position - 1]) if position else reverse("forms:apply")


def errors_title(count: int) -> str:
    """Heading of the error summary."""
    return ngettext("Please correct %(count)d thing", "Please correct %(count)d things", count) % {"count": count}
