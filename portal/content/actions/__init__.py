"""The verbs of this app, one a module. Editors' own acts are Wagtail's (and in its page log)."""

from .build_site import build_site
from .provision_agency import provision_agency
from .sync_members import sync_members

__all__ = ["build_site", "provision_agency", "sync_members"]
