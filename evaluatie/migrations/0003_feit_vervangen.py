from django.db import migrations, models

# Rows of before this column: known until the next row of the same fact was written. The owner of the table
# sees no rows under the second lock; what ends every migrate puts it back on (foundation/rls.py).
VUL = """
ALTER TABLE evaluatie_feit NO FORCE ROW LEVEL SECURITY;
UPDATE evaluatie_feit f SET vervangen_at = n.eerst FROM (
    SELECT f1.id, min(f2.vastgelegd_at) AS eerst FROM evaluatie_feit f1
    JOIN evaluatie_feit f2 ON f2.sleutel = f1.sleutel AND f2.volg > f1.volg GROUP BY f1.id
) n WHERE n.id = f.id
"""


class Migration(migrations.Migration):

    dependencies = [("evaluatie", "0002_leren_en_cijfers")]

    operations = [
        migrations.AddField(
            model_name="feit",
            name="vervangen_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(VUL, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="feit", name="feit_verbeterd"),
    ]
