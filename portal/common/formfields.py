"""Form fields used by several parts of the portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class WrittenField(forms.CharField):
    """Words of several lines, up to `max_length` characters; a line end counts as one.

    The page says when there are too many and keeps them all: a browser's `maxlength` would cut silently what is pasted.
    """

    widget = forms.Textarea
    default_error_messages = {
        "max_length": gettext_lazy(
            "This has %(show_value)d characters; at most %(limit_value)d fit. Please shorten it."
        ),
    }

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(**{"widget": self.widget(attrs={"rows": rows}), **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """As for any text, without the browser's limit."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> str:
        """Line ends as people count them: browsers send two characters."""
        return (super().to_python(value) or "").replace("\r\n", "\n")
