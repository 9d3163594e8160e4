"""Events outside a page's own save that change what the public may see of it."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

from portal.accounts.models import Assignment
from portal.accounts.signals import acted
from portal.content import catalogue


def moved(sender: Any, instance: Page, **kwargs: Any) -> None:
    """The page and everything below it has a new address."""
    catalogue.refresh_tree(instance)


def privacy_changed(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    """A restriction was set, changed or lifted: the subtree leaves or returns."""
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        catalogue.refresh_tree(page)


def site_changed(sender: Any, instance: Site, **kwargs: Any) -> None:
    """Another root or a second site: addresses may all be different."""
    if not kwargs.get("raw"):
        catalogue.rebuild()


def file_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Titles, sizes and renditions of files stand in the pages that show them."""
    housekeeping = set(kwargs.get("update_fields") or ["title"]) <= {"file_size", "file_hash"}
    if not kwargs.get("created") and not kwargs.get("raw") and not housekeeping:
        ids = catalogue.referrers(instance)
        if ids:
            catalogue.refresh(Page.objects.filter(pk__in=ids, live=True).specific())


def page_deleted(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Search forgets a deleted page."""
    catalogue.page_deleted(instance.pk)


def roles_changed(sender: Any, **kwargs: Any) -> None:
    """An assignment was saved or removed: its user enters or leaves the sections of that office and below."""
    from portal.content.actions.sync_members import sync_all_members

    if not kwargs.get("raw"):
        sync_all_members()


def accounts_acted(sender: Any, action: str, **kwargs: Any) -> None:
    """The daily sync of roles: assignments begin and end by date."""
    if action == "accounts.sync_roles":
        roles_changed(sender)


def connect() -> None:
    """Called once, when the app is ready."""
    post_page_move.connect(moved, dispatch_uid="catalogue-moved")
    for signal in (post_save, post_delete):
        signal.connect(privacy_changed, sender=PageViewRestriction, dispatch_uid=f"catalogue-privacy-{id(signal)}")
        signal.connect(site_changed, sender=Site, dispatch_uid=f"catalogue-site-{id(signal)}")
    for model in (Document, Image):
        post_save.connect(file_changed, sender=model, dispatch_uid=f"catalogue-file-{model.__name__}")
    for signal in (post_save, post_delete):
        signal.connect(roles_changed, sender=Assignment, dispatch_uid=f"sections-follow-roles-{id(signal)}")
    acted.connect(accounts_acted, dispatch_uid="sections-follow-sync")
    pre_delete.connect(page_deleted, sender=Page, dispatch_uid="catalogue-deleted")
