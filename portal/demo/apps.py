from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Made-up county content and households for trying the portal out; writes only through the verbs."""

    name = "portal.demo"
    label = "onedoor_demo"
    verbose_name = "Demo"
