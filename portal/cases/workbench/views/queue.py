"""The queue."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator

from plugins.manager import get_manager
from portal.cases.workbench import queue
from portal.cases.workbench.access import Reach, not_here
from portal.cases.workbench.forms import FilterForm
from portal.cases.workbench.views.base import AdminPage
from portal.cases.workbench.vocabulary import language


class QueueView(AdminPage):
    """One line a case, the one that runs out first at the head; the filters stay in the URL."""

    template_name = "workbench/queue.html"
    page_title = _("Cases")

    def crumbs(self) -> list[dict[str, Any]]:
        return []

    def get(self, request: HttpRequest) -> HttpResponse:
        reach = Reach(request.user)
        if not reach.works_on_cases:
            raise not_here(request.user, "queue", "-")
        form = FilterForm(request.GET, schemes=_schemes())
        form.is_valid()
        wanted = queue.Wanted(
            **{
                **{name: form.cleaned_data.get(name, "") for name in ("state", "scheme", "due", "receipt")},
                "show": form.cleaned_data.get("show") or ("mine" if reach.has_duties else "open"),
            }
        )
        grouped = queue.applications(queue.claims_wanted(reach, wanted), newest_first=wanted.show == "done")
        paginator = WagtailPaginator(grouped, per_page=queue.PAGE_SIZE)
        page = paginator.get_page(request.GET.get("p"))
        ids = [entry["application"] for entry in page.object_list]
        return self.page(
            form=form,
            wanted=wanted,
            closed=wanted.show == "done",
            tabs=_tabs(form, wanted, reach),
            rows=[] if "receipt" in form.errors else queue.rows(reach, ids),
            items=page,
            filtered=any((wanted.state, wanted.scheme, wanted.due, wanted.receipt)) or bool(form.errors),
        )


def _schemes() -> list[tuple[str, str]]:
    return [(key, info.name(language())) for key, info in get_manager().schemes().items()]


def _tabs(form: FilterForm, wanted: queue.Wanted, reach: Reach) -> list[dict[str, Any]]:
    return [
        {"value": value, "label": label, "current": value == wanted.show}
        for value, label in form.fields["show"].choices
        if value != "mine" or reach.has_duties
    ]
