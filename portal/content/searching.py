"""Pages as documents of the search: a source for rebuilding, and one document per catalogue row."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from django.utils.html import strip_tags

from portal.content.models.catalogue import CatalogueEntry
from portal.content.models.documents import Validity
from portal.content.schemes import scheme_words
from search.engine import Document

# Our kinds in the words of `search.kinds`.
_KINDS = {"info": "page", "window": "window"}


def search_key(page_id: int) -> str:
    """The key of a page in the index."""
    return f"page:{page_id}"


def document_of(entry: CatalogueEntry) -> Document:
    """What the search knows about one published page."""
    kind = "disclosure" if entry.kind == "notice" and entry.topic == "funds" else _KINDS.get(entry.kind, entry.kind)
    # A guide speaks as people do; it is found by the official name of its help, too.
    official = scheme_words(entry.scheme_key, entry.language) if entry.scheme_key else ()
    parts = [entry.summary, entry.number, entry.data.get("index_number", ""), entry.text, *official]
    return Document(
        key=search_key(entry.page_id),
        url=quote(entry.path),
        title=entry.title,
        body="\n".join(strip_tags(part) for part in parts if part),
        kind=kind,
        agency=entry.agency_key,
        agency_label=entry.agency_label,
        language=entry.language,
        date=entry.listed_on,
        outdated=entry.validity in (Validity.REPEALED, Validity.EXPIRED),
    )


def documents() -> Iterator[Document]:
    """Every published page that search finds, for `portal rebuild_search`."""
    for entry in CatalogueEntry.objects.exclude(kind="").order_by("pk").iterator(chunk_size=200):
        yield document_of(entry)
