"""Is imported at once and never says which schemes it has."""

import time

from plugins.api import hookimpl


@hookimpl
def schemes():
    time.sleep(3600)
