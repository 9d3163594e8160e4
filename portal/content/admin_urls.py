"""Addresses of the admin that Wagtail leaves open to every editor and that show what belongs to other agencies.

They stand before Wagtail's own, which keep their names.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view for superusers; everybody else is refused."""

    def ask(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return require_admin_access(ask)


urlpatterns = [
    path("reports/page-types-usage/", for_administrators(PageTypesUsageReportView.as_view())),
    path("reports/page-types-usage/results/", for_administrators(PageTypesUsageReportView.as_view(results_only=True))),
]
