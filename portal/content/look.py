"""How a page looks to its reader: large text, and the other language. The header's links change it.

On a page with a form the links are buttons of that form (`components/look_buttons.html`): what is typed comes along and
the same page comes back as it was, in the other look, judged by nobody. So nothing is lost without JavaScript.
"""

from django.http import HttpRequest, HttpResponse

TEXT_SIZE_COOKIE = "text-size"
NAME = "look"
LARGE, NORMAL = "large", "normal"
_YEAR = 365 * 24 * 3600


def is_large(request: HttpRequest) -> bool:
    """Whether this reader wants large text."""
    return request.COOKIES.get(TEXT_SIZE_COOKIE) == LARGE


def take(request: HttpRequest) -> bool:
    """Whether a form was sent for its look alone; from here on the request has it."""
    wanted = request.POST.get(NAME)
    if wanted in (LARGE, NORMAL):
        request.COOKIES[TEXT_SIZE_COOKIE] = wanted
    return wanted is not None


def remember(request: HttpRequest, response: HttpResponse, size: str | None) -> HttpResponse:
    """Keep the size of the text for a year; anything but `large` forgets it."""
    if size == LARGE:
        response.set_cookie(
            TEXT_SIZE_COOKIE, LARGE, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        response.delete_cookie(TEXT_SIZE_COOKIE, samesite="Lax")
    return response


def kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer to a form that :func:`take` took; a change of language alone leaves the size as it is."""
    size = request.POST.get(NAME)
    return remember(request, response, size) if size in (LARGE, NORMAL) else response
