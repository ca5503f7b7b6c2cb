"""Names without accents or capitals, for sorting and finding alike on every database."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from campus5g.portal.directory.models import fold


def fold_names(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for organisation in apps.get_model("directory", "Organisation").objects.all():
        organisation.folded = fold(f"{organisation.name} {organisation.city}")
        organisation.save(update_fields=["folded"])


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_alter_organisation_nature"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="membership",
            options={"ordering": ["organisation__folded", "user__full_name", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="organisation",
            options={"ordering": ["folded", "pk"]},
        ),
        migrations.AddField(
            model_name="organisation",
            name="folded",
            field=models.CharField(blank=True, default="", editable=False, max_length=270),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
