"""Remember how a referrer was told an outcome: in the portal, by phone, by letter, in person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add one column."""

    dependencies = [("referrals", "0003_keep_unfinished_drafts")]

    operations = [
        migrations.AddField(
            model_name="outcome",
            name="told_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("portal", "portal"),
                    ("phone", "phone"),
                    ("letter", "letter"),
                    ("in_person", "in_person"),
                ],
                max_length=30,
            ),
        )
    ]
