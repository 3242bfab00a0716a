"""The logboek: one table, partitioned by month, with a default partition for everything else."""

from typing import ClassVar

from django.db import migrations, models

TABLE = """
CREATE SEQUENCE logboek_epoch;
SELECT setval('logboek_epoch', 1);
CREATE FUNCTION logboek_epoch_nu() RETURNS int LANGUAGE sql STABLE
    AS 'SELECT last_value::int FROM logboek_epoch';
CREATE TABLE logboek_regel (
    id bigint GENERATED ALWAYS AS IDENTITY,
    tijdstip timestamptz NOT NULL,
    keten_id uuid,
    deelname_id uuid,
    medewerker_id uuid,
    client_id uuid,
    functie text NOT NULL DEFAULT '',
    gebeurtenis text NOT NULL CHECK (gebeurtenis <> ''),
    actie varchar(1) NOT NULL CHECK (actie IN ('C', 'R', 'U', 'D', 'E')),
    object_type text NOT NULL DEFAULT '',
    object_id uuid,
    casus_id uuid,
    doel text NOT NULL DEFAULT '',
    regel text NOT NULL DEFAULT '',
    uitkomst text NOT NULL CHECK (uitkomst IN ('gelukt', 'geweigerd', 'mislukt')),
    reden text NOT NULL DEFAULT '',
    verzoek_id uuid,
    kanaal text NOT NULL DEFAULT '',
    route text NOT NULL DEFAULT '',
    details jsonb NOT NULL DEFAULT '{}',
    epoch int NOT NULL DEFAULT logboek_epoch_nu(),
    transactie bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    PRIMARY KEY (id, tijdstip)
) PARTITION BY RANGE (tijdstip);
CREATE INDEX logboek_regel_casus ON logboek_regel (casus_id, tijdstip) WHERE casus_id IS NOT NULL;
CREATE INDEX logboek_regel_keten ON logboek_regel (keten_id, tijdstip);
CREATE INDEX logboek_regel_transactie ON logboek_regel USING brin (transactie);
CREATE TABLE logboek_regel_overig PARTITION OF logboek_regel DEFAULT;
"""
DROP = """
DROP TABLE logboek_regel;
DROP FUNCTION logboek_epoch_nu();
DROP SEQUENCE logboek_epoch;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.RunSQL(TABLE, DROP),
        migrations.CreateModel(
            name="Logregel",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tijdstip", models.DateTimeField()),
                ("keten_id", models.UUIDField(null=True)),
                ("deelname_id", models.UUIDField(null=True)),
                ("medewerker_id", models.UUIDField(null=True)),
                ("client_id", models.UUIDField(null=True)),
                ("functie", models.TextField()),
                ("gebeurtenis", models.TextField()),
                (
                    "actie",
                    models.CharField(
                        choices=[
                            ("C", "gemaakt"),
                            ("R", "gelezen"),
                            ("U", "gewijzigd"),
                            ("D", "verwijderd"),
                            ("E", "uitgevoerd"),
                        ],
                        max_length=1,
                    ),
                ),
                ("object_type", models.TextField()),
                ("object_id", models.UUIDField(null=True)),
                ("casus_id", models.UUIDField(null=True)),
                ("doel", models.TextField()),
                ("regel", models.TextField()),
                (
                    "uitkomst",
                    models.TextField(
                        choices=[
                            ("gelukt", "gelukt"),
                            ("geweigerd", "geweigerd"),
                            ("mislukt", "mislukt"),
                        ]
                    ),
                ),
                ("reden", models.TextField()),
                ("verzoek_id", models.UUIDField(null=True)),
                ("kanaal", models.TextField()),
                ("route", models.TextField()),
                ("details", models.JSONField(default=dict)),
                ("epoch", models.IntegerField()),
                ("transactie", models.BigIntegerField()),
            ],
            options={
                "db_table": "logboek_regel",
                "ordering": ("-tijdstip", "-id"),
                "managed": False,
            },
        ),
    ]
