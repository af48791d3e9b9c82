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
            name="ChildSeen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_at", models.DateTimeField()),
                ("seen_by", models.CharField(max_length=200)),
                ("service", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["recorded_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("claimed", "Claimed"),
                            ("taken_over", "Taken over"),
                            ("released", "Given back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ConsentAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("agreed", "They agreed"),
                            ("refused", "They said no"),
                            ("not_reached", "We could not reach them"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("tried_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["tried_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for a second decision maker"),
                            ("made", "Made"),
                            ("declined", "Not agreed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("level_differs_because", models.TextField(blank=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("advice", "advice"),
                            ("signposted", "signposted"),
                            ("accepted", "accepted"),
                            ("no_further_action", "no_further_action"),
                            ("open_case", "open_case"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "destination",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("service", "service"),
                            ("family_wellbeing", "family_wellbeing"),
                            ("consent_to_be_sought", "consent_to_be_sought"),
                            ("consultation", "consultation"),
                            ("lado", "lado"),
                            ("other_authority", "other_authority"),
                            ("referral_and_assessment", "referral_and_assessment"),
                            ("strategy_discussion", "strategy_discussion"),
                            ("disability_service", "disability_service"),
                            ("pre_birth", "pre_birth"),
                            ("private_fostering", "private_fostering"),
                            ("accommodation", "accommodation"),
                            ("relinquished", "relinquished"),
                        ],
                        max_length=30,
                    ),
                ),
                ("team", models.CharField(blank=True, max_length=200)),
                ("worker", models.CharField(blank=True, max_length=200)),
                (
                    "told_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "By phone"),
                            ("email", "By secure e-mail"),
                            ("their_form", "With their own referral form"),
                            ("letter", "By letter"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rationale", models.TextField()),
                ("earlier_contacts_weighed", models.TextField(blank=True)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("consent", "consent"),
                            ("unsafe_to_ask", "unsafe_to_ask"),
                            ("significant_harm", "significant_harm"),
                            ("could_not_ask", "could_not_ask"),
                            ("duty", "duty"),
                        ],
                        max_length=30,
                    ),
                ),
                ("ground_because", models.TextField(blank=True)),
                ("family_told", models.BooleanField()),
                ("family_not_told_because", models.TextField(blank=True)),
                ("reason_for_referrer", models.TextField(blank=True)),
                ("next_for_referrer", models.TextField(blank=True)),
                ("ask_of_referrer", models.TextField(blank=True)),
                ("feedback_text", models.TextField(blank=True)),
                ("feedback_not_possible_because", models.TextField(blank=True)),
                (
                    "second_needed_because",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("second_at", models.DateTimeField(blank=True, null=True)),
                ("second_because", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["decided_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DecisionDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("copied_from", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="DecisionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for a second decision maker"),
                            ("made", "Made"),
                            ("declined", "Not agreed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("level_differs_because", models.TextField(blank=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("advice", "advice"),
                            ("signposted", "signposted"),
                            ("accepted", "accepted"),
                            ("no_further_action", "no_further_action"),
                            ("open_case", "open_case"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "destination",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("service", "service"),
                            ("family_wellbeing", "family_wellbeing"),
                            ("consent_to_be_sought", "consent_to_be_sought"),
                            ("consultation", "consultation"),
                            ("lado", "lado"),
                            ("other_authority", "other_authority"),
                            ("referral_and_assessment", "referral_and_assessment"),
                            ("strategy_discussion", "strategy_discussion"),
                            ("disability_service", "disability_service"),
                            ("pre_birth", "pre_birth"),
                            ("private_fostering", "private_fostering"),
                            ("accommodation", "accommodation"),
                            ("relinquished", "relinquished"),
                        ],
                        max_length=30,
                    ),
                ),
                ("team", models.CharField(blank=True, max_length=200)),
                ("worker", models.CharField(blank=True, max_length=200)),
                (
                    "told_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "By phone"),
                            ("email", "By secure e-mail"),
                            ("their_form", "With their own referral form"),
                            ("letter", "By letter"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rationale", models.TextField()),
                ("earlier_contacts_weighed", models.TextField(blank=True)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("consent", "consent"),
                            ("unsafe_to_ask", "unsafe_to_ask"),
                            ("significant_harm", "significant_harm"),
                            ("could_not_ask", "could_not_ask"),
                            ("duty", "duty"),
                        ],
                        max_length=30,
                    ),
                ),
                ("ground_because", models.TextField(blank=True)),
                ("family_told", models.BooleanField()),
                ("family_not_told_because", models.TextField(blank=True)),
                ("reason_for_referrer", models.TextField(blank=True)),
                ("next_for_referrer", models.TextField(blank=True)),
                ("ask_of_referrer", models.TextField(blank=True)),
                ("feedback_text", models.TextField(blank=True)),
                ("feedback_not_possible_because", models.TextField(blank=True)),
                (
                    "second_needed_because",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("second_at", models.DateTimeField(blank=True, null=True)),
                ("second_because", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EnquiryAnswer",
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
                            ("information", "Gave information or advice"),
                            ("signposted", "Signposted to another service"),
                            ("consultation", "Passed to a social worker for a consultation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField()),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("waiting_for", models.TextField()),
                ("from_whom", models.CharField(max_length=200)),
                ("until", models.DateTimeField()),
                ("held_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PassedNow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("told", models.CharField(max_length=200)),
                ("told_at", models.DateTimeField()),
                ("passed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="RatingChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rating",
                    models.CharField(
                        choices=[
                            ("red", "red"),
                            ("amber", "amber"),
                            ("green", "green"),
                            ("blue", "blue"),
                        ],
                        max_length=10,
                    ),
                ),
                ("confirmed", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("rated_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["rated_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RestrictedMatchAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("same_child", "Same child"),
                            ("not_the_same", "Not the same child"),
                        ],
                        max_length=20,
                    ),
                ),
                ("manager", models.CharField(max_length=200)),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["answered_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StrategyDiscussion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_at", models.DateTimeField()),
                ("outcome", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["recorded_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TransferAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("confirmed", "They confirmed"),
                            ("refused", "They said no"),
                            ("no_answer", "They have not answered"),
                        ],
                        max_length=20,
                    ),
                ),
                ("who", models.CharField(blank=True, max_length=200)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("phone", "By phone"),
                            ("email", "By secure e-mail"),
                            ("their_form", "With their own referral form"),
                            ("letter", "By letter"),
                        ],
                        max_length=20,
                    ),
                ),
                ("happened_at", models.DateTimeField()),
                ("words", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["recorded_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseSystemCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("not_found", "Not found"),
                            ("closed", "Closed"),
                            ("open", "Open"),
                        ],
                        max_length=10,
                    ),
                ),
                ("system", models.CharField(max_length=100)),
                ("checked_at", models.DateTimeField()),
                ("worker", models.CharField(blank=True, max_length=200)),
                ("team", models.CharField(blank=True, max_length=200)),
                (
                    "plans",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "pk"],
            },
        ),
    ]
