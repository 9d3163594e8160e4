"""Finding and making pages by place, so that whatever makes pages can run twice."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale, Page


def locale(language: str) -> Locale:
    """The content locale of a language code, made if it is missing."""
    return Locale.objects.get_or_create(language_code=language)[0]


def ensure_page(
    model: type[Page],
    parent: Page,
    *,
    slug: str,
    language: str,
    fields: dict[str, Any],
    source: Page | None = None,
    user: Any = None,
) -> tuple[Page, bool]:
    """The page of that slug below `parent`, made and published if it is missing.

    `source` is the page it translates. What exists is returned untouched: it belongs to the editors. Returns the page
    and whether it is new.
    """
    slug = getattr(model, "fixed_slug", "") or slug
    existing = model.objects.child_of(parent).filter(slug=slug).first()
    if existing is not None:
        return existing, False
    page = model(slug=slug, locale=locale(language), live=False, **fields)
    if source is not None:
        page.translation_key = source.translation_key
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action=False).publish(user=user, skip_permission_checks=True)
    return model.objects.get(pk=page.pk), True
