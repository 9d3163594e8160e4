"""portal sync_roles: bring the groups of staff in line with the roles they hold today."""

from django.core.management.base import BaseCommand

from portal.accounts.actions import sync_roles
from portal.accounts.actors import Actor


class Command(BaseCommand):
    help = "Bring the groups of staff in line with the roles they hold today. Safe to repeat; run daily."

    def handle(self, *args, **options):
        changed = sync_roles(actor=Actor.system("sync_roles"))
        self.stdout.write(f"{changed} users changed")
