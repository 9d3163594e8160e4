"""portal publish_scheduled: Wagtail's command, which our publishing guard must not be able to bring to a halt.

Wagtail publishes what is due one after the other; one refusal would keep everything after it from going live. Here a
page with unmasked personal numbers (R12.3) is taken off the schedule first, and says so in its history.
"""

from wagtail.log_actions import log
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand
from wagtail.models import Page, Revision

from portal.common import clock
from portal.content import guard


class Command(WagtailCommand):
    def handle(self, *args, **options):
        if not options["dryrun"]:
            for revision in Revision.objects.filter(approved_go_live_at__lt=clock.now()):
                self._check(revision)
        super().handle(*args, **options)

    def _check(self, revision: Revision) -> None:
        page = revision.as_object()
        if not isinstance(page, Page):
            return
        try:
            guard.check(page)
        except guard.PersonalDataFound as refusal:
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            reasons = " ".join(refusal.messages)
            log(instance=page, action="onedoor.publish_refused", revision=revision, data={"reasons": reasons})
            self.stderr.write(f"not published: page {page.pk}: {reasons}")
