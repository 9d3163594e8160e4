"""Pictures of the editors. Documents have Wagtail's own view, which knows who may read them; this one serves none."""

from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

# Where Wagtail keeps uploaded pictures and what it makes of them, and what a browser shows without running anything.
_FOLDERS = {"images", "original_images"}
_TYPES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"}
_DAY = 24 * 60 * 60


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """One picture below MEDIA_ROOT; anything else there does not exist (404)."""
    asked = PurePosixPath(path)
    inside = asked.parts and asked.parts[0] in _FOLDERS and ".." not in asked.parts and "\x00" not in path
    if not inside or asked.suffix.lower() not in _TYPES:
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response.headers["Cache-Control"] = f"public, max-age={_DAY}"
    return response
