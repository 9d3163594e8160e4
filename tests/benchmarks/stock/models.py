"""Page types written as Wagtail's handbook shows it: fields, a stream field, an inline relation, a template."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from portal.content.blocks import BodyBlock


class StockIndexPage(Page):
    """A page with children."""


class StockPolicyPage(Page):
    """The same fields as our policy document."""

    index_number = models.CharField(max_length=60, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=160, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    validity = models.CharField(max_length=12, blank=True)
    body = StreamField(BodyBlock(), blank=True)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["trail"] = self.get_ancestors().live().filter(depth__gt=1)
        context["outgoing"] = self.relations.select_related("target")
        context["incoming"] = StockRelation.objects.filter(target=self).select_related("page")
        context["contents"] = [block.value for block in self.body if block.block_type == "heading"]
        return context


class StockRelation(Orderable):
    """What one document does to another."""

    page = ParentalKey(StockPolicyPage, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=12)
    target = models.ForeignKey(StockPolicyPage, on_delete=models.CASCADE, related_name="+")
