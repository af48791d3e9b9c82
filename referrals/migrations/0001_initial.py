import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import referrals.rules
import referrals.workflow
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("thresholds", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("young_person_role", models.CharField(max_length=20)),
                ("prompt_age", models.PositiveSmallIntegerField()),
                (
                    "signature_required_levels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "partnership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consent_policy",
                        to="accounts.partnership",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=11, unique=True)),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("portal", "portal"),
                            ("phone", "phone"),
                            ("letter", "letter"),
                            ("police", "police"),
                            ("transfer_panel", "transfer_panel"),
                        ],
                        default=referrals.rules.Channel["PORTAL"],
                        max_length=30,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        default=referrals.workflow.ReferralStatus["DRAFT"], max_length=30
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("unfinished", models.JSONField(blank=True, default=dict)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("not_needed_because", models.CharField(blank=True, max_length=200)),
                (
                    "referrer_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("professional_involved", "professional_involved"),
                            ("professional", "professional"),
                            ("family_or_public", "family_or_public"),
                            ("anonymous", "anonymous"),
                        ],
                        default=referrals.rules.ReferrerKind["PROFESSIONAL_INVOLVED"],
                        max_length=30,
                    ),
                ),
                ("referrer_name", models.CharField(blank=True, max_length=200)),
                ("referrer_role", models.CharField(blank=True, max_length=200)),
                ("referrer_agency", models.CharField(blank=True, max_length=200)),
                ("danger_now", models.BooleanField(default=False)),
                ("danger_asked", models.BooleanField(default=False)),
                ("danger_call", models.CharField(blank=True, max_length=500)),
                (
                    "works_with_children",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("about_worker", models.BooleanField(default=False)),
                (
                    "risk_at_home",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("worker_name", models.CharField(blank=True, max_length=200)),
                ("worker_role", models.CharField(blank=True, max_length=200)),
                (
                    "has_worker",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("told_worker", models.BooleanField(default=False)),
                (
                    "agreement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "yes"),
                            ("unsafe", "unsafe"),
                            ("harm", "harm"),
                            ("could_not_ask", "could_not_ask"),
                            ("refused", "refused"),
                            ("not_yet", "not_yet"),
                            ("duty", "duty"),
                        ],
                        max_length=30,
                    ),
                ),
                ("not_asked_because", models.TextField(blank=True)),
                ("refusal_words", models.TextField(blank=True)),
                (
                    "ground",
                    models.CharField(
                        blank=True,
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
                ("urgent", models.BooleanField(default=False)),
                ("callback_number", models.CharField(blank=True, max_length=30)),
                ("callback_times", models.CharField(blank=True, max_length=200)),
                ("relationship_to_child", models.TextField(blank=True)),
                ("staying_involved", models.CharField(blank=True, max_length=30)),
                ("not_involved_because", models.TextField(blank=True)),
                (
                    "someone_must_not_know",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("must_not_know", models.TextField(blank=True)),
                ("worry", models.TextField(blank=True)),
                ("if_nothing_changes", models.TextField(blank=True)),
                (
                    "complicating",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("complicating_words", models.TextField(blank=True)),
                ("development", models.TextField(blank=True)),
                ("parenting", models.TextField(blank=True)),
                ("environment", models.TextField(blank=True)),
                ("strengths", models.TextField(blank=True)),
                ("existing_safety", models.TextField(blank=True)),
                ("needed_now", models.TextField(blank=True)),
                ("family_wants", models.TextField(blank=True)),
                (
                    "how_known",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("how_known_who", models.TextField(blank=True)),
                ("last_seen_on", models.DateField(blank=True, null=True)),
                ("last_seen_time", models.TimeField(blank=True, null=True)),
                ("not_seen", models.BooleanField(default=False)),
                ("before", models.TextField(blank=True)),
                ("risk_person", models.TextField(blank=True)),
                ("harm_said", models.TextField(blank=True)),
                ("harm_parents_say", models.TextField(blank=True)),
                ("harm_condition", models.TextField(blank=True)),
                ("harm_deadline", models.TextField(blank=True)),
                ("harm_parents_where", models.TextField(blank=True)),
                ("harm_contexts", models.TextField(blank=True)),
                (
                    "household_known",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "nobody_helping",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("circumstances_asked", models.BooleanField(default=False)),
                ("no_indicator_because", models.TextField(blank=True)),
                ("parents_know", models.CharField(blank=True, max_length=10)),
                ("parents_know_who", models.TextField(blank=True)),
                ("lead_consulted", models.CharField(blank=True, max_length=20)),
                ("lead_consulted_name", models.CharField(blank=True, max_length=200)),
                (
                    "objection",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("objection_words", models.TextField(blank=True)),
                ("tried", models.TextField(blank=True)),
                ("nothing_tried_because", models.TextField(blank=True)),
                ("why_now", models.TextField(blank=True)),
                ("what_next", models.TextField(blank=True)),
                (
                    "sections_done",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "reminders",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("is_open", models.BooleanField(default=False)),
                ("restricted", models.BooleanField(default=False)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("red", "red"),
                            ("amber", "amber"),
                            ("green", "green"),
                            ("blue", "blue"),
                        ],
                        max_length=30,
                    ),
                ),
                ("rating_order", models.PositiveSmallIntegerField(default=5)),
                ("rating_reason", models.TextField(blank=True)),
                ("next_due_at", models.DateTimeField(blank=True, null=True)),
                ("next_due_key", models.CharField(blank=True, max_length=50)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="accounts.membership",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="thresholds.edition",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_referrals",
                        to="accounts.membership",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="accounts.partnership",
                    ),
                ),
                (
                    "rated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "rating_confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="accounts.site",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Professional",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("job", models.CharField(blank=True, max_length=200)),
                ("agency", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=30)),
                (
                    "working_now",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="professionals",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="NamedColleague",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="named",
                        to="referrals.referral",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_hub", models.BooleanField()),
                ("kind", models.CharField(default="message", max_length=20)),
                ("text", models.TextField()),
                ("needs_answer_by", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["sent_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FamilyMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "may_know",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("may_not_know_because", models.TextField(blank=True)),
                ("safe_phone", models.CharField(blank=True, max_length=30)),
                ("safe_email", models.EmailField(blank=True, max_length=254)),
                ("safe_times", models.CharField(blank=True, max_length=200)),
                (
                    "voicemail_safe",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "may_write",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("address_confidential", models.BooleanField(default=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("name", models.CharField(max_length=200)),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("about_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("under_18", models.BooleanField(default=False)),
                (
                    "lives_with",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("address", models.TextField(blank=True)),
                ("ethnicity", models.CharField(blank=True, max_length=10)),
                ("religion", models.CharField(blank=True, max_length=60)),
                ("first_language", models.CharField(blank=True, max_length=60)),
                (
                    "needs_interpreter",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "worried_too",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("not_referred_because", models.TextField(blank=True)),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="family_members",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField()),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="emergency_accesses",
                        to="referrals.referral",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeclaredInterest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("declared_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to="referrals.referral",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Addition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                ("is_withdrawal_request", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="additions",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["added_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReferralEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reference", models.CharField(max_length=11)),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("portal", "portal"),
                            ("phone", "phone"),
                            ("letter", "letter"),
                            ("police", "police"),
                            ("transfer_panel", "transfer_panel"),
                        ],
                        default=referrals.rules.Channel["PORTAL"],
                        max_length=30,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        default=referrals.workflow.ReferralStatus["DRAFT"], max_length=30
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("unfinished", models.JSONField(blank=True, default=dict)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("not_needed_because", models.CharField(blank=True, max_length=200)),
                (
                    "referrer_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("professional_involved", "professional_involved"),
                            ("professional", "professional"),
                            ("family_or_public", "family_or_public"),
                            ("anonymous", "anonymous"),
                        ],
                        default=referrals.rules.ReferrerKind["PROFESSIONAL_INVOLVED"],
                        max_length=30,
                    ),
                ),
                ("referrer_name", models.CharField(blank=True, max_length=200)),
                ("referrer_role", models.CharField(blank=True, max_length=200)),
                ("referrer_agency", models.CharField(blank=True, max_length=200)),
                ("danger_now", models.BooleanField(default=False)),
                ("danger_asked", models.BooleanField(default=False)),
                ("danger_call", models.CharField(blank=True, max_length=500)),
                (
                    "works_with_children",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("about_worker", models.BooleanField(default=False)),
                (
                    "risk_at_home",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("worker_name", models.CharField(blank=True, max_length=200)),
                ("worker_role", models.CharField(blank=True, max_length=200)),
                (
                    "has_worker",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("told_worker", models.BooleanField(default=False)),
                (
                    "agreement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "yes"),
                            ("unsafe", "unsafe"),
                            ("harm", "harm"),
                            ("could_not_ask", "could_not_ask"),
                            ("refused", "refused"),
                            ("not_yet", "not_yet"),
                            ("duty", "duty"),
                        ],
                        max_length=30,
                    ),
                ),
                ("not_asked_because", models.TextField(blank=True)),
                ("refusal_words", models.TextField(blank=True)),
                (
                    "ground",
                    models.CharField(
                        blank=True,
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
                ("urgent", models.BooleanField(default=False)),
                ("callback_number", models.CharField(blank=True, max_length=30)),
                ("callback_times", models.CharField(blank=True, max_length=200)),
                ("relationship_to_child", models.TextField(blank=True)),
                ("staying_involved", models.CharField(blank=True, max_length=30)),
                ("not_involved_because", models.TextField(blank=True)),
                (
                    "someone_must_not_know",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("must_not_know", models.TextField(blank=True)),
                ("worry", models.TextField(blank=True)),
                ("if_nothing_changes", models.TextField(blank=True)),
                (
                    "complicating",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("complicating_words", models.TextField(blank=True)),
                ("development", models.TextField(blank=True)),
                ("parenting", models.TextField(blank=True)),
                ("environment", models.TextField(blank=True)),
                ("strengths", models.TextField(blank=True)),
                ("existing_safety", models.TextField(blank=True)),
                ("needed_now", models.TextField(blank=True)),
                ("family_wants", models.TextField(blank=True)),
                (
                    "how_known",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("how_known_who", models.TextField(blank=True)),
                ("last_seen_on", models.DateField(blank=True, null=True)),
                ("last_seen_time", models.TimeField(blank=True, null=True)),
                ("not_seen", models.BooleanField(default=False)),
                ("before", models.TextField(blank=True)),
                ("risk_person", models.TextField(blank=True)),
                ("harm_said", models.TextField(blank=True)),
                ("harm_parents_say", models.TextField(blank=True)),
                ("harm_condition", models.TextField(blank=True)),
                ("harm_deadline", models.TextField(blank=True)),
                ("harm_parents_where", models.TextField(blank=True)),
                ("harm_contexts", models.TextField(blank=True)),
                (
                    "household_known",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "nobody_helping",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("circumstances_asked", models.BooleanField(default=False)),
                ("no_indicator_because", models.TextField(blank=True)),
                ("parents_know", models.CharField(blank=True, max_length=10)),
                ("parents_know_who", models.TextField(blank=True)),
                ("lead_consulted", models.CharField(blank=True, max_length=20)),
                ("lead_consulted_name", models.CharField(blank=True, max_length=200)),
                (
                    "objection",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("objection_words", models.TextField(blank=True)),
                ("tried", models.TextField(blank=True)),
                ("nothing_tried_because", models.TextField(blank=True)),
                ("why_now", models.TextField(blank=True)),
                ("what_next", models.TextField(blank=True)),
                (
                    "sections_done",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "reminders",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("is_open", models.BooleanField(default=False)),
                ("restricted", models.BooleanField(default=False)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("red", "red"),
                            ("amber", "amber"),
                            ("green", "green"),
                            ("blue", "blue"),
                        ],
                        max_length=30,
                    ),
                ),
                ("rating_order", models.PositiveSmallIntegerField(default=5)),
                ("rating_reason", models.TextField(blank=True)),
                ("next_due_at", models.DateTimeField(blank=True, null=True)),
                ("next_due_key", models.CharField(blank=True, max_length=50)),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="thresholds.edition",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.partnership",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="referrals.referral",
                    ),
                ),
                (
                    "rated_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "rating_confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.site",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReferredChild",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "may_know",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("may_not_know_because", models.TextField(blank=True)),
                ("safe_phone", models.CharField(blank=True, max_length=30)),
                ("safe_email", models.EmailField(blank=True, max_length=254)),
                ("safe_times", models.CharField(blank=True, max_length=200)),
                (
                    "voicemail_safe",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "may_write",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("address_confidential", models.BooleanField(default=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        default=referrals.workflow.ChildStatus["WRITING"], max_length=30
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("child", "child"), ("unborn", "unborn"), ("unnamed", "unnamed")],
                        default=referrals.rules.ChildKind["CHILD"],
                        max_length=30,
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=100)),
                ("last_name", models.CharField(blank=True, max_length=100)),
                ("known_as", models.CharField(blank=True, max_length=200)),
                ("description", models.TextField(blank=True)),
                ("name_key", models.CharField(blank=True, max_length=220)),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("about_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_day_known", models.BooleanField(default=False)),
                ("age_unknown", models.BooleanField(default=False)),
                ("sex", models.CharField(blank=True, max_length=10)),
                ("gender", models.CharField(blank=True, max_length=100)),
                ("address", models.TextField(blank=True)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("address_unknown", models.CharField(blank=True, max_length=20)),
                ("where_now", models.TextField(blank=True)),
                ("previous_addresses", models.TextField(blank=True)),
                ("ethnicity", models.CharField(blank=True, max_length=10)),
                ("ethnicity_other", models.CharField(blank=True, max_length=100)),
                ("religion", models.CharField(blank=True, max_length=60)),
                ("first_language", models.CharField(blank=True, max_length=60)),
                (
                    "needs_interpreter",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("communication", models.CharField(blank=True, max_length=300)),
                (
                    "disabled",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "disabilities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("special_needs", models.CharField(blank=True, max_length=20)),
                (
                    "young_carer",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("young_carer_for", models.TextField(blank=True)),
                ("school", models.CharField(blank=True, max_length=200)),
                ("gp", models.CharField(blank=True, max_length=200)),
                ("health_visitor", models.CharField(blank=True, max_length=200)),
                ("nhs_number", models.CharField(blank=True, max_length=10)),
                ("pupil_number", models.CharField(blank=True, max_length=13)),
                ("said", models.TextField(blank=True)),
                ("not_asked_because", models.TextField(blank=True)),
                (
                    "already_knows",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("suggested_level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("suggestion", models.JSONField(blank=True, default=dict)),
                ("confirmed_level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("level_differs_because", models.TextField(blank=True)),
                ("mash_level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("passed_to_family_wellbeing_at", models.DateTimeField(blank=True, null=True)),
                (
                    "keyworker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keyed_children",
                        to="accounts.membership",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("professional_involved", "professional_involved"),
                            ("professional", "professional"),
                            ("family_or_public", "family_or_public"),
                            ("anonymous", "anonymous"),
                        ],
                        max_length=30,
                    ),
                ),
                ("outcome_words", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True)),
                ("not_possible_because", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "told_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("portal", "portal"),
                            ("phone", "phone"),
                            ("letter", "letter"),
                            ("in_person", "in_person"),
                        ],
                        max_length=30,
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="referrals.referredchild",
                    ),
                ),
            ],
            options={
                "ordering": ["decided_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FamilyMemberEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "may_know",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("may_not_know_because", models.TextField(blank=True)),
                ("safe_phone", models.CharField(blank=True, max_length=30)),
                ("safe_email", models.EmailField(blank=True, max_length=254)),
                ("safe_times", models.CharField(blank=True, max_length=200)),
                (
                    "voicemail_safe",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "may_write",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("address_confidential", models.BooleanField(default=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("name", models.CharField(max_length=200)),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("about_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("under_18", models.BooleanField(default=False)),
                (
                    "lives_with",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("address", models.TextField(blank=True)),
                ("ethnicity", models.CharField(blank=True, max_length=10)),
                ("religion", models.CharField(blank=True, max_length=60)),
                ("first_language", models.CharField(blank=True, max_length=60)),
                (
                    "needs_interpreter",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "worried_too",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("not_referred_because", models.TextField(blank=True)),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="referrals.familymember",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="referrals.referral",
                    ),
                ),
                (
                    "became",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="referrals.referredchild",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="familymember",
            name="became",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="was_member",
                to="referrals.referredchild",
            ),
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("giver", models.CharField(max_length=200)),
                ("by_young_person", models.BooleanField(default=False)),
                ("capacity", models.CharField(max_length=30)),
                ("capacity_words", models.TextField(blank=True)),
                ("answer", models.CharField(default="agreed", max_length=20)),
                (
                    "purposes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("how", models.CharField(blank=True, max_length=20)),
                ("witness", models.CharField(blank=True, max_length=200)),
                ("signature", models.CharField(blank=True, max_length=200)),
                ("given_on", models.DateField(blank=True, null=True)),
                ("language", models.CharField(blank=True, max_length=60)),
                ("interpreter", models.CharField(blank=True, max_length=200)),
                ("until", models.DateField(blank=True, null=True)),
                ("words", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "giver_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="referrals.familymember",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="referrals.referredchild",
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=50)),
                ("name", models.CharField(max_length=200)),
                ("started_at", models.DateTimeField()),
                ("runs_from", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("warn_at", models.DateTimeField()),
                ("why", models.TextField()),
                ("minimum", models.BooleanField(default=False)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("owed_by", models.CharField(max_length=60)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("met", "Met"),
                            ("met_late", "Met late"),
                            ("stopped", "Stopped"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_because", models.CharField(blank=True, max_length=200)),
                ("warned_at", models.DateTimeField(blank=True, null=True)),
                ("late_told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owed_by_membership",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="referrals.referral",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="referrals.referredchild",
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ChosenIndicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("level", models.PositiveSmallIntegerField()),
                ("domain", models.CharField(max_length=120)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="thresholds.indicator",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chosen_indicators",
                        to="referrals.referral",
                    ),
                ),
                (
                    "children",
                    models.ManyToManyField(
                        related_name="chosen_indicators", to="referrals.referredchild"
                    ),
                ),
            ],
            options={
                "ordering": ["indicator__order"],
            },
        ),
        migrations.CreateModel(
            name="ChosenCircumstance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "duty_done",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("duty_who", models.CharField(blank=True, max_length=200)),
                ("duty_when", models.CharField(blank=True, max_length=200)),
                (
                    "circumstance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="thresholds.circumstance",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chosen_circumstances",
                        to="referrals.referral",
                    ),
                ),
                (
                    "children",
                    models.ManyToManyField(
                        related_name="chosen_circumstances", to="referrals.referredchild"
                    ),
                ),
            ],
            options={
                "ordering": ["circumstance__order"],
            },
        ),
        migrations.CreateModel(
            name="ReferredChildEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "may_know",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("may_not_know_because", models.TextField(blank=True)),
                ("safe_phone", models.CharField(blank=True, max_length=30)),
                ("safe_email", models.EmailField(blank=True, max_length=254)),
                ("safe_times", models.CharField(blank=True, max_length=200)),
                (
                    "voicemail_safe",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "may_write",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("address_confidential", models.BooleanField(default=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        default=referrals.workflow.ChildStatus["WRITING"], max_length=30
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("child", "child"), ("unborn", "unborn"), ("unnamed", "unnamed")],
                        default=referrals.rules.ChildKind["CHILD"],
                        max_length=30,
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=100)),
                ("last_name", models.CharField(blank=True, max_length=100)),
                ("known_as", models.CharField(blank=True, max_length=200)),
                ("description", models.TextField(blank=True)),
                ("name_key", models.CharField(blank=True, max_length=220)),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("about_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_day_known", models.BooleanField(default=False)),
                ("age_unknown", models.BooleanField(default=False)),
                ("sex", models.CharField(blank=True, max_length=10)),
                ("gender", models.CharField(blank=True, max_length=100)),
                ("address", models.TextField(blank=True)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("address_unknown", models.CharField(blank=True, max_length=20)),
                ("where_now", models.TextField(blank=True)),
                ("previous_addresses", models.TextField(blank=True)),
                ("ethnicity", models.CharField(blank=True, max_length=10)),
                ("ethnicity_other", models.CharField(blank=True, max_length=100)),
                ("religion", models.CharField(blank=True, max_length=60)),
                ("first_language", models.CharField(blank=True, max_length=60)),
                (
                    "needs_interpreter",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("communication", models.CharField(blank=True, max_length=300)),
                (
                    "disabled",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "disabilities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("special_needs", models.CharField(blank=True, max_length=20)),
                (
                    "young_carer",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("young_carer_for", models.TextField(blank=True)),
                ("school", models.CharField(blank=True, max_length=200)),
                ("gp", models.CharField(blank=True, max_length=200)),
                ("health_visitor", models.CharField(blank=True, max_length=200)),
                ("nhs_number", models.CharField(blank=True, max_length=10)),
                ("pupil_number", models.CharField(blank=True, max_length=13)),
                ("said", models.TextField(blank=True)),
                ("not_asked_because", models.TextField(blank=True)),
                (
                    "already_knows",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                ("suggested_level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("suggestion", models.JSONField(blank=True, default=dict)),
                ("confirmed_level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("level_differs_because", models.TextField(blank=True)),
                ("mash_level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("passed_to_family_wellbeing_at", models.DateTimeField(blank=True, null=True)),
                (
                    "keyworker",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="referrals.referredchild",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Relationship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("relation", models.CharField(blank=True, max_length=100)),
                (
                    "parental_responsibility",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                        max_length=30,
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relationships",
                        to="referrals.referredchild",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relationships",
                        to="referrals.familymember",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.CharField(max_length=40)),
                ("from_status", models.CharField(max_length=30)),
                ("to_status", models.CharField(max_length=30)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_changes",
                        to="referrals.referredchild",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_changes",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Timescale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField()),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=200)),
                ("amount", models.PositiveIntegerField()),
                ("unit", models.CharField(max_length=40)),
                ("starts", models.CharField(max_length=40)),
                ("stops", models.CharField(max_length=60)),
                ("owed_by", models.CharField(max_length=60)),
                ("owed_by_when_closed", models.CharField(blank=True, max_length=60)),
                ("warn_before_minutes", models.PositiveIntegerField()),
                ("limit", models.JSONField(blank=True, null=True)),
                ("if_immediate", models.JSONField(blank=True, null=True)),
                ("minimum", models.BooleanField(default=False)),
                ("rule", models.CharField(blank=True, max_length=60)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("quote", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timescales",
                        to="accounts.partnership",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "key"],
            },
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                models.F("partnership"),
                models.F("is_open"),
                models.OrderBy(models.F("danger_now"), descending=True),
                models.F("rating_order"),
                models.F("next_due_at"),
                name="referral_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["partnership", "holder", "is_open", "next_due_at"], name="referral_holder"
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["author", "status"], name="referral_author"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["site", "status"], name="referral_site"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["site", "sent_at"], name="referral_site_sent"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["site", "sent_at"],
                name="referral_site_waits",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("status", "draft")),
                fields=["started_at"],
                name="referral_draft",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["partnership", "-closed_at"],
                name="referral_last_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "not_needed",
                            "consultation_advised",
                            "sent",
                            "being_looked_at",
                            "on_hold",
                            "decided",
                            "with_family_wellbeing",
                            "closed",
                        ],
                    )
                ),
                name="referral_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("read_at", None), ("read_by", None)),
                    models.Q(("read_at__isnull", False), ("read_by__isnull", False)),
                    _connector="OR",
                ),
                name="referral_read_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rated_by", None), ("rating", "")),
                    models.Q(models.Q(("rating", ""), _negated=True), ("rated_by__isnull", False)),
                    _connector="OR",
                ),
                name="referral_rated_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "not_needed", "consultation_advised"]),
                    ("received_at__isnull", False),
                    _connector="OR",
                ),
                name="sent_referral_has_receipt",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "referrals_referralevent" ("about_worker", "agreement", "author_id", "before", "callback_number", "callback_times", "channel", "circumstances_asked", "closed_at", "complicating", "complicating_words", "danger_asked", "danger_call", "danger_now", "development", "edition_id", "environment", "existing_safety", "family_wants", "ground", "ground_because", "harm_condition", "harm_contexts", "harm_deadline", "harm_parents_say", "harm_parents_where", "harm_said", "has_worker", "holder_id", "household_known", "how_known", "how_known_who", "id", "if_nothing_changes", "is_open", "last_seen_on", "last_seen_time", "lead_consulted", "lead_consulted_name", "must_not_know", "needed_now", "next_due_at", "next_due_key", "no_indicator_because", "nobody_helping", "not_asked_because", "not_involved_because", "not_needed_because", "not_seen", "nothing_tried_because", "objection", "objection_words", "parenting", "parents_know", "parents_know_who", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_by_id", "rating", "rating_confirmed_by_id", "rating_order", "rating_reason", "read_at", "read_by_id", "received_at", "reference", "referrer_agency", "referrer_kind", "referrer_name", "referrer_role", "refusal_words", "relationship_to_child", "reminders", "restricted", "risk_at_home", "risk_person", "saved_at", "saved_by_id", "sections_done", "sent_at", "site_id", "someone_must_not_know", "started_at", "status", "staying_involved", "strengths", "told_worker", "tried", "unfinished", "urgent", "version", "what_next", "why_now", "worker_name", "worker_role", "works_with_children", "worry") VALUES (NEW."about_worker", NEW."agreement", NEW."author_id", NEW."before", NEW."callback_number", NEW."callback_times", NEW."channel", NEW."circumstances_asked", NEW."closed_at", NEW."complicating", NEW."complicating_words", NEW."danger_asked", NEW."danger_call", NEW."danger_now", NEW."development", NEW."edition_id", NEW."environment", NEW."existing_safety", NEW."family_wants", NEW."ground", NEW."ground_because", NEW."harm_condition", NEW."harm_contexts", NEW."harm_deadline", NEW."harm_parents_say", NEW."harm_parents_where", NEW."harm_said", NEW."has_worker", NEW."holder_id", NEW."household_known", NEW."how_known", NEW."how_known_who", NEW."id", NEW."if_nothing_changes", NEW."is_open", NEW."last_seen_on", NEW."last_seen_time", NEW."lead_consulted", NEW."lead_consulted_name", NEW."must_not_know", NEW."needed_now", NEW."next_due_at", NEW."next_due_key", NEW."no_indicator_because", NEW."nobody_helping", NEW."not_asked_because", NEW."not_involved_because", NEW."not_needed_because", NEW."not_seen", NEW."nothing_tried_because", NEW."objection", NEW."objection_words", NEW."parenting", NEW."parents_know", NEW."parents_know_who", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rated_by_id", NEW."rating", NEW."rating_confirmed_by_id", NEW."rating_order", NEW."rating_reason", NEW."read_at", NEW."read_by_id", NEW."received_at", NEW."reference", NEW."referrer_agency", NEW."referrer_kind", NEW."referrer_name", NEW."referrer_role", NEW."refusal_words", NEW."relationship_to_child", NEW."reminders", NEW."restricted", NEW."risk_at_home", NEW."risk_person", NEW."saved_at", NEW."saved_by_id", NEW."sections_done", NEW."sent_at", NEW."site_id", NEW."someone_must_not_know", NEW."started_at", NEW."status", NEW."staying_involved", NEW."strengths", NEW."told_worker", NEW."tried", NEW."unfinished", NEW."urgent", NEW."version", NEW."what_next", NEW."why_now", NEW."worker_name", NEW."worker_role", NEW."works_with_children", NEW."worry"); RETURN NULL;',
                    hash="129f8370f3f275ff2160667c0c458da14507bcdd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a74c8",
                    table="referrals_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "referrals_referralevent" ("about_worker", "agreement", "author_id", "before", "callback_number", "callback_times", "channel", "circumstances_asked", "closed_at", "complicating", "complicating_words", "danger_asked", "danger_call", "danger_now", "development", "edition_id", "environment", "existing_safety", "family_wants", "ground", "ground_because", "harm_condition", "harm_contexts", "harm_deadline", "harm_parents_say", "harm_parents_where", "harm_said", "has_worker", "holder_id", "household_known", "how_known", "how_known_who", "id", "if_nothing_changes", "is_open", "last_seen_on", "last_seen_time", "lead_consulted", "lead_consulted_name", "must_not_know", "needed_now", "next_due_at", "next_due_key", "no_indicator_because", "nobody_helping", "not_asked_because", "not_involved_because", "not_needed_because", "not_seen", "nothing_tried_because", "objection", "objection_words", "parenting", "parents_know", "parents_know_who", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_by_id", "rating", "rating_confirmed_by_id", "rating_order", "rating_reason", "read_at", "read_by_id", "received_at", "reference", "referrer_agency", "referrer_kind", "referrer_name", "referrer_role", "refusal_words", "relationship_to_child", "reminders", "restricted", "risk_at_home", "risk_person", "saved_at", "saved_by_id", "sections_done", "sent_at", "site_id", "someone_must_not_know", "started_at", "status", "staying_involved", "strengths", "told_worker", "tried", "unfinished", "urgent", "version", "what_next", "why_now", "worker_name", "worker_role", "works_with_children", "worry") VALUES (NEW."about_worker", NEW."agreement", NEW."author_id", NEW."before", NEW."callback_number", NEW."callback_times", NEW."channel", NEW."circumstances_asked", NEW."closed_at", NEW."complicating", NEW."complicating_words", NEW."danger_asked", NEW."danger_call", NEW."danger_now", NEW."development", NEW."edition_id", NEW."environment", NEW."existing_safety", NEW."family_wants", NEW."ground", NEW."ground_because", NEW."harm_condition", NEW."harm_contexts", NEW."harm_deadline", NEW."harm_parents_say", NEW."harm_parents_where", NEW."harm_said", NEW."has_worker", NEW."holder_id", NEW."household_known", NEW."how_known", NEW."how_known_who", NEW."id", NEW."if_nothing_changes", NEW."is_open", NEW."last_seen_on", NEW."last_seen_time", NEW."lead_consulted", NEW."lead_consulted_name", NEW."must_not_know", NEW."needed_now", NEW."next_due_at", NEW."next_due_key", NEW."no_indicator_because", NEW."nobody_helping", NEW."not_asked_because", NEW."not_involved_because", NEW."not_needed_because", NEW."not_seen", NEW."nothing_tried_because", NEW."objection", NEW."objection_words", NEW."parenting", NEW."parents_know", NEW."parents_know_who", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rated_by_id", NEW."rating", NEW."rating_confirmed_by_id", NEW."rating_order", NEW."rating_reason", NEW."read_at", NEW."read_by_id", NEW."received_at", NEW."reference", NEW."referrer_agency", NEW."referrer_kind", NEW."referrer_name", NEW."referrer_role", NEW."refusal_words", NEW."relationship_to_child", NEW."reminders", NEW."restricted", NEW."risk_at_home", NEW."risk_person", NEW."saved_at", NEW."saved_by_id", NEW."sections_done", NEW."sent_at", NEW."site_id", NEW."someone_must_not_know", NEW."started_at", NEW."status", NEW."staying_involved", NEW."strengths", NEW."told_worker", NEW."tried", NEW."unfinished", NEW."urgent", NEW."version", NEW."what_next", NEW."why_now", NEW."worker_name", NEW."worker_role", NEW."works_with_children", NEW."worry"); RETURN NULL;',
                    hash="b6f357b783f4e2786d4e5885267ab319da7db8d6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_223e7",
                    table="referrals_referral",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="namedcolleague",
            constraint=models.UniqueConstraint(
                fields=("referral", "membership"), name="named_once"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["referral", "from_hub"], name="message_side"),
        ),
        migrations.AddConstraint(
            model_name="declaredinterest",
            constraint=models.UniqueConstraint(fields=("referral", "person"), name="interest_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="addition",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1773b6353c44ed5c0bba51174c515e909f592893",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_79f04",
                    table="referrals_addition",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="addition",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                    hash="6a630702b915cafa57a5e88db6fd8de490559969",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_c9c40",
                    table="referrals_addition",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="referredchild",
            index=models.Index(
                fields=["status", "passed_to_family_wellbeing_at"], name="child_status"
            ),
        ),
        migrations.AddIndex(
            model_name="referredchild",
            index=models.Index(fields=["name_key", "date_of_birth"], name="child_name_key"),
        ),
        migrations.AddIndex(
            model_name="referredchild",
            index=models.Index(
                condition=models.Q(("nhs_number", ""), _negated=True),
                fields=["nhs_number"],
                name="child_nhs_number",
            ),
        ),
        migrations.AddIndex(
            model_name="referredchild",
            index=models.Index(
                condition=models.Q(("postcode", ""), _negated=True),
                fields=["postcode"],
                name="child_postcode",
            ),
        ),
        migrations.AddIndex(
            model_name="referredchild",
            index=models.Index(fields=["keyworker", "status"], name="child_keyworker"),
        ),
        migrations.AddConstraint(
            model_name="referredchild",
            constraint=models.UniqueConstraint(
                fields=("referral", "number"), name="child_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="referredchild",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "writing",
                            "not_sent",
                            "with_mash",
                            "on_hold",
                            "second_decision",
                            "passed_now",
                            "advised",
                            "signposted",
                            "accepted",
                            "no_further_action",
                            "added_to_open_case",
                            "consent_to_be_sought",
                            "transfer_to_be_confirmed",
                            "passed_to_family_wellbeing",
                            "allocated",
                            "closed",
                        ],
                    )
                ),
                name="child_status_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referredchild",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "referrals_referredchildevent" ("about_age", "address", "address_confidential", "address_unknown", "age_unknown", "already_knows", "communication", "confirmed_level", "date_of_birth", "description", "disabilities", "disabled", "due_day_known", "due_on", "ethnicity", "ethnicity_other", "first_language", "first_name", "gender", "gp", "health_visitor", "id", "keyworker_id", "kind", "known_as", "last_name", "level_differs_because", "mash_level", "may_know", "may_not_know_because", "may_write", "name_key", "needs_interpreter", "nhs_number", "not_asked_because", "number", "passed_to_family_wellbeing_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "previous_addresses", "pupil_number", "referral_id", "religion", "safe_email", "safe_phone", "safe_times", "said", "school", "sex", "special_needs", "status", "suggested_level", "suggestion", "version", "voicemail_safe", "where_now", "young_carer", "young_carer_for") VALUES (NEW."about_age", NEW."address", NEW."address_confidential", NEW."address_unknown", NEW."age_unknown", NEW."already_knows", NEW."communication", NEW."confirmed_level", NEW."date_of_birth", NEW."description", NEW."disabilities", NEW."disabled", NEW."due_day_known", NEW."due_on", NEW."ethnicity", NEW."ethnicity_other", NEW."first_language", NEW."first_name", NEW."gender", NEW."gp", NEW."health_visitor", NEW."id", NEW."keyworker_id", NEW."kind", NEW."known_as", NEW."last_name", NEW."level_differs_because", NEW."mash_level", NEW."may_know", NEW."may_not_know_because", NEW."may_write", NEW."name_key", NEW."needs_interpreter", NEW."nhs_number", NEW."not_asked_because", NEW."number", NEW."passed_to_family_wellbeing_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postcode", NEW."previous_addresses", NEW."pupil_number", NEW."referral_id", NEW."religion", NEW."safe_email", NEW."safe_phone", NEW."safe_times", NEW."said", NEW."school", NEW."sex", NEW."special_needs", NEW."status", NEW."suggested_level", NEW."suggestion", NEW."version", NEW."voicemail_safe", NEW."where_now", NEW."young_carer", NEW."young_carer_for"); RETURN NULL;',
                    hash="6bb0755351c1184b770078e8fee5884d0e760baf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_72a6d",
                    table="referrals_referredchild",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referredchild",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "referrals_referredchildevent" ("about_age", "address", "address_confidential", "address_unknown", "age_unknown", "already_knows", "communication", "confirmed_level", "date_of_birth", "description", "disabilities", "disabled", "due_day_known", "due_on", "ethnicity", "ethnicity_other", "first_language", "first_name", "gender", "gp", "health_visitor", "id", "keyworker_id", "kind", "known_as", "last_name", "level_differs_because", "mash_level", "may_know", "may_not_know_because", "may_write", "name_key", "needs_interpreter", "nhs_number", "not_asked_because", "number", "passed_to_family_wellbeing_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "previous_addresses", "pupil_number", "referral_id", "religion", "safe_email", "safe_phone", "safe_times", "said", "school", "sex", "special_needs", "status", "suggested_level", "suggestion", "version", "voicemail_safe", "where_now", "young_carer", "young_carer_for") VALUES (NEW."about_age", NEW."address", NEW."address_confidential", NEW."address_unknown", NEW."age_unknown", NEW."already_knows", NEW."communication", NEW."confirmed_level", NEW."date_of_birth", NEW."description", NEW."disabilities", NEW."disabled", NEW."due_day_known", NEW."due_on", NEW."ethnicity", NEW."ethnicity_other", NEW."first_language", NEW."first_name", NEW."gender", NEW."gp", NEW."health_visitor", NEW."id", NEW."keyworker_id", NEW."kind", NEW."known_as", NEW."last_name", NEW."level_differs_because", NEW."mash_level", NEW."may_know", NEW."may_not_know_because", NEW."may_write", NEW."name_key", NEW."needs_interpreter", NEW."nhs_number", NEW."not_asked_because", NEW."number", NEW."passed_to_family_wellbeing_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postcode", NEW."previous_addresses", NEW."pupil_number", NEW."referral_id", NEW."religion", NEW."safe_email", NEW."safe_phone", NEW."safe_times", NEW."said", NEW."school", NEW."sex", NEW."special_needs", NEW."status", NEW."suggested_level", NEW."suggestion", NEW."version", NEW."voicemail_safe", NEW."where_now", NEW."young_carer", NEW."young_carer_for"); RETURN NULL;',
                    hash="6898a5871f13f106d76c02ff0f8088a662bf5669",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0c5db",
                    table="referrals_referredchild",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(
                condition=models.Q(("not_possible_because", ""), ("sent_at", None)),
                fields=["child"],
                name="outcome_owed",
            ),
        ),
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(
                condition=models.Q(("read_at", None), ("sent_at__isnull", False)),
                fields=["child"],
                name="outcome_unread",
            ),
        ),
        migrations.AddConstraint(
            model_name="familymember",
            constraint=models.UniqueConstraint(
                fields=("referral", "number"), name="member_number_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="familymember",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "referrals_familymemberevent" ("about_age", "address", "address_confidential", "became_id", "date_of_birth", "ethnicity", "first_language", "id", "lives_with", "may_know", "may_not_know_because", "may_write", "name", "needs_interpreter", "not_referred_because", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "religion", "safe_email", "safe_phone", "safe_times", "under_18", "version", "voicemail_safe", "worried_too") VALUES (NEW."about_age", NEW."address", NEW."address_confidential", NEW."became_id", NEW."date_of_birth", NEW."ethnicity", NEW."first_language", NEW."id", NEW."lives_with", NEW."may_know", NEW."may_not_know_because", NEW."may_write", NEW."name", NEW."needs_interpreter", NEW."not_referred_because", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."referral_id", NEW."religion", NEW."safe_email", NEW."safe_phone", NEW."safe_times", NEW."under_18", NEW."version", NEW."voicemail_safe", NEW."worried_too"); RETURN NULL;',
                    hash="eeb927a7bfe8e713782fd4a1b6c767327414cda1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cb890",
                    table="referrals_familymember",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="familymember",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "referrals_familymemberevent" ("about_age", "address", "address_confidential", "became_id", "date_of_birth", "ethnicity", "first_language", "id", "lives_with", "may_know", "may_not_know_because", "may_write", "name", "needs_interpreter", "not_referred_because", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_id", "religion", "safe_email", "safe_phone", "safe_times", "under_18", "version", "voicemail_safe", "worried_too") VALUES (NEW."about_age", NEW."address", NEW."address_confidential", NEW."became_id", NEW."date_of_birth", NEW."ethnicity", NEW."first_language", NEW."id", NEW."lives_with", NEW."may_know", NEW."may_not_know_because", NEW."may_write", NEW."name", NEW."needs_interpreter", NEW."not_referred_because", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."referral_id", NEW."religion", NEW."safe_email", NEW."safe_phone", NEW."safe_times", NEW."under_18", NEW."version", NEW."voicemail_safe", NEW."worried_too"); RETURN NULL;',
                    hash="51a713fd79507833c6533576512edccbdf8b19a5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4233b",
                    table="referrals_familymember",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="consent_withdrawn_by_someone",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("stopped_at", None)),
                fields=["due_at"],
                name="clock_running_due",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(fields=["referral", "key"], name="clock_of_referral"),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stopped_at", None)),
                fields=("referral", "child", "key"),
                name="one_running_clock",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", "running"), ("stopped_at", None)),
                    models.Q(
                        models.Q(("result", "running"), _negated=True),
                        ("stopped_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="clock_result_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="chosenindicator",
            constraint=models.UniqueConstraint(
                fields=("referral", "indicator"), name="indicator_chosen_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="chosencircumstance",
            constraint=models.UniqueConstraint(
                fields=("referral", "circumstance"), name="circumstance_chosen_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.UniqueConstraint(
                fields=("member", "child"), name="relationship_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statuschange",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8c63454cb67cc71e39f1ed684b6979f7a470ddfb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c3a3c",
                    table="referrals_statuschange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statuschange",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                    hash="d427f25a2998c22373296aa63a95f162f3729770",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_6e225",
                    table="referrals_statuschange",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="timescale",
            constraint=models.UniqueConstraint(
                fields=("partnership", "key"), name="timescale_once"
            ),
        ),
    ]
