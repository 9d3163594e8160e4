"""Tags for the public templates: surroundings, addresses that may not exist yet, money."""

from decimal import Decimal, InvalidOperation

from django import template
from django.utils.translation import get_language

from portal.common.locality import get_locality
from portal.content.chrome import Chrome, address, chrome

register = template.Library()


@register.simple_tag(takes_context=True)
def site_chrome(context: template.Context) -> Chrome:
    """Menu, footer and head links of this page; a page that knows its translation sets `language_url`."""
    return chrome(context.get("request"), context.get("language_url"))


@register.simple_tag
def site_brand() -> str:
    """The portal's name in the current language."""
    return get_locality().text("portal_name")


@register.simple_tag
def url_or(name: str, fallback: str) -> str:
    """The address of a named view, or `fallback` (below the language prefix) where no app has that name."""
    return address(name, fallback)


@register.simple_tag(takes_context=True)
def with_page(context: template.Context, number: int) -> str:
    """The address of another page of the same list, filters kept."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def yuan(value: object) -> str:
    """An amount in 元 as people write it: 1,250 or 1,250.50. Anything that is no number is shown as it is."""
    from portal.common import money

    try:
        amount = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return money.format_yuan(amount, get_language() or "zh-hans")
