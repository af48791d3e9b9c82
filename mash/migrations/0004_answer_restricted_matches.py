"""Keep what the duty manager said of a restricted record that may match a child."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("mash", "0003_claims_and_enquiry_answers"),
        ("referrals", "0005_remember_reminders"),
    ]

    operations = [
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
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restricted_match_answers",
                        to="referrals.referredchild",
                    ),
                ),
            ],
            options={
                "ordering": ["answered_at", "pk"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="restrictedmatchanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8cd6b8c2d853a5ce33602294bea645d08c9b2259",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_234a4",
                    table="mash_restrictedmatchanswer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="restrictedmatchanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                    hash="333bb899752b4c8091361ec9b8c0395d322378ce",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_977ab",
                    table="mash_restrictedmatchanswer",
                    when="BEFORE",
                ),
            ),
        ),
    ]
