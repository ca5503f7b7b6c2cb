from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_categories_of_all_articles"),
    ]

    operations = [
        migrations.AddField(
            model_name="costline",
            name="circumstances",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="costline",
            name="rate",
            field=models.DecimalField(
                decimal_places=2, max_digits=5, null=True, verbose_name="rate from the map or the programme, in %"
            ),
        ),
        migrations.AddField(
            model_name="costline",
            name="starts_on",
            field=models.DateField(null=True, verbose_name="first order or signature on"),
        ),
    ]
