"""What members of staff set for themselves in the staff pages."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.account import AccountView, ChangePasswordPanel, NameEmailSettingsPanel


class OwnSettings(AccountView):
    """Wagtail's account page without the name, which the administrator gives, and without the password, which is
    changed below /accounts/ after the second step. Wagtail saves all parts at once: with them it would refuse a change
    of the colours to everybody who has no surname or no e-mail address."""

    def get_panels(self) -> list[Any]:
        return [
            panel
            for panel in super().get_panels()
            if not isinstance(panel, NameEmailSettingsPanel | ChangePasswordPanel)
        ]
