"""The public catalogue: one flat row per published page, written when the page changes, read by every visitor.

Wagtail walks the page tree to find a page: one query per level, then the specific table, then privacy, then every
relation. The catalogue answers all of that with one indexed look-up by address. A row exists only for what anybody
may read: live, without a view restriction on the page or above it. No row means that Wagtail itself answers.
Lists (news, filters, search documents) read the same rows.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class CatalogueEntry(models.Model):
    """A published page as visitors get it.

    `path` is the decoded address with its language prefix. `data` holds what only the template of that page type
    needs, the body's HTML included. `made_by` is the version of the code that wrote the row: rows of another version
    are not served, so that a deployment never mixes old markup with new templates.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name=_("page")
    )
    path = models.CharField(max_length=500)
    page_type = models.CharField(max_length=60)
    language = models.CharField(max_length=12)
    kind = models.CharField(max_length=20, blank=True)
    agency_key = models.CharField(max_length=60, blank=True)
    agency_label = models.CharField(max_length=120, blank=True)
    scheme_key = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    number = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    validity = models.CharField(max_length=12, blank=True)
    listed_on = models.DateField(null=True)
    translation_path = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    made_by = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("catalogue entry")
        verbose_name_plural = _("catalogue entries")
        constraints = [models.UniqueConstraint(fields=["path"], name="catalogue_path_unique")]
        indexes = [models.Index(fields=["language", "kind", "-listed_on"], name="catalogue_listing")]

    def __str__(self) -> str:
        return self.path

    def values(self) -> dict[str, Any]:
        """All columns but the key, to compare an entry with the stored one."""
        return {
            field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields if not field.primary_key
        }

    @property
    def events(self) -> list[str]:
        """Keys of the life events a guide helps with."""
        return self.data.get("events", [])
