from django.apps import AppConfig


class StockConfig(AppConfig):
    """Installed by the benchmark's own settings only."""

    name = "tests.benchmarks.stock"
    label = "stock"
    default_auto_field = "django.db.models.BigAutoField"
