"""Lists for visitors, each one query over the public catalogue or the office tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page, PageQuerySet

from portal.content.catalogue import listed, newest_first
from portal.content.events import EVENTS, event
from portal.content.models.catalogue import CatalogueEntry

NEWS = 5
PAGE_SIZE = 20
_MAX_TEXT = 100
DOCUMENT_KINDS = ("policy", "notice")
_LIGHT = (
    "path",
    "kind",
    "title",
    "summary",
    "agency_key",
    "agency_label",
    "number",
    "topic",
    "validity",
    "listed_on",
    "language",
    "page_type",
    "scheme_key",
)


def news(language: str) -> list[CatalogueEntry]:
    """The newest policies, notices and guides."""
    rows = listed(language).filter(kind__in=(*DOCUMENT_KINDS, "guide"), listed_on__isnull=False)
    return [describe(row) for row in rows.only(*_LIGHT).order_by(*newest_first())[:NEWS]]


def describe(row: CatalogueEntry) -> CatalogueEntry:
    """Adds the words of a row's second line: who, what it is, whether it holds."""
    from portal.content.models.documents import NoticePage, Validity

    if row.kind == "policy":
        row.what = row.number or _("Policy")
        row.state = Validity(row.validity).label if row.validity in Validity.values else ""
    elif row.kind == "notice":
        row.what = NoticePage.Kind(row.topic).label if row.topic in NoticePage.Kind.values else _("Notice")
        row.state = ""
    else:
        row.what = _("Guide")
        row.state = ""
    return row


def _clean(value: str) -> str:
    """What may come from an address: short, without control characters."""
    return "".join(char for char in value[:_MAX_TEXT] if char.isprintable()).strip()


def document_list(language: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """Policies and notices under filters `agency`, `kind`, `validity`, `year`, `q`; page by page.

    One query reads the light columns of every document of the language: a county has hundreds, not millions, and the
    filter choices with it come from the same rows.
    """
    rows = _documents_and_sections(language)
    chosen = {name: _clean(asked.get(name, "")) for name in ("agency", "kind", "validity", "year", "q")}
    filters = _filter_choices(rows, chosen)
    found = [row for row in rows if _matches(row, chosen)]
    page = _page_of(found, _clean(asked.get("page", "")))
    for row in page.object_list:
        describe(row)
    return {
        "chosen": chosen,
        "filters": filters,
        "documents": page,
        "total": len(found),
        "filtered": any(chosen.values()),
        "all_total": len(rows),
    }


def _documents_and_sections(
    language: str, agency_key: str = "", kinds: tuple[str, ...] = DOCUMENT_KINDS
) -> list[CatalogueEntry]:
    """Documents of a language, and those published in the site's own language only; agencies named in that language.

    One query: the sections come along to lend their names. `kinds` may ask for guides too, of that language alone.
    """
    own = settings.LANGUAGE_CODE
    foreign = Q(language=own, translation_path="", kind__in=DOCUMENT_KINDS)
    rows = CatalogueEntry.objects.filter(Q(language=language, kind__in=(*kinds, "agency")) | foreign)
    if agency_key:
        rows = rows.filter(agency_key=agency_key)
    found = list(rows.only(*_LIGHT).order_by(*newest_first()))
    names = {row.agency_key: row.title for row in found if row.kind == "agency"}
    documents = [row for row in found if row.kind != "agency"]
    for row in documents:
        row.agency_label = names.get(row.agency_key, row.agency_label)
        row.foreign = "" if row.language == language else "zh-Hans"
    return documents


def _page_of(rows: list[CatalogueEntry], number: str) -> PageOfRows:
    return Paginator(rows, PAGE_SIZE).get_page(
        int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    )


def _matches(row: CatalogueEntry, chosen: dict[str, str]) -> bool:
    text = chosen["q"].casefold()
    return (
        (not chosen["agency"] or row.agency_key == chosen["agency"])
        and (not chosen["kind"] or row.kind == chosen["kind"] or (row.kind == "notice" and row.topic == chosen["kind"]))
        and (not chosen["validity"] or row.validity == chosen["validity"])
        and (not chosen["year"] or (row.listed_on is not None and str(row.listed_on.year) == chosen["year"]))
        and (not text or text in row.title.casefold() or text in row.number.casefold())
    )


def _filter_choices(rows: list[CatalogueEntry], chosen: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """(value, label) pairs that occur; a chosen value that occurs nowhere is dropped from `chosen`."""
    from portal.content.models.documents import NoticePage, Validity

    kinds = {"policy": _("Policy documents")}
    kinds.update(
        (value, str(label))
        for value, label in NoticePage.Kind.choices
        if any(r.kind == "notice" and r.topic == value for r in rows)
    )
    agencies = {row.agency_key: row.agency_label for row in rows if row.agency_key}
    validities = {value: str(label) for value, label in Validity.choices if any(r.validity == value for r in rows)}
    years = {str(row.listed_on.year): str(row.listed_on.year) for row in rows if row.listed_on}
    choices = {"agency": agencies, "kind": kinds, "validity": validities, "year": years}
    for name, known in choices.items():
        if chosen[name] not in known:
            chosen[name] = ""
    return {name: list(known.items()) for name, known in choices.items()}


def guides_by_event(language: str, wanted: str) -> dict[str, Any]:
    """Guides under their life events; guides without an event come last."""
    rows = list(listed(language).filter(kind="guide").only(*_LIGHT, "data").order_by("title"))
    only = event(wanted)
    groups = [
        (item, [row for row in rows if item.key in row.events]) for item in EVENTS if only is None or item is only
    ]
    others = [] if only else [row for row in rows if not row.events]
    return {"groups": groups, "others": others, "only": only}


def addresses_of_documents(numbers: set[str]) -> dict[str, str]:
    """Where the documents of these numbers can be read, for those that are published here."""
    return dict(CatalogueEntry.objects.filter(kind="policy", number__in=numbers).values_list("number", "path"))


def pages_with_figures(scheme_keys: Iterable[str]) -> PageQuerySet:
    """Live pages that show figures of these schemes: home pages, and the guides of the schemes."""
    guides = Q(scheme_key__in=list(scheme_keys), kind="guide")
    rows = CatalogueEntry.objects.filter(guides | Q(page_type="onedoor_content.homepage"))
    return Page.objects.filter(pk__in=rows.values("pk"))


def sections(language: str) -> list[CatalogueEntry]:
    """The sections of agencies."""
    return list(listed(language).filter(kind="agency").only(*_LIGHT).order_by("page__path"))


def agency_section(language: str, agency_key: str) -> dict[str, Any]:
    """What one agency published: guides, then documents newest first; and its office."""
    rows = [describe(row) for row in _documents_and_sections(language, agency_key, (*DOCUMENT_KINDS, "guide"))]
    return {
        "guides": [row for row in rows if row.kind == "guide"],
        "documents": [row for row in rows if row.kind in DOCUMENT_KINDS],
        "office": agency_office(agency_key),
    }


def agency_office(agency_key: str) -> dict[str, str] | None:
    """Name, phone and address of an agency's office, in the language of the page; None for an agency without one."""
    from portal.common.locality import get_locality

    office = next(
        (office for office in get_locality().offices if office.kind == "agency" and office.agency == agency_key), None
    )
    return office and {"name": office.text("name"), "phone": office.phone, "address": office.text("address")}


def windows() -> dict[str, Any]:
    """The office tree: county and agencies first, then each township with its villages. One query."""
    from portal.accounts.models import Office

    offices = list(Office.objects.order_by("path"))
    for office in offices:
        office.place = office.text("address")
    townships = [
        (office, [o for o in offices if o.kind == Office.Kind.VILLAGE and o.path.startswith(office.path)])
        for office in offices
        if office.kind == Office.Kind.TOWNSHIP
    ]
    return {
        "county": [o for o in offices if o.kind in {Office.Kind.COUNTY, Office.Kind.AGENCY}],
        "townships": townships,
    }
