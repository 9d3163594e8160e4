"""The one row that tells every process when figures were adopted."""

from django.db import migrations


def add_row(apps, schema_editor):
    apps.get_model("onedoor_policy", "Adoption").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("onedoor_policy", "0001_initial")]
    operations = [migrations.RunPython(add_row, migrations.RunPython.noop)]
