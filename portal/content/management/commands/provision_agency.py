"""portal provision_agency KEY: give an agency its section of the site."""

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.actors import Actor
from portal.content.actions import provision_agency
from portal.content.schemes import UnknownAgency


class Command(BaseCommand):
    help = (
        "Give an installed plugin's agency its section page, groups, collection and review workflow. Can be repeated."
    )

    def add_arguments(self, parser):
        parser.add_argument("key", help="the agency's key, for example civil-affairs")

    def handle(self, *args, **options):
        try:
            section = provision_agency(actor=Actor.system("provision_agency"), key=options["key"])
        except UnknownAgency as error:
            raise CommandError(str(error)) from None
        made = [section.editors, section.publishers, section.collection, section.workflow, section.office or "—"]
        self.stdout.write("\n  ".join([f"{section.key}:", *map(str, made)]))
