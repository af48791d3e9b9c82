from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("thresholds", "0003_drafts")]

    operations = [
        migrations.AddField(
            model_name="route",
            name="goes_to",
            field=models.CharField(
                choices=[
                    ("own_agency", "The practitioner's own agency"),
                    ("services", "Services, by their own forms"),
                    ("hub", "The front door"),
                    ("family_centre", "The family centre for the child's address"),
                ],
                default="hub",
                max_length=20,
            ),
        ),
    ]
