"""Make the pages every portal has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from wagtail.models import Page, Site

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.content import catalogue, models
from portal.content.tree import ensure_page

_SKELETON = Path(__file__).resolve().parents[1] / "skeleton.yaml"
LANGUAGES = (("zh", "zh-hans"), ("en", "en"))


def build_site(*, actor: Actor) -> models.HomePage:
    """Home page and index pages in both languages, the site's root set to the Chinese home page; returns that.

    Idempotent: pages that exist are left as the editors have them. Raises NotAllowed unless the actor is the system or
    an administrator.
    """
    require_role(actor, Role.ADMINISTRATOR)
    skeleton = yaml.safe_load(_SKELETON.read_text(encoding="utf-8"))
    with transaction.atomic(), catalogue.deferred():
        homes, made = _homes(skeleton["home"])
        _set_root(homes["zh-hans"])
        for spec in skeleton["children"]:
            made += _children(spec, homes)
        if made:
            audit.record("content.build_site", actor=actor, detail={"pages": made})
    return homes["zh-hans"]


def _homes(spec: dict[str, Any]) -> tuple[dict[str, models.HomePage], int]:
    root = Page.get_first_root_node()
    homes: dict[str, models.HomePage] = {}
    made = 0
    current = Site.objects.filter(is_default_site=True).first()
    existing = models.HomePage.objects.filter(pk=current.root_page_id).first() if current else None
    for short, language in LANGUAGES:
        source = homes.get("zh-hans")
        if existing is not None:
            found = (
                existing
                if language == settings.LANGUAGE_CODE
                else existing.get_translations().filter(locale__language_code=language).first()
            )
            if found is not None:
                homes[language] = found.specific
                continue
        slug = spec["slug"][short]
        _make_way(root, slug)
        homes[language], new = ensure_page(
            models.HomePage, root, slug=slug, language=language, fields=dict(spec[short]), source=source
        )
        made += new
    return homes, made


def _make_way(root: Page, slug: str) -> None:
    """Wagtail's own welcome page has our slug; it is a plain Page without content and goes."""
    other = root.get_children().filter(slug=slug).not_exact_type(models.HomePage).first()
    if other is not None and type(other.specific) is Page and not other.get_children().exists():
        Site.objects.filter(root_page=other).update(root_page=root)
        other.delete()
        root.refresh_from_db()


def _set_root(home: models.HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if site.root_page_id != home.pk:
        site.root_page = home
        site.site_name = settings.WAGTAIL_SITE_NAME
        site.save()
    cache.delete("wagtail_site_root_paths")


def _children(spec: dict[str, Any], homes: dict[str, models.HomePage]) -> int:
    model = getattr(models, spec["model"])
    source, made = None, 0
    for short, language in LANGUAGES:
        page, new = ensure_page(
            model,
            homes[language],
            slug=spec.get("slug", ""),
            language=language,
            fields=dict(spec[short]),
            source=source,
        )
        source = source or page
        made += new
    return made
