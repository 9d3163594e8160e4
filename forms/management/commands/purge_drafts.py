"""``portal purge_drafts``: delete drafts nobody came back for; run it daily."""

from typing import Any

from django.core.management.base import BaseCommand

from forms.actions import purge_drafts
from portal.accounts.actors import Actor


class Command(BaseCommand):
    help = "Delete expired drafts with their uploads, and old counters."

    def handle(self, *args: Any, **options: Any) -> None:
        count = purge_drafts(actor=Actor.system("purge_drafts"))
        self.stdout.write(f"{count} drafts deleted")
