"""Step 3 beside the list: add, change and remove one member of the household."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views import View

from forms import conf
from forms.steps.household import MemberForm
from forms.storage import Answers, DraftBusy
from forms.views.pages import notice_text, step_page
from forms.views.wizard import ApplyWizard, errors_title
from portal.content import look


class MemberView(View):
    """Add (``key`` absent) or change one member."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.wizard = ApplyWizard.beside(request)
        elsewhere = self.wizard.gate("household")
        if elsewhere:
            return elsewhere
        self.key: int | None = kwargs.get("key")
        self.entry = self.wizard.state.member(self.key) if self.key is not None else None
        if self.key is not None and self.entry is None:
            # Removed in another tab: the list shows who is there.
            return redirect(self.list_url())
        return super().dispatch(request, *args, **kwargs)

    def list_url(self) -> str:
        url = self.wizard.get_step_url("household")
        return f"{url}?back=check" if self.request.GET.get("back") == "check" else url

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(MultiValueDict(self.entry["data"]) if self.entry else None)
        if self.entry and "gap" in request.GET:
            form.is_valid()
        return self.page(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        self.wizard.note_extras("member", form)
        if look.take(request):
            return look.kept(request, self.page(form))
        if self.entry is None and len(self.wizard.storage.members) >= conf.get("DRAFT_MAX_MEMBERS") - 1:
            return self.page(
                form,
                _("There is room for %(most)d people. Please call the window; they take in larger families.")
                % {"most": conf.get("DRAFT_MAX_MEMBERS")},
            )
        if "save" not in request.POST and not form.is_valid():
            return self.page(form)
        try:
            self.keep(form)
        except DraftBusy:
            return self.page(form, notice_text("busy"))
        if "save" in request.POST:
            from forms.views.drafts import saved_page

            draft = self.wizard.storage.draft
            return saved_page(request, draft, self.wizard.state.phone) if draft else redirect("forms:apply")
        return redirect(self.list_url())

    def form(self, data: Any) -> MemberForm:
        form = MemberForm(data=data, state=self.wizard.state)
        form.key = self.key
        return form

    def keep(self, form: MemberForm) -> None:
        """Write this member's answers; the list has to be confirmed again, for questions may have changed with it."""
        values, key = form.kept(), self.key

        def apply(data: Answers) -> None:
            for member in data["members"]:
                if member["key"] == key:
                    member["data"] = values
                    return
            if key is None:
                data["members"].append({"key": data["next_key"], "data": values})
                data["next_key"] += 1

        storage = self.wizard.storage
        storage.change(apply)
        storage.set_column("step", "household")
        storage.save()

    def page(self, form: MemberForm, error: str = "") -> HttpResponse:
        wizard = self.wizard
        errors = form.error_list()
        if error:
            errors.insert(0, {"href": "", "text": error})
        position = (
            next((i for i, m in enumerate(wizard.storage.members) if m["key"] == self.key), len(wizard.storage.members))
            + 2
        )
        steps = list(wizard.get_form_list())
        page = step_page("household", wizard.state)
        return render(
            self.request,
            "forms/member.html",
            {
                "nav_active": "apply",
                "form": form,
                "step": "household",
                "rows": form.rows(),
                "errors": errors,
                "draft": wizard.storage.draft,
                "errors_title": errors_title(len(errors)),
                "back_url": self.list_url(),
                "page": page,
                "note": {"title": page.note_title, "text": page.note},
                "title": _("Household member %(number)d") % {"number": position},
                "caption": (
                    _("Step %(number)d of %(total)d · Household")
                    % {
                        "number": steps.index("household") + 1,
                        "total": len(steps),
                    }
                ),
            },
        )


def remove_member(request: HttpRequest, key: int) -> HttpResponse:
    """Ask once, then take a member off the list with everything typed about them."""
    wizard = ApplyWizard.beside(request)
    elsewhere = wizard.gate("household")
    if elsewhere:
        return elsewhere
    person = next((person for person in wizard.state.people[1:] if person.key == key), None)
    if person is None:
        return redirect(wizard.get_step_url("household"))
    if request.method != "POST":
        return render(
            request,
            "forms/remove_member.html",
            {
                "nav_active": "apply",
                "person": person,
                "back_url": wizard.get_step_url("household"),
                "draft": wizard.storage.draft,
                "action": reverse("forms:member-remove", kwargs={"key": key}),
            },
        )

    def apply(data: Answers) -> None:
        data["members"] = [member for member in data["members"] if member["key"] != key]
        for values in data["step_data"].values():
            for name in [name for name in values if name.startswith(person.prefix)]:
                del values[name]

    wizard.storage.change(apply)
    wizard.storage.add_notice("member-removed")
    wizard.storage.save()
    return redirect(wizard.get_step_url("household"))
