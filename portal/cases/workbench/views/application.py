"""The application page: one column in the order of work, and a bar with the clock and what may be done now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from plugins.manager import get_manager
from portal.cases.models import Authorisation, Document
from portal.cases.workbench import objections, referrals
from portal.cases.workbench import page as pages
from portal.cases.workbench.access import view_application
from portal.cases.workbench.factsview import relation_words
from portal.cases.workbench.views.base import CasePage
from portal.cases.workbench.vocabulary import language
from portal.common import masking


class ApplicationView(CasePage):
    """Reading it is itself recorded; numbers, telephone and address stay masked until somebody asks for them."""

    template_name = "workbench/application.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super(CasePage, self).setup(request, *args, **kwargs)
        self.viewed = view_application(request.user, kwargs["pk"], whole=True)

    def get_page_title(self) -> str:
        return _("Case")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reveal = request.GET.get("reveal") == "1" and self.viewed.sees_family
        if reveal:
            self.viewed.read("reveal")
        return self.page(
            page=pages.build(self.viewed),
            reveal=reveal,
            contact=contact(self.viewed, reveal=reveal),
            people=people(self.viewed, reveal=reveal),
            documents=documents(self.viewed),
            letters=letters(self.viewed),
            objections=objections.section(self.viewed),
            suggestions=referrals.lines(self.viewed),
            may_refer=referrals.source_of(self.viewed) is not None,
        )


def contact(viewed: Any, *, reveal: bool) -> dict[str, str]:
    """Telephone and address, masked unless asked for; nothing at all for readers who do not need them."""
    if not viewed.sees_family:
        return {"phone": masking.mask_phone(viewed.application.phone), "address": ""}
    application = viewed.application
    phone = application.phone if reveal else masking.mask_phone(application.phone)
    return {"phone": phone, "address": application.address if reveal else _masked(application.address)}


def _masked(text: str) -> str:
    """An address with its beginning only: the village is known anyway."""
    return f"{text[:3]}{'*' * 6}" if len(text) > 3 else "*" * len(text)


def people(viewed: Any, *, reveal: bool) -> list[dict[str, str]]:
    """The household: full names for those who work with the family, numbers only when asked for."""
    return [
        {
            "name": member.name if viewed.sees_family else member.masked_name,
            "registered_name": member.person.name if viewed.sees_family and member.differs else "",
            "relation": relation_words(member.relation),
            "id_number": _id_number(member.person.id_number or "", viewed, reveal=reveal),
            "birth_date": (member.person.birth_date or "")
            if reveal
            else (member.person.birth_date or "")[:4]
            if viewed.sees_family
            else "",
            "consents": consents(viewed, member.person_id),
        }
        for member in viewed.application.people.all()
    ]


def _id_number(number: str, viewed: Any, *, reveal: bool) -> str:
    if not number or not viewed.sees_family:
        return ""
    return number if reveal else masking.mask_id_number(number)


def consents(viewed: Any, person_id: Any) -> str:
    """Which consents the person gave (R2.6)."""
    given = [item for item in viewed.application.authorisations.all() if item.person_id == person_id]
    return "、".join(str(Authorisation.Kind(item.kind).label) for item in given)


def documents(viewed: Any) -> list[dict[str, Any]]:
    """The papers this person's schemes ask for; a village-side officer sees all."""
    if not viewed.sees_family:
        return []
    labels = material_labels(viewed.scheme_keys)
    return [
        {"document": item, "label": labels.get(item.material, item.material)}
        for item in viewed.application.documents.all()
        if may_open_document(viewed, item, labels)
    ]


def material_labels(scheme_keys: list[str]) -> dict[str, str]:
    """Key → what the paper is called."""
    manager = get_manager()
    return {
        item.key: manager.text(key, item.label, language()) for key in scheme_keys for item in manager.materials([key])
    }


def may_open_document(viewed: Any, document: Document, labels: dict[str, str] | None = None) -> bool:
    """Only the papers one's own schemes ask for, unless one works for the village's side (R1.2)."""
    if not viewed.sees_family:
        return False
    known = labels if labels is not None else material_labels(viewed.scheme_keys)
    return viewed.of_village_side or document.material in known


def letters(viewed: Any) -> list[Any]:
    """Letters of the claims this person sees, and those to the whole application."""
    if not viewed.sees_letters:
        return []
    mine = {claim.pk for claim in viewed.claims}
    return [letter for letter in viewed.application.letters.all() if letter.claim_id is None or letter.claim_id in mine]
