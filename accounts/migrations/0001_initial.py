import accounts.rules
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (accounts.rules.AgencyKind["SCHOOL"], "School or college"),
                            (accounts.rules.AgencyKind["EDUCATION"], "Education service"),
                            (accounts.rules.AgencyKind["EARLY_YEARS"], "Nursery or early years"),
                            (accounts.rules.AgencyKind["HEALTH"], "Health"),
                            (accounts.rules.AgencyKind["POLICE"], "Police"),
                            (accounts.rules.AgencyKind["SOCIAL_CARE"], "Children's social care"),
                            (accounts.rules.AgencyKind["COUNCIL"], "Another council service"),
                            (accounts.rules.AgencyKind["HOUSING"], "Housing"),
                            (accounts.rules.AgencyKind["PROBATION"], "Probation"),
                            (accounts.rules.AgencyKind["YOUTH_JUSTICE"], "Youth offending service"),
                            (accounts.rules.AgencyKind["DOMESTIC_ABUSE"], "Domestic abuse service"),
                            (accounts.rules.AgencyKind["VOLUNTARY"], "Voluntary organisation"),
                            (accounts.rules.AgencyKind["OTHER"], "Other"),
                        ],
                        max_length=30,
                    ),
                ),
                ("source_code", models.CharField(blank=True, max_length=3)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            (accounts.rules.Role["PRACTITIONER"], "Practitioner"),
                            (accounts.rules.Role["SAFEGUARDING_LEAD"], "Safeguarding lead"),
                            (accounts.rules.Role["MASH_SCREENER"], "MASH screener"),
                            (accounts.rules.Role["MASH_SOCIAL_WORKER"], "MASH social worker"),
                            (accounts.rules.Role["MASH_DECISION_MAKER"], "MASH decision maker"),
                            (accounts.rules.Role["MASH_PARTNER"], "MASH partner"),
                            (
                                accounts.rules.Role["EMERGENCY_DUTY_OFFICER"],
                                "Emergency duty officer",
                            ),
                            (accounts.rules.Role["FWS_MANAGER"], "Family Wellbeing manager"),
                            (accounts.rules.Role["FAMILY_KEYWORKER"], "Family keyworker"),
                            (accounts.rules.Role["SERVICE_MANAGER"], "Service manager"),
                            (accounts.rules.Role["ADMINISTRATOR"], "Administrator"),
                            (
                                accounts.rules.Role["INFORMATION_GOVERNANCE"],
                                "Information governance",
                            ),
                        ],
                        max_length=30,
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("first_name", models.CharField(max_length=100)),
                ("last_name", models.CharField(max_length=100)),
                ("job_title", models.CharField(blank=True, max_length=100)),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-invited_at"],
            },
        ),
        migrations.CreateModel(
            name="KeptPost",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("path", models.CharField(max_length=500)),
                ("body", models.BinaryField()),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-sent_at"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            (accounts.rules.Role["PRACTITIONER"], "Practitioner"),
                            (accounts.rules.Role["SAFEGUARDING_LEAD"], "Safeguarding lead"),
                            (accounts.rules.Role["MASH_SCREENER"], "MASH screener"),
                            (accounts.rules.Role["MASH_SOCIAL_WORKER"], "MASH social worker"),
                            (accounts.rules.Role["MASH_DECISION_MAKER"], "MASH decision maker"),
                            (accounts.rules.Role["MASH_PARTNER"], "MASH partner"),
                            (
                                accounts.rules.Role["EMERGENCY_DUTY_OFFICER"],
                                "Emergency duty officer",
                            ),
                            (accounts.rules.Role["FWS_MANAGER"], "Family Wellbeing manager"),
                            (accounts.rules.Role["FAMILY_KEYWORKER"], "Family keyworker"),
                            (accounts.rules.Role["SERVICE_MANAGER"], "Service manager"),
                            (accounts.rules.Role["ADMINISTRATOR"], "Administrator"),
                            (
                                accounts.rules.Role["INFORMATION_GOVERNANCE"],
                                "Information governance",
                            ),
                        ],
                        max_length=30,
                    ),
                ),
                ("job_title", models.CharField(blank=True, max_length=100)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["started_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("dedupe_key", models.CharField(max_length=120, unique=True)),
                ("text", models.CharField(max_length=200)),
                ("path", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=200)),
                ("place", models.CharField(max_length=100)),
                ("brand_line", models.CharField(max_length=200)),
                ("run_by", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="UsedFormKey",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("person_id", models.BigIntegerField(null=True)),
                ("result", models.CharField(blank=True, max_length=300)),
                ("used_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("first_name", models.CharField(max_length=100)),
                ("last_name", models.CharField(max_length=100)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("compact_tables", models.BooleanField(default=False)),
                ("single_keys", models.BooleanField(default=True)),
                ("is_demo", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", django.db.models.functions.text.Lower("email"))
                        ),
                        name="email_lower_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("partnership_key", models.CharField(max_length=50)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=201)),
                ("membership_id", models.BigIntegerField(null=True)),
                ("role", models.CharField(blank=True, max_length=30)),
                ("site_name", models.CharField(blank=True, max_length=200)),
                ("action", models.CharField(max_length=60)),
                (
                    "subjects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("detail", models.JSONField(default=dict)),
                ("request_id", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["partnership_key", "-at"], name="audit_newest"),
                    models.Index(fields=["partnership_key", "actor_id", "-at"], name="audit_actor"),
                    models.Index(fields=["partnership_key", "action", "-at"], name="audit_action"),
                    models.Index(
                        django.db.models.functions.text.Upper("actor_name"), name="audit_actor_name"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["subjects"], name="audit_subjects"
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f78d7546cae6abefbfed448b788eab0e8a36f6bf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e6c89",
                    table="accounts_auditentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditentry",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                    hash="f074e76f848509cc59b32f10d546d3c9cdfe267c",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_74803",
                    table="accounts_auditentry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="accepted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="keptpost",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="kept_posts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="accounts.partnership",
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agencies",
                to="accounts.partnership",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sites",
                to="accounts.agency",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="accounts.site",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="accounts.site",
            ),
        ),
        migrations.AddIndex(
            model_name="usedformkey",
            index=models.Index(fields=["used_at"], name="used_form_key_age"),
        ),
        migrations.AddIndex(
            model_name="keptpost",
            index=models.Index(fields=["person", "expires_at"], name="kept_post_person"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["membership", "read_at"], name="notice_unread"),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(fields=("partnership", "name"), name="agency_once"),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "school",
                            "education",
                            "early_years",
                            "health",
                            "police",
                            "social_care",
                            "council",
                            "housing",
                            "probation",
                            "youth_justice",
                            "domestic_abuse",
                            "voluntary",
                            "other",
                        ],
                    )
                ),
                name="agency_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(fields=("agency", "name"), name="site_once"),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["partnership", "role"], name="membership_role"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("person", "site", "role"),
                name="one_open_membership",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="membership_end_has_author",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "practitioner",
                            "safeguarding_lead",
                            "mash_screener",
                            "mash_social_worker",
                            "mash_decision_maker",
                            "mash_partner",
                            "emergency_duty_officer",
                            "fws_manager",
                            "family_keyworker",
                            "service_manager",
                            "administrator",
                            "information_governance",
                        ],
                    )
                ),
                name="membership_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at", None), ("accepted_by", None)),
                    models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                    _connector="OR",
                ),
                name="invitation_accepted_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("invited_at"))),
                name="invitation_expires_later",
            ),
        ),
    ]
