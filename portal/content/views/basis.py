"""From a figure to the document that sets it."""

from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from plugins.manager import get_manager
from portal.content.chrome import address
from portal.content.listing import addresses_of_documents

_LONGEST = 100


@require_safe
def basis(request: HttpRequest) -> HttpResponse:
    """`?number=` of a document: its page here, else the address its figures name, else the list searched for it.

    The home page links here, so that it need not look the documents up each time it is read.
    """
    number = request.GET.get("number", "")[:_LONGEST]
    page = addresses_of_documents({number}).get(number) if number else None
    if page:
        return HttpResponseRedirect(quote(page))
    values = (value for definition in get_manager().book.values() for value in definition.values)
    elsewhere = next((value.source_url for value in values if value.source == number and value.source_url), "")
    return HttpResponseRedirect(elsewhere or f"{address('content:none', '/policies/')}?{urlencode({'q': number})}")
