"""The seals of the logboek; the triggers and functions stand in logboek/logboek.sql."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("foundation", "0003_berichten_taken_concepten")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Zegel",
            fields=[
                ("volgnummer", models.BigIntegerField(primary_key=True, serialize=False)),
                ("epoch", models.IntegerField()),
                ("vorm", models.PositiveSmallIntegerField(default=1)),
                ("van_transactie", models.BigIntegerField()),
                ("van_id", models.BigIntegerField()),
                ("tot_transactie", models.BigIntegerField()),
                ("tot_id", models.BigIntegerField()),
                ("aantal", models.PositiveIntegerField()),
                ("vorige", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64)),
                ("gezegeld_at", models.DateTimeField()),
            ],
            options={"ordering": ("volgnummer",)},
        ),
    ]
