"""A body of blocks as HTML and as plain text, made once when the page is published."""

import re

from django.utils.html import strip_tags
from django.utils.translation import override
from wagtail.blocks import StreamValue

_HEADING_TAG = re.compile(r"</(p|li|h\d|td|th|caption|tr)>|<br\s*/?>")


def render_body(body: StreamValue, language: str) -> tuple[str, list[list[str]]]:
    """The body's HTML and its table of contents: [anchor, heading] pairs in order."""
    pieces: list[str] = []
    contents: list[list[str]] = []
    with override(language):
        for child in body:
            context = {}
            if child.block_type == "heading":
                anchor = f"s{len(contents) + 1}"
                contents.append([anchor, str(child.value)])
                context["anchor"] = anchor
            pieces.append(str(child.render(context)).strip())
    return "\n".join(piece for piece in pieces if piece), contents


def body_text(body: StreamValue) -> str:
    """The words of the body without markup, one line per paragraph, cell or item."""
    lines: list[str] = []
    for child in body:
        html = _HEADING_TAG.sub("\n", str(child.render({})))
        lines += [line.strip() for line in strip_tags(html).splitlines() if line.strip()]
    return "\n".join(lines)
