"""Keeps the public catalogue (`models.catalogue`) true: writes rows when pages, titles, places or privacy change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.core.cache import cache
from django.db import transaction
from wagtail.models import Page, ReferenceIndex, Site

from portal import messages
from portal.content.models.base import PortalPage
from portal.content.models.catalogue import CatalogueEntry

_MAX_PATH = 500


def _made_by() -> str:
    """A mark of the code that makes rows: the block templates and the modules that fill `data`."""
    here = Path(__file__).resolve().parent
    sources = [
        here / "rendering.py",
        here / "blocks.py",
        here / "catalogue.py",
        *sorted((here / "models").glob("*.py")),
    ]
    sources += sorted((here.parent / "templates" / "blocks").glob("*.html"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:20]


MADE_BY = _made_by()


def public_path(page: Page) -> str:
    """The decoded address of a page with its language prefix, or "" when it has none or is not live."""
    if not page.live:
        return ""
    parts = page.get_url_parts()
    return unquote(parts[2]) if parts and parts[2] else ""


def is_public(page: Page) -> bool:
    """Whether anybody may read it, and the portal has the one site the catalogue can speak for."""
    return bool(
        page.live
        and isinstance(page, PortalPage)
        and Site.objects.count() == 1
        and not page.get_view_restrictions().exists()
    )


def make_entry(page: Page) -> CatalogueEntry:
    """The row of a page as it is now, not stored. Works for drafts too, for their preview."""
    ancestors = (
        [ancestor for ancestor in page.get_ancestors().filter(depth__gt=1).specific(defer=True)] if page.path else []
    )
    entry = CatalogueEntry(
        page_id=page.pk,
        path=public_path(page)[:_MAX_PATH],
        page_type=page._meta.label_lower,
        language=page.language,
        kind=page.kind,
        title=page.title,
        summary=page.summary,
        listed_on=page.listed_on(),
        translation_path=_translation_path(page),
        text=page.plain_text(),
        made_by=MADE_BY,
        **_section_columns(page),
    )
    for name, value in page.catalogue_columns().items():
        setattr(entry, name, value)
    trail = _trail(page, ancestors)
    entry.data = {
        **page.catalogue_data(),
        "trail": trail,
        "seo_title": page.seo_title,
        "description": page.search_description or page.summary,
    }
    return entry


def _section_columns(page: Page) -> dict[str, str]:
    from portal.content.models.sections import AgencyPage

    if not page.path:
        return {}
    section = AgencyPage.objects.ancestor_of(page).first()
    return {"agency_key": section.agency_key, "agency_label": section.title} if section else {}


def _translation_path(page: Page) -> str:
    if not page.pk:
        return ""
    other = page.get_translations().live().exclude(view_restrictions__isnull=False).first()
    return public_path(other)[:_MAX_PATH] if other else ""


def _trail(page: Page, ancestors: list[Page]) -> list[list[str]]:
    """[title, address] of the pages above, as a visitor thinks of them: documents stand below the index of policies."""
    from portal.content.models import AgencyPage, HomePage

    live = [ancestor for ancestor in ancestors if ancestor.live]
    shelf = _shelves().get(page.nav_active) if page.kind else None
    if shelf is None:
        return [[ancestor.title, public_path(ancestor)] for ancestor in live]
    shelves = shelf.objects.live().filter(locale_id=page.locale_id)[:1]
    above = (
        [a for a in live if issubclass(a.specific_class, HomePage)]
        + list(shelves)
        + [a for a in live if issubclass(a.specific_class, AgencyPage)]
    )
    return [[ancestor.title, public_path(ancestor)] for ancestor in above]


def _shelves() -> dict[str, type[Page]]:
    """The index pages under which documents and guides stand in a trail, by the menu entry they light up."""
    from portal.content.models import GuideIndexPage, PolicyIndexPage

    return {"policies": PolicyIndexPage, "help": GuideIndexPage}


_deferred: ContextVar[bool] = ContextVar("catalogue_deferred", default=False)


@contextmanager
def deferred() -> Iterator[None]:
    """For imports: pages saved inside leave the catalogue alone; it is made anew once, at the end, in one transaction.

    Nothing inside is served by the catalogue until then. An error undoes the pages and the catalogue together.
    """
    if _deferred.get():
        yield
        return
    with transaction.atomic():
        token = _deferred.set(True)
        try:
            yield
        finally:
            _deferred.reset(token)
        rebuild()


def page_saved(page: Page) -> None:
    """Called by every page in the transaction of its save: rewrite its row, then the rows that mention it."""
    if _deferred.get():
        return
    before = CatalogueEntry.objects.filter(pk=page.pk).first()
    if not _store(page):
        return
    after = CatalogueEntry.objects.filter(pk=page.pk).first()
    if before is None or after is None or (before.path, before.title) != (after.path, after.title):
        refresh(_descendants(page))
        refresh(_standing_on(page))
    formerly = [link["page"] for link in before.data.get("relations", [])] if before else []
    refresh(_mentioning(page, formerly))


def _store(page: Page) -> bool:
    """Write, replace or remove one row. True when anything changed."""
    entry = make_entry(page) if is_public(page) else None
    # Looked up only now: making an entry may measure a file, whose save brings the pages with it up to date.
    before = CatalogueEntry.objects.filter(pk=page.pk).first()
    if entry is not None and not entry.path:
        entry = None
    if entry is None:
        if before is None:
            return False
        before.delete()
        _tell_search(page.pk)
        return True
    if before is not None and before.values() == entry.values():
        return False
    # The address may have belonged to a page that moved away in the same transaction.
    CatalogueEntry.objects.filter(path=entry.path).exclude(pk=entry.pk).delete()
    entry.save(force_insert=before is None, force_update=before is not None)
    _tell_search(page.pk)
    return True


def refresh(pages: Iterable[Page]) -> int:
    """Rewrite the rows of these pages and no others. Returns how many changed."""
    changed = 0
    with transaction.atomic():
        for page in pages:
            if isinstance(page, PortalPage):
                changed += _store(page)
    return changed


def refresh_tree(page: Page) -> int:
    """Rewrite the rows of a page and everything below it: after a move or a change of privacy."""
    cache.delete("wagtail_site_root_paths")
    tree = [*Page.objects.filter(pk=page.pk).specific(), *_descendants(page)]
    # One page may mention many of the tree: it is rewritten once.
    mentioning = {mention.pk: mention for below in tree for mention in _mentioning(below)}
    return refresh(tree) + refresh(mentioning.values())


def rebuild() -> int:
    """Make every row anew, dropping those whose page is gone or hidden. Returns the number of rows."""
    if _deferred.get():
        return 0
    with transaction.atomic():
        refresh(Page.objects.filter(depth__gt=1).specific().iterator(chunk_size=200))
    return CatalogueEntry.objects.count()


def _descendants(page: Page) -> Iterator[Page]:
    return page.get_descendants().filter(live=True).specific().iterator(chunk_size=200) if page.path else iter(())


def _standing_on(shelf: Page) -> Iterator[Page]:
    """Documents or guides whose trail leads over this index page, which lie elsewhere in the tree."""
    if not isinstance(shelf, tuple(_shelves().values())):
        return iter(())
    kinds = ("guide",) if shelf.nav_active == "help" else ("policy", "notice")
    ids = CatalogueEntry.objects.filter(language=shelf.language, kind__in=kinds).values("pk")
    return Page.objects.filter(pk__in=ids).specific().iterator(chunk_size=200)


def _mentioning(page: Page, formerly: Iterable[int] = ()) -> list[Page]:
    """Pages that show a link to this one: translations, related documents (now and formerly), links in texts."""
    ids = set(formerly) | set(Page.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True))
    if hasattr(page, "related_pages"):
        ids.update(page.related_pages())
    ids.update(referrers(page))
    return list(Page.objects.filter(pk__in=ids - {page.pk}, live=True).specific())


def referrers(target: Any) -> set[int]:
    """Keys of the pages whose content points at this page, document or picture."""
    rows = ReferenceIndex.get_references_to(target).values_list("base_content_type__app_label", "object_id")
    return {
        int(object_id)
        for app, object_id in rows
        if app in {"wagtailcore", "onedoor_content"} and str(object_id).isdigit()
    }


def _tell_search(page_id: int) -> None:
    """Queue the page for the search index; the handler looks at the catalogue, so order does not matter."""
    import uuid

    messages.enqueue("search.index", {"page": page_id}, key=f"search.index:{page_id}:{uuid.uuid4().hex}", eager=True)


def page_deleted(page_id: int) -> None:
    """Take a page that is being deleted out of search; its row goes with it."""
    if CatalogueEntry.objects.filter(pk=page_id).exists():
        with transaction.atomic():
            _tell_search(page_id)


def listed(language: str) -> Any:
    """Rows of one language that stand in lists."""
    return CatalogueEntry.objects.filter(language=language).exclude(kind="")


def newest_first() -> tuple[str, ...]:
    """The order of all lists of documents."""
    return ("-listed_on", "-page_id")
