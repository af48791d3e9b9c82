import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("handler", models.CharField(max_length=100)),
                ("payload", models.JSONField(default=dict)),
                ("dedupe_key", models.CharField(max_length=200, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("lease_token", models.UUIDField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("gave_up_at", models.DateTimeField(blank=True, null=True)),
                (
                    "last_error",
                    models.CharField(
                        blank=True,
                        help_text="The exception's class name, never its message",
                        max_length=100,
                    ),
                ),
                ("message_id", models.CharField(blank=True, max_length=255)),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "indexes": [
                    models.Index(
                        models.F("due_at"),
                        models.F("created_at"),
                        condition=models.Q(("done_at__isnull", True), ("gave_up_at__isnull", True)),
                        name="outbox_delivery_waiting",
                    ),
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        condition=models.Q(
                            ("done_at__isnull", True), models.Q(("last_error", ""), _negated=True)
                        ),
                        name="outbox_delivery_failing",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handler", ""), _negated=True),
                            models.Q(("dedupe_key", ""), _negated=True),
                        ),
                        name="outbox_delivery_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True), ("gave_up_at__isnull", True), _connector="OR"
                        ),
                        name="outbox_delivery_done_or_given_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lease_token__isnull", True), ("leased_until__isnull", True)),
                            models.Q(
                                ("lease_token__isnull", False), ("leased_until__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="outbox_delivery_whole_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("gave_up_at__isnull", True)),
                            ("leased_until__isnull", True),
                            _connector="OR",
                        ),
                        name="outbox_delivery_settled_without_lease",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("message_id", ""), _negated=True),
                        fields=("message_id",),
                        name="outbox_delivery_message_id",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodicJob",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("every", models.DurationField()),
                ("next_due_at", models.DateTimeField()),
                ("last_ran_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0, help_text="In a row")),
                ("last_error", models.CharField(blank=True, max_length=100)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="outbox_periodicjob_named",
                    )
                ],
            },
        ),
    ]
