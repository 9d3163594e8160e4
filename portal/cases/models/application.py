"""What a person files: one application, its documents and authorisations."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.fields import EncryptedJSONField, EncryptedTextField
from portal.common.masking import mask_name
from portal.common.models import UUIDModel
from portal.registry.scoping import CaseQuerySet


class Channel(models.TextChoices):
    """Where the application came in (R2.1)."""

    ONLINE = "online", _("Online")
    WINDOW = "window", _("Township window")
    VILLAGE = "village", _("Village point")
    ASSISTED = "assisted", _("Assisted filing")
    HOTLINE = "hotline", _("Hotline")
    DISCOVERY = "discovery", _("Proactive discovery")
    REFERRAL = "referral", _("Agency referral")


class ApplicationQuerySet(CaseQuerySet):
    """Visible to the village's side and to every office that decides one of the claims."""

    def for_paths(self, paths: list[str]) -> Self:
        """Applications of villages below ``paths`` or with a claim decided there."""
        from portal.cases.models.claim import Claim

        if not paths:
            return self.none()
        wanted = Q()
        for path in paths:
            wanted |= Q(village__path__startswith=path)
        decided_there: Any = Claim.objects.for_paths(paths).values("application")
        return self.filter(wanted | Q(pk__in=decided_there))


class Application(UUIDModel):
    """One filing through the door (申请), one receipt number, any number of claims (R0.1).

    ``answers`` is the declaration in the shape of :class:`plugins.api.Facts`: ``{"household": {...}, "members": [...],
    "applicant": {...}}`` with member 0 the applicant. ``intention_at`` authorises verification, ``submitted_at`` starts
    the clocks (R2.5). ``submission_key`` makes a repeated submit find this row instead of making another (fault 3).
    """

    receipt = models.CharField(max_length=20)
    form_version = models.CharField(max_length=64)
    channel = models.CharField(max_length=20, choices=Channel.choices, default=Channel.ONLINE)
    village = models.ForeignKey("onedoor_accounts.Office", models.PROTECT, related_name="applications_of_village")
    township = models.ForeignKey("onedoor_accounts.Office", models.PROTECT, related_name="applications_of_township")
    household = models.ForeignKey("onedoor_registry.Household", models.PROTECT, related_name="applications")
    applicant = models.ForeignKey("onedoor_registry.Person", models.PROTECT, related_name="applications")
    phone = EncryptedTextField()
    phone_index = models.CharField(max_length=64)
    address = EncryptedTextField(blank=True)
    answers = EncryptedJSONField()
    intention_at = models.DateTimeField()
    submitted_at = models.DateTimeField()
    language = models.CharField(max_length=10, default="zh-hans")
    submission_key = models.CharField(max_length=64)
    filed_by = models.ForeignKey(
        "onedoor_accounts.User", models.PROTECT, null=True, blank=True, related_name="filed_applications",
        help_text="The officer who filed it for the person; empty when the person did it alone.",
    )  # fmt: skip

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt"], name="cases_application_receipt"),
            models.UniqueConstraint(fields=["submission_key"], name="cases_application_submission_key"),
        ]
        indexes = [models.Index(fields=["submitted_at"]), models.Index(fields=["phone_index"])]

    @property
    def filer(self) -> "ApplicationMember":
        """The applicant as the application names them."""
        return self.people.get(position=0)

    def __str__(self) -> str:
        return self.receipt


class ApplicationMember(UUIDModel):
    """A person of the application; ``position`` is their place in ``answers["members"]``, 0 the applicant.

    ``name`` is what this application says. The register may know the holder of the ID number by another name: that is
    for an officer to see and to settle, never for whoever typed the number to read.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="people")
    person = models.ForeignKey("onedoor_registry.Person", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    relation = models.CharField(max_length=20)
    name = EncryptedTextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="cases_one_person_per_position")
        ]

    @property
    def masked_name(self) -> str:
        """Surname and stars."""
        return mask_name(self.name)

    @property
    def differs(self) -> bool:
        """The register knows the person by another name."""
        return self.name != self.person.name


class Document(UUIDModel):
    """An uploaded file, checked and rewritten before it was stored encrypted (fault 22).

    Before submit it belongs to a draft (``draft_key``, the hash of the draft's secret); after submit to an application.
    ``material`` is the key a plugin gave the kind of paper; ``original_name`` is shown escaped, never used as a path.
    """

    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="documents")
    draft_key = models.CharField(max_length=64, blank=True)
    material = models.CharField(max_length=100)
    original_name = EncryptedTextField()
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes as stored, after rewriting")
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["draft_key"])]

    def __str__(self) -> str:
        return f"document {self.pk}"


class Authorisation(UUIDModel):
    """A person's consent given with an application, with the version of the text they saw and its expiry (R2.6)."""

    class Kind(models.TextChoices):
        ECONOMIC_CHECK = "economic_check", _("Authorisation of the economic check")
        COMMITMENT = "commitment", _("Honesty commitment")
        PRIVACY = "privacy", _("Privacy notice")
        SENSITIVE = "sensitive", _("Consent to sensitive data")

    application = models.ForeignKey(Application, models.CASCADE, related_name="authorisations")
    person = models.ForeignKey("onedoor_registry.Person", models.PROTECT, related_name="authorisations")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text_version = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "person", "kind"], name="cases_one_authorisation_of_a_kind")
        ]
