"""Every address of the portal. Fixed addresses come first; what is left belongs to Wagtail's page tree."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.accounts.urls import other_doors
from portal.common import health

handler400 = "portal.common.errors.bad_request"
handler403 = "portal.common.errors.permission_denied"
handler404 = "portal.common.errors.not_found"
handler500 = "portal.common.errors.server_error"

urlpatterns = [
    path("livez", health.livez),
    path("readyz", health.readyz),
    *other_doors,
    path("api/", include("portal.api.urls")),
    path("", include("portal.content.urls")),
    path("admin/", include("portal.content.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("x/", include("portal.extensions.urls")),
]

urlpatterns += i18n_patterns(
    # Each area adds its include here, above Wagtail's catch-all.
    path("accounts/", include("allauth.urls")),
    path("search/", include("search.urls")),
    path("", include("forms.urls")),
    path("postings/", include("portal.publicity.urls")),
    path("", include("portal.content.page_urls")),
    prefix_default_language=False,
)
