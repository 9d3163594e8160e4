"""Password rules whose words exist in both languages."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LengthValidator(MinimumLengthValidator):
    """Django's rule; its newer wording is not translated into Chinese everywhere."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.min_length:
            message = _("Use at least %(count)s characters. A short sentence is easy to remember.") % {
                "count": self.min_length
            }
            raise ValidationError(message, code="password_too_short")

    def get_help_text(self) -> str:
        return _("Use at least %(count)s characters. A short sentence is easy to remember.") % {
            "count": self.min_length
        }
