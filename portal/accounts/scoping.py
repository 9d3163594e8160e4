"""Rows a member of staff may see: those of the office subtrees they hold a role in (R1.2)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q


class ScopedQuerySet(models.QuerySet[Any]):
    """Base of `objects` on models that belong to offices.

    A model says which look-ups reach an office's tree path, here or on a subclass of this:
    `office_paths = ("office__path", "application__township__path")`. A row is visible if any of them lies in
    the user's subtrees.
    """

    office_paths: ClassVar[tuple[str, ...]] = ("office__path",)

    def for_user(self, user: Any, *roles: str) -> Self:
        """Rows within the subtrees where `user` holds one of the roles (any role if none is given); nobody else's."""
        paths = user.office_paths(*roles) if user is not None and user.is_authenticated else []
        return self.for_paths(paths)

    def for_paths(self, paths: list[str]) -> Self:
        """Rows within the subtrees that begin with these tree paths; no path, no row."""
        if not paths:
            return self.none()
        within = Q()
        for lookup in getattr(self.model, "office_paths", self.office_paths):
            for path in paths:
                within |= Q(**{f"{lookup}__startswith": path})
        return self.filter(within)
