"""An organisation may leave its nature unsaid."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="nature",
            field=models.CharField(
                blank=True,
                choices=[
                    ("company", "Business"),
                    ("public_body", "Public body"),
                    ("research", "Research body"),
                    ("association", "Association"),
                ],
                default="",
                max_length=12,
                verbose_name="nature",
            ),
        ),
    ]
