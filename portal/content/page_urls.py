"""The addresses of pages: our view in front, Wagtail's own addresses behind it."""

from django.urls import re_path
from wagtail import urls as wagtail_urls

from portal.content.serving import serve

urlpatterns = [
    re_path(wagtail_urls.serve_pattern, serve),
    *wagtail_urls.urlpatterns,
]
