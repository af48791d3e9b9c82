import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="EpisodeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reference", models.CharField(max_length=11)),
                ("family_name", models.CharField(max_length=200)),
                ("received_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "eligibility",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("eligibility_words", models.TextField(blank=True)),
                ("help_asked", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="KeyworkerProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("room", models.PositiveSmallIntegerField(default=12)),
                ("languages", models.CharField(blank=True, max_length=200)),
                ("area", models.CharField(blank=True, max_length=200)),
                ("away_until", models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Redirection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signposted", "Signpost"),
                            ("sent_back", "Send back to the MASH"),
                            ("social_care", "Redirect to social care now"),
                        ],
                        max_length=20,
                    ),
                ),
                ("why", models.TextField()),
                ("told_referrer", models.TextField(blank=True)),
                ("redirected_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["redirected_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Episode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=11, unique=True)),
                ("family_name", models.CharField(max_length=200)),
                ("received_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "eligibility",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("eligibility_words", models.TextField(blank=True)),
                ("help_asked", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["-accepted_at"],
            },
        ),
    ]
