"""Jobs of the content area in the outbox."""

from typing import Any

from django.core.management import call_command

from portal import messages


@messages.handler("search.index")
def index_page(payload: dict[str, Any], item: Any) -> None:
    """Bring the search index in line with the catalogue for one page: index it, or take it out. May run twice."""
    from portal.content.models.catalogue import CatalogueEntry
    from portal.content.searching import document_of, search_key
    from search.engine import get_engine

    entry = CatalogueEntry.objects.filter(pk=payload["page"]).exclude(kind="").first()
    if entry is None:
        get_engine().remove([search_key(payload["page"])])
    else:
        get_engine().index([document_of(entry)])


@messages.every(60)
def publish_scheduled() -> None:
    """Pages go live, and expire, when their editors said (R12.3)."""
    call_command("publish_scheduled", verbosity=0)
