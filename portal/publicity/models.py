"""Postings: what hangs out, and nothing else about the family."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from portal.common import clock
from portal.common.models import UUIDModel
from portal.registry.fields import MoneyField


class PostingQuerySet(models.QuerySet["Posting"]):
    def on_show(self) -> Self:
        """Postings whose days run today and that nobody took down: even if the job is late, none is shown too long.

        One under inquiry leaves the board after its printed last day like any other, and hangs again for the days that
        are left once the inquiry is over (docs/decisions/0016-objections.md).
        """
        today = clock.today()
        return self.filter(opens_on__lte=today, closes_on__gte=today, taken_down_at__isnull=True)


class Posting(UUIDModel):
    """A proposed approval on public notice (公示).

    Every column but the claim's key is public; boards, screens, website and API draw from these columns alone, so
    nothing else can leak (fault 33). ``people`` is the size of the household, ``amount`` 元 per ``per``. Both
    days count
    as shown.
    """

    claim = models.OneToOneField("onedoor_cases.Claim", models.PROTECT, related_name="posting")
    village = models.ForeignKey("onedoor_accounts.Office", models.PROTECT, related_name="postings")
    scheme_name = models.CharField(max_length=200)
    scheme_name_en = models.CharField(max_length=200, blank=True)
    masked_name = models.CharField(max_length=100)
    people = models.PositiveSmallIntegerField()
    amount = MoneyField(null=True, blank=True)
    per = models.CharField(max_length=20, blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField()
    taken_down_at = models.DateTimeField(null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["village__path", "closes_on", "pk"]
        indexes = [models.Index(fields=["closes_on", "taken_down_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="publicity_posting_days"),
        ]

    def __str__(self) -> str:
        return f"posting {self.pk}"

    @property
    def scheme(self) -> str:
        """The scheme's name in the language of the page."""
        english = (get_language() or "").startswith("en") and self.scheme_name_en
        return self.scheme_name_en if english else self.scheme_name

    @property
    def amount_words(self) -> str:
        """``870 yuan a month`` in the language of the page; empty where the aid is not money."""
        from portal.cases.events import amount_text

        return amount_text(self.amount, self.per, get_language() or "zh-hans")
