from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0005_councils_and_escalation"),
    ]

    operations = [
        migrations.AddField(
            model_name="chosencircumstance",
            name="answers",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="chosencircumstance",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
    ]
