"""The `portal` command: Django's management commands under the project's own name."""

import os
import sys


def main() -> None:
    """Run a management command; settings default to the demo so that a first try needs no configuration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
