"""Preferences kept in a cookie, set by plain links so that they work without JavaScript."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.content import look


def safe_next(request: HttpRequest) -> str:
    """Where `next` points, when that is on this site; the home page otherwise."""
    target = request.GET.get("next", "/")
    clean = all(ord(c) > 31 and ord(c) != 127 for c in target) and len(target) <= 2000
    if clean and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return "/"


@never_cache
@require_safe
def text_size(request: HttpRequest) -> HttpResponse:
    """Remember the large text (`size=large`) or forget it (anything else), then return to where the link stood."""
    return look.remember(request, HttpResponseRedirect(safe_next(request)), request.GET.get("size"))
