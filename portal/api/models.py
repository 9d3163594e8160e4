"""Connected systems of agencies, their keys, what was sent to them and what they have already said."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.actors import Actor, Mandate
from portal.common import clock
from portal.common.fields import EncryptedJSONField, EncryptedTextField
from portal.common.models import UUIDModel


class Scope(models.TextChoices):
    """What a key may do."""

    READ = "claims:read", _("Read claims")
    DOCUMENTS = "claims:documents", _("Open papers")
    ACKNOWLEDGE = "claims:acknowledge", _("Acknowledge claims")
    ASK = "claims:ask", _("Ask the family for more")
    TRANSFER = "claims:transfer", _("Transfer claims")
    DECIDE = "claims:decide", _("Decide claims")


class AgencySystem(UUIDModel):
    """A computer system of an agency (部门自有系统).

    It works on the agency's claims (``schemes`` empty: all of them) that are decided by an office below ``office``.
    News goes to ``webhook_url``, signed with ``secret`` (HMAC) or with the portal's own key (Ed25519). While secrets
    are exchanged ``next_secret`` signs as well.
    """

    class Signing(models.TextChoices):
        HMAC = "hmac", _("A shared secret (HMAC-SHA256)")
        ED25519 = "ed25519", _("The portal's key pair (Ed25519)")

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("state of a connected system", "Connected")
        PAUSED = "paused", pgettext_lazy("state of a connected system", "Paused")
        CLOSED = "closed", pgettext_lazy("state of a connected system", "Closed")

    name = models.CharField(pgettext_lazy("agency system", "name"), max_length=120)
    agency_key = models.CharField(pgettext_lazy("agency system", "agency"), max_length=60)
    office = models.ForeignKey(
        "onedoor_accounts.Office", models.PROTECT, related_name="agency_systems",
        verbose_name=pgettext_lazy("agency system", "office"),
        help_text=_("Claims decided by this office or one below it."),
    )  # fmt: skip
    schemes = models.JSONField(pgettext_lazy("agency system", "schemes"), default=list, blank=True)
    webhook_url = models.CharField(_("address for news"), max_length=500)
    signing = models.CharField(
        pgettext_lazy("agency system", "signature"), max_length=10, choices=Signing.choices, default=Signing.HMAC
    )
    secret = EncryptedTextField()
    secret_id = models.CharField(max_length=20)
    next_secret = EncryptedTextField(null=True)
    next_secret_id = models.CharField(max_length=20, blank=True)
    shows_identity = models.BooleanField(
        _("gets full names and ID numbers"), default=False,
        help_text=_("Only where the agency needs them by law. Every look is recorded."),
    )  # fmt: skip
    requires_signature = models.BooleanField(
        _("must sign its own requests"), default=False,
        help_text=_("Besides its key every request then needs a signature with the shared secret."),
    )  # fmt: skip
    contact = models.CharField(_("whom to call"), max_length=200, blank=True)
    state = models.CharField(
        pgettext_lazy("agency system", "state"), max_length=10, choices=State.choices, default=State.ACTIVE
    )
    created_at = models.DateTimeField(_("connected since"), default=clock.now)

    class Meta:
        verbose_name = _("agency system")
        verbose_name_plural = _("agency systems")
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="api_system_name",
                violation_error_message=_("Another system has this name already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def secret_ids(self) -> str:
        """Which secrets count, for a form to say which ones its page showed."""
        return f"{self.secret_id} {self.next_secret_id}".strip()

    @property
    def mandate(self) -> Mandate:
        """What it may act on."""
        return Mandate(self.pk, self.agency_key, self.office.path, frozenset(self.schemes))

    @property
    def actor(self) -> Actor:
        """The system as who acts."""
        return Actor.agency(self.name, self.mandate)


class ApiKey(UUIDModel):
    """A key of a system, shown once. Kept: its ``prefix`` to find it by, and the SHA-256 of the whole, which has 256
    random bits and needs no salt."""

    system = models.ForeignKey(AgencySystem, models.PROTECT, related_name="keys")
    label = models.CharField(_("what for"), max_length=80, blank=True)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(pgettext_lazy("key of a system", "may"), default=list)
    created_at = models.DateTimeField(pgettext_lazy("key of a system", "issued"), default=clock.now)
    expires_on = models.DateField(pgettext_lazy("key of a system", "last day"))
    last_used_at = models.DateTimeField(pgettext_lazy("key of a system", "last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(pgettext_lazy("key of a system", "revoked"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["prefix"], name="api_key_prefix")]

    def __str__(self) -> str:
        return f"odk_{self.prefix}_…"

    @property
    def problem(self) -> str:
        """Why it opens nothing now: ``revoked``, ``expired``, ``closed``; empty when it does."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_on < clock.today():
            return "expired"
        return "closed" if self.system.state == AgencySystem.State.CLOSED else ""

    @property
    def scope_labels(self) -> list[str | Promise]:
        """What it may, in words."""
        return [Scope(scope).label for scope in self.scopes if scope in Scope.values]


class PortalKey(UUIDModel):
    """A key pair of the portal (Ed25519). The newest that is not retired signs; retired ones stay published, so that
    what was signed before can still be checked."""

    key_id = models.CharField(max_length=20)
    private = EncryptedTextField()
    public = models.CharField(max_length=64, help_text="32 bytes as base64url without padding.")
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["key_id"], name="api_portal_key_id")]

    def __str__(self) -> str:
        return self.key_id


class Delivery(UUIDModel):
    """One piece of news for one system; its key is the event's id in every attempt, so that repeats can be dropped.

    ``sequence`` is the claim's version at that moment: it only grows, so what is late can be told from what is new.
    """

    class Event(models.TextChoices):
        VERIFIED = "claim.verified", _("Verified: yours to work on")
        REASSESSED = "claim.reassessed", pgettext_lazy("delivery", "Assessed again")
        INFORMATION = "claim.information_received", _("What was missing has arrived")
        INQUIRY_OVER = "claim.inquiry_over", _("The objections have been looked into")
        NOTICE_OVER = "claim.notice_over", _("The public notice is over")
        WITHDRAWN = "claim.withdrawn", _("Withdrawn")
        TAKEN_OVER = "claim.taken_over", _("Taken over by an officer")
        DECIDED = "claim.decided", _("Decided by an officer")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("delivery", "On its way")
        DELIVERED = "delivered", pgettext_lazy("delivery", "Delivered")
        FAILED = "failed", pgettext_lazy("delivery", "Failed, tried again")
        UNKNOWN = "unknown", pgettext_lazy("delivery", "No answer, tried again")
        GIVEN_UP = "given_up", pgettext_lazy("delivery", "Given up")

    system = models.ForeignKey(AgencySystem, models.PROTECT, related_name="deliveries")
    claim = models.ForeignKey("onedoor_cases.Claim", models.PROTECT, related_name="deliveries")
    event = models.CharField(pgettext_lazy("delivery", "news"), max_length=40, choices=Event.choices)
    sequence = models.PositiveIntegerField()
    state = models.CharField(
        pgettext_lazy("delivery", "state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveIntegerField(pgettext_lazy("delivery", "attempts"), default=0)
    response_code = models.PositiveSmallIntegerField(pgettext_lazy("delivery", "answer"), null=True, blank=True)
    # Our own words about what went wrong; never the other side's text.
    problem = models.CharField(pgettext_lazy("delivery", "problem"), max_length=60, blank=True)
    created_at = models.DateTimeField(pgettext_lazy("delivery", "since"), default=clock.now)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["system", "claim", "event", "sequence"], name="api_one_news_once")
        ]
        indexes = [models.Index(fields=["system", "state"], name="api_delivery_by_state")]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"

    @property
    def problem_label(self) -> str:
        """What went wrong, in the language of the page."""
        return gettext(self.problem) if self.problem else ""


class IdempotencyRecord(UUIDModel):
    """What a system said under an Idempotency-Key, and what it was answered (fault 4).

    ``lease_until`` and ``holder`` protect the work while it runs; when its process dies, the lease ends and the next
    request with the key does the work.
    """

    system = models.ForeignKey(AgencySystem, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    response = EncryptedJSONField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "key"], name="api_idempotency_key")]
        indexes = [models.Index(fields=["created_at"], name="api_idempotency_age")]


class UsedNonce(models.Model):
    """A nonce that a signed request has used: a second request with it is a replay (fault 16)."""

    system = models.ForeignKey(AgencySystem, models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "nonce"], name="api_nonce_once")]
        indexes = [models.Index(fields=["used_at"], name="api_nonce_age")]

    def __str__(self) -> str:
        return f"{self.nonce} {self.used_at:%H:%M}"
