"""Offices, staff users, and who does what where."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from portal.common import clock

from .roles import Role


class Office(MP_Node):
    """A node of the office tree (机构): county → agencies and townships → villages. Depth is data (R1.1)."""

    class Kind(models.TextChoices):
        COUNTY = "county", _("County")
        AGENCY = "agency", _("Agency")
        TOWNSHIP = "township", _("Township")
        VILLAGE = "village", _("Village")

    code = models.CharField(_("code"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    agency = models.CharField(
        _("agency"),
        max_length=60,
        blank=True,
        help_text=_("The plugin's key of the agency; for offices of kind agency only."),
    )
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    address_en = models.CharField(_("English address"), max_length=200, blank=True)
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    hours_en = models.CharField(_("English opening hours"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        # Uniqueness is declared here: `unique=True` would add a second (LIKE) index on PostgreSQL.
        constraints = [models.UniqueConstraint(fields=["code"], name="office_code_unique")]

    def __str__(self) -> str:
        return self.label

    def text(self, name: str) -> str:
        """The attribute `name` in the current language; Chinese where no English is given."""
        english = (get_language() or "").startswith("en") and getattr(self, f"{name}_en", "")
        return str(english or getattr(self, name))

    @property
    def label(self) -> str:
        """Name in the current language."""
        return self.text("name")

    def lineage(self) -> list[Office]:
        """This office and those above it, nearest first; one query."""
        return sorted(Office.objects.filter(path__in=self.paths_up), key=lambda office: -office.depth)

    def chain(self) -> list[str]:
        """Codes from this office up to the root: where a dated parameter is looked for, nearest first."""
        return [office.code for office in self.lineage()]

    @classmethod
    def chains(cls, offices: Iterable[Office]) -> dict[str, list[str]]:
        """The chain of each of many offices by its code; one query."""
        wanted = list(offices)
        paths = {path for office in wanted for path in office.paths_up}
        codes = dict(cls.objects.filter(path__in=paths).values_list("path", "code"))
        return {office.code: [codes[path] for path in office.paths_up] for office in wanted}

    @property
    def paths_up(self) -> list[str]:
        """Its own path in the tree and those of the offices above it, nearest first."""
        return [self.path[:length] for length in range(len(self.path), 0, -self.steplen)]

    def township(self) -> Office | None:
        """The nearest township, this office included, or None above townships."""
        return next((office for office in self.lineage() if office.kind == self.Kind.TOWNSHIP), None)

    def covers(self, other: Office) -> bool:
        """Whether `other` lies in the subtree of this office, which includes itself."""
        return other.path.startswith(self.path)


class User(AbstractUser):
    """A member of staff. Applicants have no account: they come with receipt number and phone code."""

    display_name = models.CharField(_("display name"), max_length=80, blank=True)

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined, misc]
        verbose_name = _("staff user")
        verbose_name_plural = _("staff users")

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name or super().get_full_name()

    def live_assignments(self, *roles: str) -> models.QuerySet[Assignment]:
        """Assignments in force today, of any role or of those given."""
        live = self.assignments.live()
        return live.filter(role__in=roles) if roles else live

    def office_paths(self, *roles: str) -> list[str]:
        """Tree paths of the offices this user holds a role at: every office below them begins with one of these.

        Nobody sees anything by being a superuser: an administrator who needs to see cases is given a role for it.
        """
        if not self.is_active:
            return []
        return list(self.live_assignments(*roles).values_list("office__path", flat=True).distinct())

    def offices_for(self, *roles: str) -> models.QuerySet[Office]:
        """Offices of the whole subtrees in which this user holds one of the roles (any role if none is given)."""
        paths = self.office_paths(*roles)
        if not paths:
            return Office.objects.none()
        within = Q()
        for path in paths:
            within |= Q(path__startswith=path)
        return Office.objects.filter(within)

    def has_role(self, *roles: str, office: Office | None = None) -> bool:
        """Whether one of the roles is held, at `office` or above it if one is given."""
        if office is None:
            return self.is_active and self.live_assignments(*roles).exists()
        return any(office.path.startswith(path) for path in self.office_paths(*roles))


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def live(self) -> AssignmentQuerySet:
        """In force on the county's current day."""
        today = clock.today()
        return self.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)


class Assignment(models.Model):
    """A role held at an office from a day on (任职), up to and including `until` if that is set."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("office"))
    since = models.DateField(_("since"), default=clock.today)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "office", "since"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="assignment_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.office}"
