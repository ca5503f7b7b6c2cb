from decimal import Decimal

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_fold_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="a_area",
            field=models.BooleanField(blank=True, null=True, verbose_name="in an outermost region (« a » area)"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="rating",
            field=models.CharField(
                blank=True,
                choices=[
                    ("strong", "Strong (AAA to A)"),
                    ("good", "Good (BBB)"),
                    ("satisfactory", "Satisfactory (BB)"),
                    ("weak", "Weak (B)"),
                    ("bad", "Bad (CCC or below)"),
                ],
                default="",
                max_length=12,
                verbose_name="credit rating",
            ),
        ),
        migrations.CreateModel(
            name="Affiliate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("country", models.CharField(default="FR", max_length=2, verbose_name="country")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="affiliates", to="directory.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ClosedAccounts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("staff_awu", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="staff, in annual work units")),
                ("turnover_cents", models.BigIntegerField(verbose_name="turnover")),
                ("balance_cents", models.BigIntegerField(verbose_name="balance sheet total")),
                (
                    "affiliate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_accounts",
                        to="directory.affiliate",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_accounts",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["year"],
            },
        ),
        migrations.CreateModel(
            name="Stake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("capital", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="part of the capital, in %")),
                (
                    "votes",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=5, verbose_name="part of the votes, in %"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("company", "an enterprise, or a person through one"),
                            ("public_body", "a public body"),
                            ("university", "a university or research centre, not for profit"),
                            ("venture_capital", "a venture capital company"),
                            ("business_angel", "a business angel, within the limit of the law"),
                            ("institutional_investor", "an institutional investor or a regional fund"),
                            ("small_local_authority", "a small local authority"),
                        ],
                        default="company",
                        max_length=24,
                        verbose_name="the holder is",
                    ),
                ),
                ("control", models.BooleanField(default=False, verbose_name="control by other means")),
                ("declared_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "declared_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.organisation"),
                ),
                (
                    "held",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stakes_in_it",
                        to="directory.organisation",
                    ),
                ),
                (
                    "held_affiliate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stakes_in_it",
                        to="directory.affiliate",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stakes_held",
                        to="directory.organisation",
                    ),
                ),
                (
                    "holder_affiliate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stakes_held",
                        to="directory.affiliate",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="affiliate",
            constraint=models.UniqueConstraint(fields=("organisation", "name"), name="an_affiliate_once"),
        ),
        migrations.AddConstraint(
            model_name="closedaccounts",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation", None), ("affiliate", None), _connector="XOR"),
                name="accounts_of_one_enterprise",
            ),
        ),
        migrations.AddConstraint(
            model_name="closedaccounts",
            constraint=models.UniqueConstraint(fields=("organisation", "year"), name="one_year_an_organisation"),
        ),
        migrations.AddConstraint(
            model_name="closedaccounts",
            constraint=models.UniqueConstraint(fields=("affiliate", "year"), name="one_year_an_affiliate"),
        ),
        migrations.AddConstraint(
            model_name="stake",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("holder", None), ("holder_affiliate", None), _connector="XOR"),
                    models.Q(("held", None), ("held_affiliate", None), _connector="XOR"),
                ),
                name="a_stake_has_two_ends",
            ),
        ),
    ]
