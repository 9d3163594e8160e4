"""The diary's page, for staff. A page of one's own checks its visitors itself."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse

from .models import Visit

ROLES = ("village_agent", "verifier", "handling_officer")


def visits(request):
    """All visits; a POST adds one."""
    if not request.user.is_authenticated or not request.user.has_role(*ROLES):
        raise PermissionDenied
    if request.method == "POST":
        Visit.objects.create(day=request.POST["day"], village=request.POST["village"], note=request.POST["note"])
        return redirect(reverse("diary:visits"))
    return render(request, "onedoor_diary/visits.html", {"visits": Visit.objects.order_by("-day")})
