"""How a published page reaches a visitor: one look-up by address, at most one query more, one lean template.

`serve` stands in front of Wagtail's own view. It answers plain reads of pages in the catalogue; everything else
(privacy, several sites, sub-routes, rows written by another version of the code, other methods) is Wagtail's business.
"""

from __future__ import annotations

from functools import lru_cache

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.translation import get_language
from wagtail.views import serve as wagtail_serve

from portal.content.catalogue import MADE_BY
from portal.content.chrome import prefix
from portal.content.models.base import PortalPage
from portal.content.models.catalogue import CatalogueEntry


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Answer the address of a page. `path` is Wagtail's argument; the catalogue knows pages by the whole address."""
    if request.method in {"GET", "HEAD"}:
        for entry in CatalogueEntry.objects.raw(_look_up(), [request.path_info, MADE_BY]):
            return render_entry(entry, request)
    try:
        return wagtail_serve(request, path)
    except Http404:
        response = _only_in_other_language(request)
        if response is None:
            raise
        return response


@lru_cache(maxsize=1)
def _look_up() -> str:
    """The SQL of the look-up. Made once: composing it anew takes longer than running it."""
    return str(CatalogueEntry.objects.filter(path="").filter(made_by="").query.sql_with_params()[0])


@lru_cache(maxsize=64)
def _page_class(label: str) -> type[PortalPage]:
    return apps.get_model(label)


def render_entry(entry: CatalogueEntry, request: HttpRequest) -> HttpResponse:
    """Fill the page type's template with its row and with what is looked up anew at each request."""
    page_class = _page_class(entry.page_type)
    context = {
        "page": entry,
        "data": entry.data,
        "nav_active": page_class.nav_active,
        "nav_here": page_class.nav_active and not entry.kind,
        "language_url": language_url(entry),
        **page_class.live_context(entry, request),
    }
    return HttpResponse(get_template(page_class.template).render(context, request))


def language_url(entry: CatalogueEntry) -> str:
    """Where the language link of a page leads: its translation, or the address that says there is none."""
    if entry.translation_path:
        return entry.translation_path
    if entry.language == settings.LANGUAGE_CODE:
        return "/en" + entry.path
    return entry.path.removeprefix(prefix(entry.language)) or "/"


def _only_in_other_language(request: HttpRequest) -> HttpResponse | None:
    """A kind page in the language asked for, when the same address exists in the other one only."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE:
        other, path = "en", "/en" + request.path_info
    else:
        other, path = settings.LANGUAGE_CODE, request.path_info.removeprefix(prefix(language)) or "/"
    entry = CatalogueEntry.objects.filter(path=path, language=other).first()
    if entry is None:
        return None
    context = {
        "original": entry,
        "original_language": "zh-Hans" if other == settings.LANGUAGE_CODE else other,
        "language_url": entry.path,
        "nav_active": _page_class(entry.page_type).nav_active,
    }
    return HttpResponse(get_template("pages/other_language.html").render(context, request))
