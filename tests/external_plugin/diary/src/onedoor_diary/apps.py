from django.apps import AppConfig


class DiaryConfig(AppConfig):
    """The label begins with the plugin's name: labels name tables."""

    name = "onedoor_diary"
    label = "diary"
    verbose_name = "Diary of visits"
    default_auto_field = "django.db.models.BigAutoField"
