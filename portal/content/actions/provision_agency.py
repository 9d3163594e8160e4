"""Give an agency its part of the site."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.content import catalogue
from portal.content.actions.build_site import LANGUAGES, build_site
from portal.content.actions.sync_members import sync_members
from portal.content.models import AgencyIndexPage, AgencyPage, AgencySection
from portal.content.schemes import agency_texts
from portal.content.tree import ensure_page

PAGE_RIGHTS = {
    "editors": ("add_page", "change_page"),
    "publishers": ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
FILE_RIGHTS = (
    ("wagtailimages", ("add_image", "change_image", "choose_image")),
    ("wagtaildocs", ("add_document", "change_document", "choose_document")),
)


def provision_agency(*, actor: Actor, key: str) -> AgencySection:
    """Section page in both languages, groups with their rights, collection, review workflow, office link.

    Idempotent: a second run mends what was taken away (a permission, the workflow's place) and leaves texts and names
    as people have changed them. Raises UnknownAgency, and NotAllowed unless the actor is the
    system or an administrator.
    """
    require_role(actor, Role.ADMINISTRATOR)
    texts = agency_texts(key)
    with transaction.atomic(), catalogue.deferred():
        build_site(actor=actor)
        section = AgencySection.objects.filter(key=key).first()
        is_new = section is None
        pages = _section_pages(key, texts, section)
        if section is None:
            section = _new_section(key, texts["zh-hans"]["name"], pages[0])
        section.office = Office.objects.filter(kind=Office.Kind.AGENCY, agency=key).first()
        section.save()
        _grant(section, pages)
        _review(section, pages)
        sync_members(section)
        if is_new:
            audit.record(
                "content.provision_agency", actor=actor, subject=section, office=section.office, detail={"agency": key}
            )
    return section


def _section_pages(key: str, texts: dict[str, dict[str, str]], section: AgencySection | None) -> list[AgencyPage]:
    """The section's page in every language; found by its translation key when it was made before."""
    pages: list[AgencyPage] = []
    for _short, language in LANGUAGES:
        if section is not None:
            page = AgencyPage.objects.filter(
                translation_key=section.translation_key, locale__language_code=language
            ).first()
            if page is not None:
                pages.append(page)
                continue
        parent = AgencyIndexPage.objects.get(locale__language_code=language)
        fields = {"title": texts[language]["name"], "summary": texts[language]["summary"][:300], "agency_key": key}
        page, _new = ensure_page(
            AgencyPage, parent, slug=key, language=language, fields=fields, source=pages[0] if pages else None
        )
        pages.append(page)
    return pages


def _new_section(key: str, name: str, page: AgencyPage) -> AgencySection:
    with override("zh-hans"):  # the admin's own language; names are shown to staff and may be changed there
        editors, _new = Group.objects.get_or_create(name=_("%(agency)s: editors") % {"agency": name})
        publishers, _new = Group.objects.get_or_create(name=_("%(agency)s: publishers") % {"agency": name})
        workflow = Workflow.objects.create(name=_("%(agency)s: review before publishing") % {"agency": name})
        task = GroupApprovalTask.objects.create(name=_("%(agency)s: a publisher reads and approves") % {"agency": name})
    task.groups.add(publishers)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    collection = Collection.get_first_root_node().add_child(name=name)
    return AgencySection(
        key=key,
        translation_key=page.translation_key,
        editors=editors,
        publishers=publishers,
        collection=collection,
        workflow=workflow,
    )


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _grant(section: AgencySection, pages: list[AgencyPage]) -> None:
    """Rights on the section's pages and files, and on nothing else."""
    enter = _permission("wagtailadmin", "access_admin")
    for role, codenames in PAGE_RIGHTS.items():
        group: Group = getattr(section, role)
        group.permissions.add(enter)
        for page in pages:
            for codename in codenames:
                GroupPagePermission.objects.get_or_create(
                    group=group, page_id=page.pk, permission=_permission("wagtailcore", codename)
                )
        for app, rights in FILE_RIGHTS:
            for codename in rights:
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=section.collection, permission=_permission(app, codename)
                )


def _review(section: AgencySection, pages: list[Any]) -> None:
    """Everything below the section's pages goes through its workflow."""
    for page in pages:
        WorkflowPage.objects.update_or_create(
            page=Page.objects.get(pk=page.pk), defaults={"workflow": section.workflow}
        )
