"""portal verify_audit: walk the hash chain and name the first break."""

import re

from django.core.management.base import BaseCommand, CommandError

from portal.audit import chain


class Command(BaseCommand):
    help = "Check that no audit row was changed or removed. Keep the printed head elsewhere; give it back with --head."

    def add_arguments(self, parser):
        parser.add_argument("--head", metavar="NUMBER:DIGEST", help="a head printed by an earlier run")

    def handle(self, *args, **options):
        head = None
        if options["head"]:
            match = re.fullmatch(r"(\d+):([0-9a-f]{64})", options["head"])
            if match is None:
                raise CommandError("--head is NUMBER:DIGEST as an earlier run printed it")
            head = int(match[1]), match[2]
        result = chain.verify(head=head)
        if result.broken:
            raise CommandError(
                f"broken at row {result.broken.sequence}: {result.broken.reason} ({result.rows} rows before it hold)"
            )
        self.stdout.write(f"{result.rows} rows hold; head {result.rows}:{result.head}")
