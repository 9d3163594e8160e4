"""portal outbox: what waits, what failed, what nobody knows."""

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Min

from portal.messages import outbox
from portal.messages.models import OutboxItem


class Command(BaseCommand):
    help = "Show the outbox by kind and state, list what failed or is of unknown outcome, and put an item back in line."

    def add_arguments(self, parser):
        parser.add_argument("--retry", metavar="ID", help="try a failed or unknown item again")

    def handle(self, *args, **options):
        if options["retry"]:
            item = OutboxItem.objects.filter(pk=options["retry"]).first()
            if item is None or not outbox.retry(item):
                raise CommandError("no failed or unknown item with this id")
            self.stdout.write(f"{item.kind} {item.pk} is waiting again")
            return
        for row in (
            OutboxItem.objects.values("kind", "state")
            .annotate(count=Count("id"), oldest=Min("created_at"))
            .order_by("kind", "state")
        ):
            self.stdout.write(
                f"{row['kind']:24} {row['state']:8} {row['count']:6}  since {row['oldest']:%Y-%m-%d %H:%M}"
            )
        trouble = OutboxItem.objects.filter(state__in=[OutboxItem.State.FAILED, OutboxItem.State.UNKNOWN])
        for item in trouble.defer("payload").order_by("created_at")[:100]:
            self.stdout.write(f"{item.state:8} {item.pk} {item.kind} after {item.attempts} attempts: {item.last_error}")
