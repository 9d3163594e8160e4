"""Connected systems: the list, one system with its keys and news, and the buttons."""

from __future__ import annotations

from copy import copy
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.actors import Actor
from portal.accounts.roles import Role
from portal.api import actions, deliveries
from portal.api.actions._settings import SettingInvalid
from portal.api.admin.forms import KeyForm, SystemForm
from portal.api.errors import SecretChanged, SystemChanged
from portal.api.models import AgencySystem, ApiKey, Delivery, PortalKey
from portal.cases import rules
from portal.cases.models import Handoff
from portal.common import clock
from portal.messages.models import OutboxItem

PAGE_SIZE = 25


def systems_of(user: Any) -> Any:
    """The systems of the offices this person administers."""
    return AgencySystem.objects.filter(office__in=user.offices_for(Role.ADMINISTRATOR)).select_related("office")


class SystemsPage(WagtailAdminTemplateMixin, View):
    """A page about connected systems, for administrators of their offices; for everybody else it is not there."""

    header_icon = "link"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.has_role(Role.ADMINISTRATOR):
            raise Http404("systems")

    @property
    def actor(self) -> Actor:
        return Actor.staff(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home = {"url": reverse("agency_systems:list"), "label": _("Agencies' systems")}
        return [*super().get_breadcrumbs_items(), home, *self.crumbs()]

    def crumbs(self) -> list[dict[str, Any]]:
        """What follows in the bread crumbs."""
        return []

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        """The rendered page."""
        return self.render_to_response(self.get_context_data(**context), status=status)


def agency_name(key: str) -> str:
    """What an agency is called in the language of the page."""
    return rules.agency_name(key, "en" if (get_language() or "").startswith("en") else "zh-hans")


class ListView(SystemsPage):
    """Every connected system, with what needs a look."""

    template_name = "agency_systems/list.html"
    page_title = gettext_lazy("Agencies' systems")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*WagtailAdminTemplateMixin.get_breadcrumbs_items(self), {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest) -> HttpResponse:
        systems = list(systems_of(request.user).order_by("state", "name"))
        held = Handoff.objects.filter(ended_at__isnull=True)
        rows = [
            {
                "system": system,
                "with_it": held.filter(system=system.pk, claim__with_system=True).count(),
                "returned": held.filter(system=system.pk, state=Handoff.State.RETURNED).count(),
                "stuck": system.deliveries.exclude(state=Delivery.State.DELIVERED).count(),
            }
            for system in systems
        ]
        return self.page(rows=rows, keys=PortalKey.objects.all())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Exchange the portal's own key pair."""
        key = actions.rotate_portal_key(actor=self.actor)
        messages.success(request, _("The portal now signs with %(key)s.") % {"key": key.key_id})
        return redirect("agency_systems:list")


class ConnectView(SystemsPage):
    """Connect a system; its secret is shown once."""

    template_name = "agency_systems/form.html"
    page_title = gettext_lazy("Connect a system")

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": None, "label": _("Connect a system")}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(form=SystemForm(user=request.user), cancel=reverse("agency_systems:list"))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SystemForm(request.POST, user=request.user)
        if form.is_valid():
            try:
                system, secret = actions.connect_system(actor=self.actor, settings=form.settings())
                return shown_once(self, system, secret=secret, secret_id=system.secret_id)
            except SettingInvalid as error:
                form.add_error(error.field, error)
        return self.page(status=422, form=form, cancel=reverse("agency_systems:list"))


class SystemPage(SystemsPage):
    """A page about one system."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = systems_of(request.user).filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404("system")
        self.system: AgencySystem = found

    def check_secrets(self) -> None:
        """Whoever decides about secrets decides about those the page showed.

        Raises:
            SecretChanged: they are others now.
        """
        if self.request.POST.get("secrets", self.system.secret_ids) != self.system.secret_ids:
            raise SecretChanged

    @property
    def home(self) -> str:
        """The address of the system's page."""
        return reverse("agency_systems:system", args=[self.system.pk])

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": self.home, "label": self.system.name}]


def shown_once(view: SystemsPage, system: AgencySystem, **secrets: str) -> HttpResponse:
    """The page that shows a key or a secret; no cache, no history and no second time."""
    view.template_name = "agency_systems/shown_once.html"
    response = view.page(system=system, home=reverse("agency_systems:system", args=[system.pk]), **secrets)
    response["Cache-Control"] = "no-store, private"
    return response


class SystemView(SystemPage):
    """One system: state, keys, secret, news."""

    template_name = "agency_systems/system.html"

    def get_page_title(self) -> str:
        return self.system.name

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": None, "label": self.system.name}]

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return self.page(**self.whole(KeyForm()))

    def whole(self, form: KeyForm) -> dict[str, Any]:
        """Everything the page shows."""
        sent = self.system.deliveries.select_related("claim__application")
        page = WagtailPaginator(sent, per_page=PAGE_SIZE).get_page(self.request.GET.get("p"))
        waiting = {
            item.key: item.next_attempt_at
            for item in OutboxItem.objects.filter(
                key__in=[deliveries.outbox_key(row) for row in page.object_list], state=OutboxItem.State.WAITING
            )
        }
        news = [{"row": row, "next": waiting.get(deliveries.outbox_key(row))} for row in page.object_list]
        return {
            "system": self.system,
            "agency": agency_name(self.system.agency_key),
            "keys": list(self.system.keys.all()),
            "today": clock.today(),
            "news": news,
            "items": page,
            "form": form,
            "portal_keys": PortalKey.objects.filter(retired_at__isnull=True),
        }


class EditView(SystemPage):
    """Change its settings."""

    template_name = "agency_systems/form.html"
    page_title = gettext_lazy("Settings")

    def crumbs(self) -> list[dict[str, Any]]:
        return [*super().crumbs(), {"url": None, "label": _("Settings")}]

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return self.page(form=SystemForm(instance=self.system, user=request.user), cancel=self.home)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        # A row of its own for the form: what the verb changes has to differ from what is stored.
        form = SystemForm(request.POST, instance=copy(self.system), user=request.user)
        if form.is_valid():
            try:
                actions.change_system(actor=self.actor, system=self.system, settings=form.settings())
                messages.success(request, _("The settings are stored."))
                return redirect(self.home)
            except SettingInvalid as error:
                form.add_error(error.field, error)
        return self.page(status=422, form=form, cancel=self.home)


class IssueKeyView(SystemView):
    """Give it a key, shown once."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return redirect(self.home)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        form = KeyForm(request.POST)
        if not form.is_valid() or self.system.state == AgencySystem.State.CLOSED:
            return self.page(status=422, **self.whole(form))
        _key, token = actions.issue_key(actor=self.actor, system=self.system, **form.cleaned_data)
        return shown_once(self, self.system, token=token)


class ActView(SystemPage):
    """One button: a POST calls a verb and leads back to the system."""

    http_method_names = ["post"]

    def act(self) -> str:
        """Call the verb; the message of success."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except SystemChanged as error:
            messages.error(request, str(error))
        return redirect(self.home)


class RevokeKeyView(ActView):
    """Take a key away."""

    def act(self) -> str:
        key = ApiKey.objects.select_related("system__office").filter(system=self.system, pk=self.kwargs["key"]).first()
        if key is None:
            raise Http404("key")
        actions.revoke_key(actor=self.actor, key=key)
        return _("The key opens nothing any more.")


class RotateView(SystemPage):
    """Make the next secret, shown once."""

    http_method_names = ["post"]
    page_title = gettext_lazy("New secret")

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        try:
            self.check_secrets()
            secret = actions.rotate_secret(actor=self.actor, system=self.system)
        except SecretChanged as error:
            messages.error(request, str(error))
            return redirect(self.home)
        return shown_once(self, self.system, secret=secret, secret_id=self.system.next_secret_id)


class FinishRotationView(ActView):
    """Retire the former secret."""

    def act(self) -> str:
        self.check_secrets()
        if not actions.finish_rotation(actor=self.actor, system=self.system):
            raise SecretChanged
        return _("Only the new secret counts now.")


class StateView(ActView):
    """Pause it, let it go on, close it."""

    def act(self) -> str:
        wanted = self.request.POST.get("state", "")
        try:
            actions.set_state(actor=self.actor, system=self.system, state=wanted)
        except ValueError:
            raise Http404("state") from None
        return {
            "active": _("Connected: news goes out again."),
            "paused": _("Paused: news waits until you let it go on."),
            "closed": _("Closed. Its keys are revoked and the officers get the claims it had."),
        }[wanted]


class ResendView(ActView):
    """Send a piece of news again."""

    def act(self) -> str:
        row = self.system.deliveries.select_related("system__office").filter(pk=self.kwargs["delivery"]).first()
        if row is None:
            raise Http404("delivery")
        if not actions.resend(actor=self.actor, delivery=row):
            return _("It has been delivered already.")
        return _("It is sent again in a moment, under the same id.")
