"""The menu entry, for everybody who works for an office."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from portal.policy import authority


class FiguresMenuItem(MenuItem):
    """ "Policy figures" in the side bar."""

    def __init__(self) -> None:
        super().__init__(
            _("Policy figures"), reverse("policy:figures"), name="policy-figures", icon_name="list-ol", order=60
        )

    def is_shown(self, request: Any) -> bool:
        return authority.is_staff_here(request.user)
