"""Names of the kinds of documents, for people. The keys are agreed with whoever registers a source."""

from django.utils.translation import pgettext_lazy

KINDS = {
    "policy": pgettext_lazy("kind of document", "Policy"),
    "notice": pgettext_lazy("kind of document", "Notice"),
    "disclosure": pgettext_lazy("kind of document", "Disclosure"),
    "guide": pgettext_lazy("kind of document", "Guide to applying"),
    "agency": pgettext_lazy("kind of document", "Agency"),
    "window": pgettext_lazy("kind of document", "Service window"),
    "faq": pgettext_lazy("kind of document", "Question and answer"),
    "page": pgettext_lazy("kind of document", "Page"),
}


def kind_label(kind: str) -> str:
    """What people read for a kind; an unknown kind shows its key."""
    return str(KINDS.get(kind, kind))
