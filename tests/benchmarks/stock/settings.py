"""The test settings with the stock page types installed, for the page benchmark only."""

from portal.settings.test import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.benchmarks.stock"]  # noqa: F405
