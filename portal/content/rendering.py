"""A body of blocks as HTML and as plain text, made once when the page is published."""

import re

from django.utils.html import strip_tags
from django.utils.translation import override
from wagtail.blocks import StreamValue

# What must not break in the middle of a line: telephone numbers, days, receipt and index numbers.
_WHOLE = re.compile(r"(?<![\w-])(\d{3,4}-\d{3}\s?\d{4,5}|\d{4}-\d{2}-\d{2}|[A-Z]{2}\d{2,3}-\d{4}-\w{4,5})(?![\w-])")
_TAGS = re.compile(r"(<[^>]*>)")
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
            pieces.append(keep_whole(str(child.render(context)).strip()))
    return "\n".join(piece for piece in pieces if piece), contents


def keep_whole(html: str) -> str:
    """The same HTML with numbers that read as one marked so that no line ends inside them."""
    parts = _TAGS.split(html)
    parts[::2] = [_WHOLE.sub(r'<span class="od-nowrap">\1</span>', text) for text in parts[::2]]
    return "".join(parts)


def body_text(body: StreamValue, language: str) -> str:
    """The words of the body without markup, one line per paragraph, cell or item."""
    lines: list[str] = []
    with override(language):
        for child in body:
            html = _HEADING_TAG.sub("\n", str(child.render({})))
            lines += [line.strip() for line in strip_tags(html).splitlines() if line.strip()]
    return "\n".join(lines)
