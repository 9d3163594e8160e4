"""Names of the kinds of documents, for people. The keys are agreed with whoever registers a source."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "policy": _("Policy"),
    "notice": _("Notice"),
    "disclosure": _("Disclosure"),
    "guide": _("Guide to applying"),
    "agency": _("Agency"),
    "window": _("Service window"),
    "faq": _("Question and answer"),
    "page": _("Page"),
}


def kind_label(kind: str) -> str:
    """What people read for a kind; an unknown kind shows its key."""
    return str(KINDS.get(kind, kind))
