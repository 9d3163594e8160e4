"""The menu entry and the panel on the admin's home: for people whose work is cases."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from portal.cases.workbench import queue
from portal.cases.workbench.access import Reach


class CasesMenuItem(MenuItem):
    """ "Cases" for those who have any."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Cases"), reverse("workbench:queue"), name="cases", icon_name="clipboard-list", order=50
        )

    def is_shown(self, request: Any) -> bool:
        return Reach(request.user).works_on_cases


class CasesPanel(Component):
    """Three numbers, each a link to the cases behind it."""

    name = "cases"
    order = 10
    template_name = "workbench/home_panel.html"

    def __init__(self, request: Any) -> None:
        self.reach = Reach(request.user)

    @cached_property
    def shown(self) -> bool:
        """Whether this person has cases at all."""
        return self.reach.works_on_cases

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        if not self.shown:
            return {}
        numbers = queue.counts(self.reach)
        base = reverse("workbench:queue") + f"?show={'mine' if self.reach.has_duties else 'open'}"
        waiting = _("waiting for me") if self.reach.has_duties else _("open in my area")
        return {
            "numbers": [
                {"number": numbers["waiting"], "words": waiting, "url": base},
                {"number": numbers["soon"], "words": _("due within 3 working days"), "url": f"{base}&due=soon"},
                {"number": numbers["overdue"], "words": _("overdue"), "url": f"{base}&due=overdue"},
            ]
        }

    class Media:
        css = {"all": ["workbench/workbench.css"]}
