"""What the pages share: Wagtail's furniture, the bread crumbs, and refusals as messages."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.roles import Role
from portal.cases import authority, events
from portal.cases.errors import CaseError, ConcurrentChange, WrongState
from portal.cases.lifecycle import Verb
from portal.cases.models import Claim, ClaimEvent
from portal.cases.workbench.access import Viewed, view_application
from portal.cases.workbench.vocabulary import language
from portal.registry.scoping import CASE_ROLES


class AdminPage(WagtailAdminTemplateMixin, View):
    """A page in the look of the Wagtail admin. Access is checked by the page itself, by office, not by permission."""

    header_icon = "clipboard-list"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("workbench:queue"), "label": _("Cases")},
            *self.crumbs(),
        ]

    def crumbs(self) -> list[dict[str, Any]]:
        """What follows "Cases" in the bread crumbs."""
        return []

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        """The rendered page."""
        return self.render_to_response(self.get_context_data(**context), status=status)


class CasePage(AdminPage):
    """A page about one application; ``self.viewed`` says what of it this person may see."""

    viewed: Viewed

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.viewed = view_application(request.user, kwargs["pk"])

    @property
    def home(self) -> str:
        """The address of the application page."""
        return reverse("workbench:application", args=[self.viewed.application.pk])

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": self.home, "label": self.viewed.application.receipt}, *self.last_crumb()]

    def last_crumb(self) -> list[dict[str, Any]]:
        """What stands below the application in the bread crumbs."""
        return [{"url": None, "label": self.get_page_title()}] if self.page_title else []

    def get_page_subtitle(self) -> str:
        return self.viewed.application.receipt

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.viewed.application
        return super().get_context_data(viewed=self.viewed, application=application, home=self.home, **kwargs)


class ActPage(CasePage):
    """One button: a POST calls a verb, then leads back to the application with what came of it."""

    http_method_names = ["post"]

    def act(self) -> str:
        """Call the verb and return the message of success."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except CaseError as error:
            messages.error(request, str(error))
        return redirect(self.home)


class AboutClaim(CasePage):
    """A page about one claim of the application."""

    claim: Claim

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.claim = self.viewed.claim(kwargs["claim"])


class OneClaimPage(AboutClaim):
    """A page about one claim that asks once before it acts. Who may not act is led back with the reason."""

    verb: Verb

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = authority.refusal(self.viewed.user, self.verb, self.claim)
        if refusal is not None or not self.possible():
            messages.error(request, str(refusal or _("You cannot do this with the claim now.")))
            return redirect(self.home)
        self.viewed.read("read_claim", self.claim)
        return self.page(claim=self.claim, form=self.first_form(), **self.context())

    def possible(self) -> bool:
        """Whether the claim is one for this page."""
        return True

    def first_form(self) -> Any:
        """The form before anything was typed, if the page has one."""
        return None

    def context(self) -> dict[str, Any]:
        """What the template needs besides the claim and the form."""
        return {}

    def again(self, form: Any, error: CaseError | None = None, field: str | None = None) -> HttpResponse:
        """The page once more with everything typed, and why it was not done."""
        conflict = None
        if isinstance(error, ConcurrentChange | WrongState):
            self.claim.refresh_from_db()
            conflict = conflict_of(self.claim)
        elif error is not None:
            form.add_error(field, str(error))
        status = 409 if conflict else 422
        return self.page(status=status, claim=self.claim, form=form, conflict=conflict, **self.context())


@dataclass(frozen=True)
class Conflict:
    """What a colleague did while this page was open."""

    who: str
    role: str
    at: Any
    what: str
    state: str


def conflict_of(claim: Claim) -> Conflict:
    """The last thing that happened to the claim, for the person who came second (fault 5)."""
    event = claim.events.select_related("officer", "office").order_by("-at", "-pk").first()
    state = claim.get_state_display()
    if event is None:
        return Conflict("", "", None, "", state)
    what = events.sentence(event.kind, event.data, language())
    return Conflict(str(event.officer) if event.officer else "", _roles_of(event), event.at, what, state)


def _roles_of(event: ClaimEvent) -> str:
    """The role words of the colleague, so that one knows whom to ask."""
    if event.officer is None:
        return _("the portal")
    roles = event.officer.live_assignments().values_list("role", flat=True)
    return " / ".join(sorted({str(Role(role).label) for role in roles if role in CASE_ROLES}))


def version_of(text: str | None) -> int | None:
    """The claim's version a page was made from; None when it is missing or mangled, which the state then guards."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
