"""Tables of the register."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.common.fields import EncryptedTextField
from portal.common.models import UUIDModel
from portal.registry.fields import MoneyField
from portal.registry.scoping import CaseQuerySet


class Relation(models.TextChoices):
    """How a member is related to the applicant, who is ``self``."""

    SELF = "self", _("Applicant")
    SPOUSE = "spouse", _("Spouse")
    CHILD = "child", _("Child")
    PARENT = "parent", _("Father or mother")
    GRANDPARENT = "grandparent", _("Grandparent")
    GRANDCHILD = "grandchild", _("Grandchild")
    SIBLING = "sibling", _("Brother or sister")
    OTHER = "other", _("Other")


class Person(UUIDModel):
    """A natural person (自然人), once, whichever schemes or applications name them.

    ``id_index`` is the blind index (purpose ``id_number``) of the normalised 18-character ID number: exact look-up
    without decryption, and the reason two applications of one person meet in one row. It is null where no
    number is known.
    """

    name = models.CharField(max_length=100)
    id_number = EncryptedTextField(null=True, blank=True)
    id_index = models.CharField(max_length=64, null=True, blank=True)
    birth_date = EncryptedTextField(null=True, blank=True, help_text="ISO date, e.g. 1984-03-07")
    sex = models.CharField(max_length=10, blank=True, choices=[("female", _("Female")), ("male", _("Male"))])
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["id_index"], name="registry_person_id_index")]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        """The name as it may stand in lists and public pages, e.g. 欧阳**."""
        from portal.common.masking import mask_name

        return mask_name(self.name)


class Household(UUIDModel):
    """A family that lives and is assessed together (户)."""

    office = models.ForeignKey("onedoor_accounts.Office", models.PROTECT, related_name="households")
    address = EncryptedTextField(blank=True)
    created_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    def __str__(self) -> str:
        return f"household {self.pk}"


class HouseholdMember(UUIDModel):
    """A person's time in a household; ``until`` is null while they live there."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=20, choices=Relation.choices)
    position = models.PositiveSmallIntegerField(default=0, help_text="0 is the applicant; the order of the declaration")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person"], condition=Q(until__isnull=True), name="registry_one_live_membership"
            ),
        ]


class Benefit(UUIDModel):
    """Aid that a household (or one person in it) receives: what :func:`~portal.registry.benefits_of` reads.

    ``amount`` is 元 per ``per`` (month, term, year, once); ``until`` null means open-ended; ``source_ref``
    names what it
    rests on, for instance ``claim:<uuid>`` or an import batch, once each.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="benefits")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="benefits")
    scheme_key = models.CharField(max_length=100)
    amount = MoneyField(null=True, blank=True)
    per = models.CharField(max_length=20, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source_ref = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["household", "scheme_key"])]
        constraints = [
            models.UniqueConstraint(fields=["source_ref"], name="registry_benefit_source"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="registry_benefit_dates"
            ),
        ]
