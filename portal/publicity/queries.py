"""What the public list shows."""

from dataclasses import dataclass

from portal.accounts.models import Office
from portal.publicity.models import Posting


@dataclass(frozen=True)
class VillageNotices:
    """The postings of one village; ``window`` is the township that takes objections."""

    village: Office
    window: Office | None
    postings: tuple[Posting, ...]


def on_show_by_village() -> list[VillageNotices]:
    """Every posting on show, grouped by village in the order of the office tree."""
    groups: dict[int, list[Posting]] = {}
    for posting in Posting.objects.on_show().select_related("village"):
        groups.setdefault(posting.village_id, []).append(posting)
    return [
        VillageNotices(postings[0].village, postings[0].village.township(), tuple(postings))
        for postings in groups.values()
    ]
