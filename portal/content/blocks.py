"""The building blocks of a page's body. Each renders to plain semantic HTML once, when the page is published."""

import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["h3", "bold", "ol", "ul", "link", "document-link"]
_NUMBER = re.compile(r"[-+−]?[\d,，.．]+\s*(%|％|元|万元|人|户|天)?$|[—–-]$|^$")


class HeadingBlock(blocks.CharBlock):
    """A section heading; the page's table of contents is made of these."""

    class Meta:
        label = _("Heading")
        icon = "title"
        template = "blocks/heading.html"
        max_length = 120


class ParagraphBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        label = _("Running text")
        icon = "pilcrow"
        template = "blocks/paragraph.html"


class DataTableBlock(TableBlock):
    """A table, pasted from a spreadsheet or typed. Columns of numbers are set flush right."""

    class Meta:
        label = _("Table")
        icon = "table"
        template = "blocks/table.html"

    def render(self, value: dict | None, context: dict | None = None) -> str:
        """HTML in a box of its own that scrolls sideways on a small screen."""
        if not value or not value.get("data"):
            return ""
        rows = [[str(cell or "").strip() for cell in row] for row in value["data"]]
        rows = [row for row in rows if any(row)]
        header = rows[0] if rows and value.get("first_row_is_table_header") else None
        body = rows[1:] if header else rows
        numeric = [
            bool(body) and all(_NUMBER.fullmatch(cell) for cell in column) for column in zip(*body, strict=False)
        ]
        return render_to_string(
            self.meta.template,
            {
                "caption": value.get("table_caption") or "",
                "header": list(zip(header, numeric, strict=False)) if header else None,
                "rows": [list(zip(row, numeric, strict=False)) for row in body],
                "first_col_is_header": value.get("first_col_is_header"),
            },
        )


class AttachmentBlock(blocks.StructBlock):
    """A file to download, shown with its kind and size."""

    document = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(label=_("Link text"), required=False, help_text=_("Empty: the title of the file."))

    class Meta:
        label = _("Attachment")
        icon = "doc-full"
        template = "blocks/attachment.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context)
        document = value.get("document")
        if document:
            context["extension"] = (document.file_extension or "").upper()
            context["size"] = _size_of(document)
        return context


def _size_of(document: Any) -> int | None:
    """Bytes, or None when the file itself is gone: a missing file must not take the page down."""
    try:
        return int(document.get_file_size() or 0) or None
    except OSError:
        return None


class CalloutBlock(blocks.StructBlock):
    """A remark that stands out: good to know, or a warning."""

    style = blocks.ChoiceBlock(
        choices=[("note", _("Good to know")), ("warn", _("Please mind"))], default="note", label=_("Kind")
    )
    title = blocks.CharBlock(required=False, label=_("Heading"))
    text = blocks.RichTextBlock(features=["bold", "ul", "link"], label=_("Words"))

    class Meta:
        label = _("Remark")
        icon = "help"
        template = "blocks/callout.html"


class PictureBlock(blocks.StructBlock):
    """A picture with its description for people who cannot see it."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "blocks/picture.html"


class BodyBlock(blocks.StreamBlock):
    """What a body may be made of."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    table = DataTableBlock()
    callout = CalloutBlock()
    attachment = AttachmentBlock()
    picture = PictureBlock()
