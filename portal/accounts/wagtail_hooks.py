"""A way from the staff pages to one's own second step."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_help_menu_item")
def register_sign_in_security() -> MenuItem:
    """Help → sign-in security: recovery codes, the app, the password."""
    return MenuItem(_("Sign-in security"), reverse("mfa_index"), icon_name="lock", order=900)
