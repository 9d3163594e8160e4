"""The portal's addresses with Wagtail's own view for pages."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls

from portal.urls import urlpatterns as portal_patterns

# All but the last resolver (the language-prefixed part), whose page patterns are replaced by the stock ones.
urlpatterns = [
    *portal_patterns[:-1],
    *i18n_patterns(
        *portal_patterns[-1].url_patterns[:-1], path("", include(wagtail_urls)), prefix_default_language=False
    ),
]
