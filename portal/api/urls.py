"""Addresses of the interface, below /api/."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from portal.api import problems
from portal.api.problems import Problem
from portal.api.service import api


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Every other address below /api/: a program asks, a program is answered."""
    return problems.response(Problem("not-found"))


urlpatterns = [
    path("v1/", api.urls),
    re_path(r"^.*$", nothing_here),
]
