"""Ways from the staff pages to one's own password and second step."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_help_menu_item")
def register_sign_in_security() -> MenuItem:
    """Help → sign-in security: recovery codes, the app, the password."""
    return MenuItem(_("Sign-in security"), reverse("mfa_index"), icon_name="lock", order=900)


@hooks.register("register_account_menu_item")
def change_password(request: HttpRequest) -> dict[str, str]:
    """Account → more actions: the password, asked for again there."""
    return {
        "url": reverse("account_change_password"),
        "label": gettext("Change the password"),
        "help_text": gettext("You are asked for the present one once more."),
    }


@hooks.register("register_account_menu_item")
def sign_in_security(request: HttpRequest) -> dict[str, str]:
    """Account → more actions: the second step."""
    return {
        "url": reverse("mfa_index"),
        "label": gettext("Sign-in security"),
        "help_text": gettext("The app that shows a code, and recovery codes."),
    }
