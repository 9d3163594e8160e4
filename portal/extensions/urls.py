"""Pages of plugins' own Django apps: /x/<plugin>/, from the module `urls` of the app where it has one."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path


def _module(plugin: str) -> str:
    """The dotted path of the app itself, which PLUGIN_APPS may name by its AppConfig."""
    wanted = settings.PLUGIN_APPS[plugin]
    for config in apps.get_app_configs():
        if wanted in (config.name, f"{type(config).__module__}.{type(config).__qualname__}"):
            return config.name
    return wanted


def plugin_pages() -> list[URLPattern | URLResolver]:
    """One include for each app that has pages, in a namespace of the plugin's name."""
    found: list[URLPattern | URLResolver] = []
    for plugin in settings.PLUGIN_APPS:
        module = f"{_module(plugin)}.urls"
        if find_spec(module) is not None:
            patterns = import_module(module).urlpatterns
            found.append(path(f"{plugin}/", include((patterns, plugin), namespace=plugin)))
    return found


urlpatterns = plugin_pages()
