"""portal rebuild_pages: make the public catalogue anew from the published pages."""

from django.core.management.base import BaseCommand

from portal.content import catalogue


class Command(BaseCommand):
    help = "Make the public catalogue anew from the published pages: after an upgrade, or when it is in doubt."

    def handle(self, *args, **options):
        self.stdout.write(f"{catalogue.rebuild()} pages in the catalogue")
