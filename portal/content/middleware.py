"""Turns a refusal of the publishing guard that no form caught into a message at the page's editor.

The page form asks the guard itself. Approving in a workflow, publishing an older version or a bulk action have no form
that could show the reason: they raise, their transaction is undone, and the person is told here.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from portal.content.guard import PersonalDataFound


class ExplainRefusalMiddleware:
    """Answers `PersonalDataFound` with the reasons and the way to the editor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, PersonalDataFound) or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        for sentence in exception.messages:
            messages.error(request, sentence)
        editor = reverse("wagtailadmin_pages:edit", args=[exception.page.pk])
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            # The approval dialogue waits for this shape (wagtail.admin.modal_workflow).
            return JsonResponse({"step": "success", "redirect": editor})
        return HttpResponseRedirect(editor)
