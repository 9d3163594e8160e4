"""portal load_locality: create or update the office tree of the configured locality."""

from django.core.management.base import BaseCommand

from portal.accounts.actions import load_locality
from portal.accounts.actors import Actor
from portal.common.locality import get_locality


class Command(BaseCommand):
    help = "Create or update the offices of the configured locality. Safe to repeat."

    def handle(self, *args, **options):
        changed = load_locality(actor=Actor.system("load_locality"))
        self.stdout.write(f"{get_locality().code}: {changed} offices created or updated")
