from django.db import migrations, models

from ketenregie.foundation.migratie import in_een_keer


class Migration(migrations.Migration):

    dependencies = [
        ('evaluatie', '0003_feit_vervangen'),
        ('partners', '0005_teksten'),
        ('referentiemodel', '0001_modelversie'),
    ]

    operations = in_een_keer([
        migrations.AddField(
            model_name='historicalverbetertraject',
            name='modelantwoord',
            field=models.TextField(blank=True, db_default='', verbose_name='antwoord van de procesregie'),
        ),
        migrations.AddField(
            model_name='historicalverbetertraject',
            name='modelantwoord_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalverbetertraject',
            name='vraagt_model',
            field=models.BooleanField(db_default=False, default=False, verbose_name='vraagt om een ander model'),
        ),
        migrations.AddField(
            model_name='verbetertraject',
            name='modelantwoord',
            field=models.TextField(blank=True, db_default='', verbose_name='antwoord van de procesregie'),
        ),
        migrations.AddField(
            model_name='verbetertraject',
            name='modelantwoord_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='verbetertraject',
            name='vraagt_model',
            field=models.BooleanField(db_default=False, default=False, verbose_name='vraagt om een ander model'),
        ),
        migrations.AddConstraint(
            model_name='verbetertraject',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('modelantwoord', ''), ('modelantwoord_at__isnull', True)), models.Q(('modelantwoord_at__isnull', False), ('vraagt_model', True), models.Q(('modelantwoord', ''), _negated=True)), _connector='OR'), name='verbetertraject_modelantwoord_op_vraag'),
        ),
    ])
