import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("law", models.TextField()),
                ("introduction", models.TextField(blank=True)),
                ("source", models.TextField(blank=True)),
                ("in_force_from", models.DateField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("level_3_needs", models.PositiveSmallIntegerField(default=2)),
                ("cumulative_domains", models.PositiveSmallIntegerField(default=4)),
            ],
        ),
        migrations.CreateModel(
            name="Domain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("frozen", models.BooleanField(default=False)),
                ("name", models.CharField(max_length=120)),
                ("slug", models.SlugField(max_length=120)),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="domains",
                        to="thresholds.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Circumstance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("frozen", models.BooleanField(default=False)),
                ("key", models.SlugField()),
                ("order", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=120)),
                ("floor", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("tag", models.CharField(max_length=40)),
                ("duty_title", models.CharField(max_length=200)),
                ("duty", models.TextField()),
                ("is_duty_to_tell", models.BooleanField(default=False)),
                ("rule", models.CharField(max_length=60)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="circumstances",
                        to="thresholds.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Framework",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "partnership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="framework",
                        to="accounts.partnership",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="edition",
            name="framework",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="thresholds.framework",
            ),
        ),
        migrations.CreateModel(
            name="Level",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("frozen", models.BooleanField(default=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("summary", models.CharField(max_length=300)),
                ("description", models.TextField()),
                ("needs", models.TextField(blank=True)),
                ("services", models.TextField(blank=True)),
                ("outcome", models.TextField(blank=True)),
                ("how_to_get_help", models.TextField()),
                ("source", models.CharField(blank=True, max_length=100)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="levels",
                        to="thresholds.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("frozen", models.BooleanField(default=False)),
                ("code", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("flag", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("order", models.PositiveIntegerField()),
                (
                    "domain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="thresholds.domain",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="thresholds.edition",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="thresholds.level",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("frozen", models.BooleanField(default=False)),
                ("words", models.TextField()),
                ("rule", models.CharField(max_length=60)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="routes",
                        to="thresholds.edition",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="routes",
                        to="thresholds.level",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="domain",
            constraint=models.UniqueConstraint(fields=("edition", "slug"), name="domain_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="domain",
            trigger=pgtrigger.compiler.Trigger(
                name="published_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.frozen)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fe58df0c0aa6c1aff7d39fd03ceb8271440c3dfb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_is_frozen_483cf",
                    table="thresholds_domain",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="domain",
            trigger=pgtrigger.compiler.Trigger(
                name="published_takes_no_more",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n                SELECT 1 FROM thresholds_edition\n                WHERE id = NEW.edition_id AND published_at IS NOT NULL\n            ) THEN\n                RAISE EXCEPTION 'pgtrigger: a published edition takes no more text';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="f0e74feb23d9bf3804ca8c4f2131d9a4a6fd2ae6",
                    operation="INSERT",
                    pgid="pgtrigger_published_takes_no_more_efffb",
                    table="thresholds_domain",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="circumstance",
            constraint=models.UniqueConstraint(fields=("edition", "key"), name="circumstance_once"),
        ),
        migrations.AddConstraint(
            model_name="circumstance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("floor", None), models.Q(("floor__gte", 1), ("floor__lte", 4)), _connector="OR"
                ),
                name="floor_is_a_level",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="circumstance",
            trigger=pgtrigger.compiler.Trigger(
                name="published_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.frozen)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6c396f0f6696ca6e05ab10c1703a48b5859e01c7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_is_frozen_6aef9",
                    table="thresholds_circumstance",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="circumstance",
            trigger=pgtrigger.compiler.Trigger(
                name="published_takes_no_more",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n                SELECT 1 FROM thresholds_edition\n                WHERE id = NEW.edition_id AND published_at IS NOT NULL\n            ) THEN\n                RAISE EXCEPTION 'pgtrigger: a published edition takes no more text';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="32061cd6da2978e12c5b3128e0f6b759730fd01e",
                    operation="INSERT",
                    pgid="pgtrigger_published_takes_no_more_5430f",
                    table="thresholds_circumstance",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("framework", "name"), name="edition_once"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("level_3_needs__gte", 1)), name="level_3_needs_one"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="edition",
            trigger=pgtrigger.compiler.Trigger(
                name="published_edition_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.published_at IS NOT NULL)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b956a1270cc51d8d5bcba7e95bd12adc3267acdc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_edition_is_frozen_409c5",
                    table="thresholds_edition",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="level",
            constraint=models.UniqueConstraint(fields=("edition", "number"), name="level_once"),
        ),
        migrations.AddConstraint(
            model_name="level",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("number__lte", 4)), name="level_one_to_four"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="level",
            trigger=pgtrigger.compiler.Trigger(
                name="published_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.frozen)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1a26a87dc4d539f151e687b6ee10c2068c4758e1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_is_frozen_8edc1",
                    table="thresholds_level",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="level",
            trigger=pgtrigger.compiler.Trigger(
                name="published_takes_no_more",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n                SELECT 1 FROM thresholds_edition\n                WHERE id = NEW.edition_id AND published_at IS NOT NULL\n            ) THEN\n                RAISE EXCEPTION 'pgtrigger: a published edition takes no more text';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="e7b3aa498469afd6340297ddf8b3f8932e164deb",
                    operation="INSERT",
                    pgid="pgtrigger_published_takes_no_more_f7e51",
                    table="thresholds_level",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(fields=("edition", "code"), name="indicator_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="published_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.frozen)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="735016dc64fca3ae686be4416a7e2a937b2a06af",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_is_frozen_46556",
                    table="thresholds_indicator",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="published_takes_no_more",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n                SELECT 1 FROM thresholds_edition\n                WHERE id = NEW.edition_id AND published_at IS NOT NULL\n            ) THEN\n                RAISE EXCEPTION 'pgtrigger: a published edition takes no more text';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="b767a9cd01264bc333505aa46666647fdef57745",
                    operation="INSERT",
                    pgid="pgtrigger_published_takes_no_more_98920",
                    table="thresholds_indicator",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(fields=("edition", "level"), name="route_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="route",
            trigger=pgtrigger.compiler.Trigger(
                name="published_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.frozen)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="59224ad0d2ecc2f6acc84a329ac8c4037d3b276b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_is_frozen_431e4",
                    table="thresholds_route",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="route",
            trigger=pgtrigger.compiler.Trigger(
                name="published_takes_no_more",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n                SELECT 1 FROM thresholds_edition\n                WHERE id = NEW.edition_id AND published_at IS NOT NULL\n            ) THEN\n                RAISE EXCEPTION 'pgtrigger: a published edition takes no more text';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="e852f709a95f2c6ac4ab46afd1b525fea3e6a24d",
                    operation="INSERT",
                    pgid="pgtrigger_published_takes_no_more_b03d0",
                    table="thresholds_route",
                    when="BEFORE",
                ),
            ),
        ),
    ]
