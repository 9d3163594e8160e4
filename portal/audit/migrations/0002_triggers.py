"""Refuse UPDATE, DELETE and TRUNCATE of audit rows in the database itself."""

from django.db import migrations

from portal.audit import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("onedoor_audit", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
