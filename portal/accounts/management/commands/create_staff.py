"""portal create_staff: open an account with roles; the way to the first administrator."""

import getpass
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.accounts.actions import assign_role, create_user
from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.accounts.roles import Role


def _role_at(text: str) -> tuple[str, Office]:
    """`window_clerk@liuhe` → role and office. Raises CommandError naming what is known."""
    role, _at, code = text.partition("@")
    if role not in Role.values:
        raise CommandError(f"{role!r} is no role; known are {', '.join(Role.values)}")
    office = Office.objects.filter(code=code).first()
    if office is None:
        known = ", ".join(Office.objects.values_list("code", flat=True)) or "none yet: portal load_locality"
        raise CommandError(f"{code!r} is no office; known are {known}")
    return role, office


class Command(BaseCommand):
    help = "Open a staff account. The password is asked for, or read from standard input."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="as colleagues and trails show it")
        parser.add_argument("--email", default="")
        parser.add_argument("--role", action="append", default=[], metavar="ROLE@OFFICE", help="may be repeated")

    def handle(self, *args, **options):
        roles = [_role_at(text) for text in options["role"]]
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        actor = Actor.system("create_staff")
        try:
            with transaction.atomic():
                user = create_user(
                    actor=actor,
                    username=options["username"],
                    display_name=options["name"],
                    password=password,
                    email=options["email"],
                )
                for role, office in roles:
                    assign_role(actor=actor, user=user, role=role, office=office)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.username}: {', '.join(options['role']) or 'no role yet'}")
