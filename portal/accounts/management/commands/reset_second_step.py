"""portal reset_second_step USERNAME: for somebody who lost the telephone and the recovery codes."""

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.actions import reset_second_factor
from portal.accounts.actors import Actor
from portal.accounts.models import User


class Command(BaseCommand):
    help = "Remove the second step of a user, who sets up a new one at the next sign-in. Make sure who is asking."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, **options):
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"no user {options['username']!r}")
        removed = reset_second_factor(actor=Actor.system("reset_second_step"), user=user)
        self.stdout.write(f"{user.username}: {removed} removed")
