"""The publishing guard (R12.3): nothing goes live with an unmasked ID, mobile or bank card number in it.

It stands in `PortalPage.save()`, where every way of publishing ends: the editor's button, approval in a workflow, the
scheduled job, a script. The page form asks the same question earlier, to say beside the field what to mend.
Phone numbers of the county's own offices are public and pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from portal.common.masking import find_personal_data

# Fields Wagtail keeps for itself: no visitor reads them.
_HOUSEKEEPING = {"path", "url_path", "numchild", "depth", "draft_title", "content_type", "translation_key", "alias_of"}
_KINDS = {
    "id_number": gettext_noop("an ID number"),
    "phone": gettext_noop("a mobile phone number"),
    "bank_account": gettext_noop("a bank card number"),
}
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Finding:
    """One unmasked number: the field it stands in (name and label), the place inside it, its kind, and it masked."""

    field: str
    label: str
    place: str
    kind: str
    masked: str

    def sentence(self) -> str:
        """What was found, where, and how to mend it. Shows the number masked only."""
        where = f"{self.label}{_(', ')}{self.place}" if self.place else self.label
        return _(
            "%(where)s contains %(kind)s that is not masked (%(masked)s). "
            "Delete it or replace the middle with asterisks, then publish again."
        ) % {
            "where": where,
            "kind": _(_KINDS[self.kind]),
            "masked": self.masked,
        }


class PersonalDataFound(ValidationError):
    """Publishing was refused. `findings` says where the numbers stand; nothing was changed."""

    def __init__(self, page: Page, findings: list[Finding]) -> None:
        self.page = page
        self.findings = findings
        super().__init__([finding.sentence() for finding in findings], code="personal-data")


def check(page: Page) -> None:
    """Raise `PersonalDataFound` if a text of the page, of its parts or of its pictures holds an unmasked number."""
    findings = list(find(page))
    if findings:
        raise PersonalDataFound(page, findings)


def find(page: Page) -> Iterator[Finding]:
    """Every unmasked number in any text the page would show."""
    allowed: frozenset[str] | None = None
    for field, label, place, text in texts(page):
        for hit in find_personal_data(text):
            if allowed is None:
                allowed = office_numbers()
            if re.sub(r"\D", "", text[hit.start : hit.end]) in allowed:
                continue
            yield Finding(field, label, place, hit.kind, hit.masked)


def office_numbers() -> frozenset[str]:
    """Telephone numbers of the county's offices and its hotline, digits only: they are meant to be published."""
    from portal.accounts.models import Office
    from portal.common.locality import get_locality

    locality = get_locality()
    numbers = [
        locality.hotline,
        *(office.phone for office in locality.offices),
        *Office.objects.exclude(phone="").values_list("phone", flat=True),
    ]
    return frozenset(re.sub(r"\D", "", part) for number in numbers for part in re.split(r"[、，,;；/]", number))


def texts(page: models.Model) -> Iterator[tuple[str, str, str, str]]:
    """(field name, field label, place inside the field, text) for every text of the page and of its child rows."""
    for field in page._meta.concrete_fields:
        if field.name in _HOUSEKEEPING:
            continue
        label = str(field.verbose_name)
        value = getattr(page, field.attname)
        if isinstance(field, StreamField):
            yield from ((field.name, label, place, text) for place, text in _stream_texts(value))
        elif isinstance(field, RichTextField):
            yield field.name, label, "", plain(value or "")
        elif isinstance(field, (models.CharField, models.TextField)) and value:
            yield field.name, label, "", str(value)
    for relation in getattr(page._meta, "child_relations", []):
        yield from _child_texts(page, relation)


def _child_texts(page: models.Model, relation: Any) -> Iterator[tuple[str, str, str, str]]:
    name = relation.get_accessor_name()
    model = relation.related_model
    if not model.__module__.startswith("portal."):
        return  # comments, workflow rows: not shown to visitors
    label = str(model._meta.verbose_name_plural)
    for number, child in enumerate(getattr(page, name).all(), start=1):
        for _field, _label, place, text in texts(child):
            yield name, label, _("row %(number)d") % {"number": number} + (f" {place}" if place else ""), text


def plain(html: str) -> str:
    """The text of a piece of rich text. Block ends become line breaks; tags inside a number do not hide it.

    Attributes that readers or programs see (link targets, alternative texts) count as text too.
    """
    attributes = re.findall(r'(?:alt|title|href)="([^"]*)"', html)
    separated = re.sub(r"</(p|li|h\d|td|th)>|<br\s*/?>", "\n\n", html)
    # Two line breaks: the finder reads across one blank inside a number, and paragraphs must not run together.
    return unescape(strip_tags(_TAG.sub("", separated))) + "".join("\n\n" + unescape(text) for text in attributes)


def _stream_texts(value: StreamValue) -> Iterator[tuple[str, str]]:
    for number, child in enumerate(value, start=1):
        place = _("block %(number)d (%(kind)s)") % {"number": number, "kind": child.block.label}
        for text in _block_texts(child.block, child.value):
            yield place, text


def _block_texts(block: Any, value: Any) -> Iterator[str]:
    """Texts in a block value of any shape: structs, lists, tables, rich text, chosen pictures and documents."""
    if value is None:
        return
    if isinstance(value, (str, int, float)):  # a table may hold numbers that are no text
        yield str(value)
    elif hasattr(value, "source"):  # rich text
        yield plain(value.source)
    elif hasattr(value, "contextual_alt_text"):  # a picture chosen with its description
        yield value.contextual_alt_text or ""
        yield value.title or ""
    elif isinstance(value, dict):  # structs, and tables with their rows
        for part in value.values():
            yield from _block_texts(block, part)
    elif isinstance(value, (list, tuple)):  # rows and cells, each read alone: figures side by side are no phone number
        for part in value:
            yield from _block_texts(block, part)
    elif isinstance(value, models.Model):
        yield str(getattr(value, "title", ""))
        yield str(getattr(value, "filename", ""))
