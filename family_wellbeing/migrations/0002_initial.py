import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("family_wellbeing", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("referrals", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="episode",
            name="children",
            field=models.ManyToManyField(related_name="episodes", to="referrals.referredchild"),
        ),
        migrations.AddField(
            model_name="episode",
            name="keyworker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="episodes",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="episode",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="episodes",
                to="accounts.partnership",
            ),
        ),
        migrations.AddField(
            model_name="episode",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="episodes",
                to="referrals.referral",
            ),
        ),
        migrations.AddField(
            model_name="episodeevent",
            name="accepted_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="episodeevent",
            name="keyworker",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="episodeevent",
            name="partnership",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.partnership",
            ),
        ),
        migrations.AddField(
            model_name="episodeevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="episodeevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="family_wellbeing.episode",
            ),
        ),
        migrations.AddField(
            model_name="episodeevent",
            name="referral",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="referrals.referral",
            ),
        ),
        migrations.AddField(
            model_name="keyworkerprofile",
            name="membership",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="keyworker_profile",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="redirection",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redirections",
                to="referrals.referredchild",
            ),
        ),
        migrations.AddField(
            model_name="redirection",
            name="redirected_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddIndex(
            model_name="episode",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["keyworker"],
                name="episode_caseload",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="episode",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "family_wellbeing_episodeevent" ("accepted_at", "accepted_by_id", "eligibility", "eligibility_words", "ended_at", "family_name", "help_asked", "id", "keyworker_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "reference", "referral_id", "version") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."eligibility", NEW."eligibility_words", NEW."ended_at", NEW."family_name", NEW."help_asked", NEW."id", NEW."keyworker_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."received_at", NEW."reference", NEW."referral_id", NEW."version"); RETURN NULL;',
                    hash="ff67cbbada099a5dd1a0d515dcd78f5260e33b71",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7b950",
                    table="family_wellbeing_episode",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="episode",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "family_wellbeing_episodeevent" ("accepted_at", "accepted_by_id", "eligibility", "eligibility_words", "ended_at", "family_name", "help_asked", "id", "keyworker_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "reference", "referral_id", "version") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."eligibility", NEW."eligibility_words", NEW."ended_at", NEW."family_name", NEW."help_asked", NEW."id", NEW."keyworker_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."received_at", NEW."reference", NEW."referral_id", NEW."version"); RETURN NULL;',
                    hash="093fae7fdaa0cf5ce3499a7cff57de9b21593c09",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f272d",
                    table="family_wellbeing_episode",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redirection",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3dc8e6fbd02dab71fca9d86fb4a262c887dae71a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bb8b3",
                    table="family_wellbeing_redirection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redirection",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                    hash="d4e61e7ad8d42727cb9c66849e241baec9c8f222",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_bd0f1",
                    table="family_wellbeing_redirection",
                    when="BEFORE",
                ),
            ),
        ),
    ]
