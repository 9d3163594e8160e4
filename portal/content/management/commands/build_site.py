"""portal build_site: make the home page and the index pages in both languages."""

from django.core.management.base import BaseCommand

from portal.accounts.actors import Actor
from portal.content.actions import build_site


class Command(BaseCommand):
    help = "Make the home page and the index pages in both languages. Can be repeated; existing pages stay as they are."

    def handle(self, *args, **options):
        home = build_site(actor=Actor.system("build_site"))
        self.stdout.write(f"The site begins at page {home.pk}: {home.title}")
