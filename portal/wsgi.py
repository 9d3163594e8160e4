import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()

# Plugins are loaded before the first visitor comes: trying those of third parties takes a moment.
from plugins.manager import get_manager  # noqa: E402 - after the settings

get_manager()
