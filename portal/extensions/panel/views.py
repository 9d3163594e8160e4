"""Pages of the control panel. They show; the verbs of `portal.extensions.actions` check and act."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from plugins.api import VERSION
from plugins.loading import LoadedPlugin
from plugins.manager import get_manager
from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.accounts.permissions import NotAllowed
from portal.accounts.roles import Role
from portal.extensions import actions, overview, state
from portal.extensions.errors import ExtensionError, SettingsInvalid
from portal.extensions.fitting import misfits_of
from portal.extensions.models import Enablement, ScheduledRun
from portal.extensions.panel.forms import OfficeForm, SettingsForm
from portal.extensions.panel.history import history

WHOLE = {
    "install": actions.install, "upgrade": actions.upgrade, "uninstall": actions.uninstall,
    "enable": lambda actor, name: actions.enable(actor=actor, plugin=name),
    "disable": lambda actor, name: actions.disable(actor=actor, plugin=name),
}  # fmt: skip
# What is asked about once more before it happens.
ASKED_TWICE = ("disable", "uninstall")


def language() -> str:
    """``zh-hans`` or ``en``, as the reader has chosen."""
    return "en" if (get_language() or "").startswith("en") else "zh-hans"


class PanelPage(WagtailAdminTemplateMixin, View):
    """For administrators; whoever administers no more than a township switches it for their own offices."""

    header_icon = "puzzle-piece"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_role(Role.ADMINISTRATOR):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self) -> Actor:
        return Actor.staff(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("plugins:list"), "label": _("Plugins")},
            *self.crumbs(),
        ]

    def crumbs(self) -> list[dict[str, Any]]:
        """What follows "Plugins" in the bread crumbs."""
        return []


class PluginListView(PanelPage):
    """Everything that lies beside the portal."""

    template_name = "extensions/list.html"
    page_title = gettext_lazy("Plugins")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(rows=overview.rows(language()), api=VERSION))


class OnePlugin(PanelPage):
    """A page about one plugin."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        row = overview.row(kwargs["name"], language())
        if row is None:
            raise Http404("plugin")
        self.row = row

    def get_page_title(self) -> str:
        return self.row.title

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": self.home, "label": self.row.title}]

    @property
    def home(self) -> str:
        """The address of the plugin's page."""
        return reverse("plugins:detail", args=[self.row.name])

    @cached_property
    def plugin(self) -> LoadedPlugin | None:
        """The plugin, if it is there and sound."""
        return get_manager().plugins().get(self.row.name)

    @cached_property
    def offices(self) -> QuerySet[Office]:
        """The offices this person administers, in the order of the tree."""
        return self.request.user.offices_for(Role.ADMINISTRATOR).order_by("path")

    @property
    def of_county(self) -> bool:
        """Whether the person administers the county, and so the plugin as a whole."""
        return self.request.user.has_role(Role.ADMINISTRATOR, office=Office.get_first_root_node())


class PluginView(OnePlugin):
    """One plugin: how it stands, where it is offered, its settings, its work, its history."""

    template_name = "extensions/detail.html"

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        return self.page(self._form())

    def post(self, request: HttpRequest, name: str) -> HttpResponse:
        """Save the settings."""
        form = self._form(request.POST)
        if form is None:
            raise Http404("settings")
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            changed = actions.configure(actor=self.actor, name=name, values=form.values())
        except SettingsInvalid as error:
            for key, problem in error.errors.items():
                form.add_error(key if key in form.fields else None, problem)
            return self.page(form, status=422)
        except (ExtensionError, NotAllowed) as error:
            messages.error(request, str(error))
            return redirect(self.home)
        messages.success(request, pgettext("plugins", "Saved.") if changed else _("Nothing was changed."))
        return redirect(self.home)

    def _form(self, data: Any = None) -> SettingsForm | None:
        if self.plugin is None or not self.plugin.settings or self.row.stand not in ("enabled", "disabled"):
            return None
        return SettingsForm(self.plugin, language(), state.settings_of(self.row.name), data)

    def page(self, form: SettingsForm | None, status: int = 200) -> HttpResponse:
        """The rendered page."""
        installed = self.row.stand in ("enabled", "disabled")
        context = self.get_context_data(
            row=self.row,
            form=form,
            of_county=self.of_county,
            installed=installed,
            switched=self._switched(),
            office_form=OfficeForm(self.offices) if installed else None,
            runs=ScheduledRun.objects.filter(plugin=self.row.name).order_by("key"),
            history=history(self.row.name),
            misfits=list(misfits_of(self.plugin)) if self.plugin else [],
            api=VERSION,
        )
        return self.render_to_response(context, status=status)

    def _switched(self) -> list[dict[str, Any]]:
        mine = set(self.offices.values_list("pk", flat=True))
        rows = Enablement.objects.filter(plugin=self.row.name).select_related("office").order_by("office__path")
        return [{"office": row.office, "enabled": row.enabled, "mine": row.office_id in mine} for row in rows]


class ActView(OnePlugin):
    """One verb on the plugin as a whole: a POST acts; a GET asks once more where that is wanted."""

    template_name = "extensions/confirm.html"

    def get(self, request: HttpRequest, name: str, verb: str) -> HttpResponse:
        if verb not in ASKED_TWICE:
            return redirect(self.home)
        return self.render_to_response(self.get_context_data(row=self.row, verb=verb, home=self.home))

    def post(self, request: HttpRequest, name: str, verb: str) -> HttpResponse:
        if verb not in WHOLE:
            raise Http404("verb")
        try:
            WHOLE[verb](actor=self.actor, name=name)
        except (ExtensionError, NotAllowed) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _done(verb) % {"name": self.row.title})
        gone = overview.row(name, language()) is None
        return redirect("plugins:list") if gone else redirect(self.home)


def _done(verb: str) -> str:
    return {
        "install": _("“%(name)s” is installed. It is offered to people once it is enabled."),
        "upgrade": _("“%(name)s” is upgraded."),
        "uninstall": _("“%(name)s” is uninstalled. Its claims stay where they are."),
        "enable": _("“%(name)s” is enabled."),
        "disable": _("“%(name)s” is disabled. Open claims are decided as before."),
    }[verb]


class OfficeView(OnePlugin):
    """Switch the plugin for an office: POST with ``office`` and ``do``."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, name: str) -> HttpResponse:
        form = OfficeForm(self.offices, request.POST)
        act = {"enable": actions.enable, "disable": actions.disable, "inherit": actions.inherit}.get(
            request.POST.get("do", "")
        )
        if act is None or not form.is_valid():
            messages.error(request, _("Choose one of the offices you administer."))
            return redirect(self.home)
        try:
            act(actor=self.actor, plugin=name, office=form.cleaned_data["office"])
        except (ExtensionError, NotAllowed) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, pgettext("plugins", "Saved."))
        return redirect(self.home)
