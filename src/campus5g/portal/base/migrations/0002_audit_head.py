"""The one row that every writer of the audit trail locks."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_head(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("base", "AuditHead").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [migrations.RunPython(make_head, migrations.RunPython.noop)]
