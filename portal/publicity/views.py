"""The public pages of notices. They are never kept by caches or search engines: a notice has an end (fault 33)."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from portal.common.locality import get_locality
from portal.publicity.models import Posting
from portal.publicity.queries import on_show_by_village


def ends_on_time(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers that no browser, proxy or search engine keeps beyond the notice."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, noarchive"
        return response

    return answer


@require_safe
@ends_on_time
def index(request: HttpRequest) -> HttpResponse:
    """All notices on show, village by village."""
    context = {
        "villages": on_show_by_village(),
        "hotline": get_locality().hotline,
        "nav_active": "postings",
        "nav_here": True,
    }
    return render(request, "publicity/list.html", context)


@require_safe
@ends_on_time
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One notice while it is on show; 404 before and after."""
    posting = Posting.objects.on_show().select_related("village").filter(pk=pk).first()
    if posting is None:
        raise Http404
    context = {
        "posting": posting, "window": posting.village.township(), "hotline": get_locality().hotline,
        "nav_active": "postings",
    }  # fmt: skip
    return render(request, "publicity/detail.html", context)
