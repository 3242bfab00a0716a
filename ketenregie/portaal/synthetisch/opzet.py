"""What everything else is drawn from: the numbers of the seed, the deelnames, the names, one line a casus.

Temporary tables of the running session: they write no WAL and are gone afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.contrib.auth.models import Group
from django.db import connection
from psycopg.types.json import Jsonb

from cases.services.casus import letters_voor
from ketenregie.foundation import clock
from ketenregie.foundation.kenmerk import ALFABET
from ketenregie.portaal.synthetisch import namen
from partners.models import (
    Convenant,
    Deelname,
    Keten,
    Lidmaatschap,
    Medewerker,
    Organisatie,
    Partij,
)
from referentiemodel.enums import Functie, Partnersoort
from referentiemodel.loader import model_van

# Shares of all casussen; the rest of the five places is spread over everybody else.
GROOT, MIDDEN, KLEIN = "zvh", "Apeldoorn", "Harderwijk"
DEEL_GROOT, DEEL_MIDDEN, DEEL_KLEIN = 60, 8, 3333  # percent, percent, one in so many
PLAATSEN = 5
DEELNAMES = 40
OPEN = 70  # percent of casussen that is open
EXTRA = (
    ("Opvanghuis De Linde", "De Linde", Partnersoort.OVERIG_ZORG),
    ("GGZ Achterhoek en Veluwe", "GGZ", Partnersoort.GGZ),
    ("Reclassering Oost", "Reclassering", Partnersoort.RECLASSERING),
    ("Welzijn Oost-Gelderland", "Welzijn", Partnersoort.WELZIJN),
    ("Woningstichting De Vecht", "De Vecht", Partnersoort.WONINGCORPORATIE),
)


@dataclass(frozen=True, slots=True)
class Opzet:
    """The numbers of one run."""

    keten: Keten
    aantal: int
    zaad: int
    vandaag: date
    meldpunt: Deelname
    groot: Deelname
    midden: Deelname
    klein: Deelname

    @property
    def anderen(self) -> int:
        """How many deelnames share the other places; a prime keeps five of them apart."""
        return DEELNAMES - 3


def schrijf(sql: str, waarden: Sequence[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, waarden or None)


def maak_deelnames(keten: Keten) -> None:
    """Five more organisations, so that forty take part; those that exist stay."""
    convenant = Convenant.objects.in_werking(keten.pk, clock.today()).first()  # type: ignore[attr-defined]
    for naam, kort, soort in EXTRA:
        if Organisatie.objects.filter(naam=naam).exists():
            continue
        organisatie = Organisatie.objects.create(
            id=uuid5(NAMESPACE_OID, naam),
            naam=naam,
            kort=kort,
            partnersoort=soort,
            domein=soort.domein,
        )
        group = Group.objects.create(name=f"{keten.sleutel}:{kort.lower()}")
        deelname = Deelname.objects.create(
            id=uuid5(keten.pk, naam),
            keten=keten,
            organisatie=organisatie,
            group=group,
            van=date(2025, 3, 1),
        )
        if convenant:
            Partij.objects.create(
                convenant=convenant,
                deelname=deelname,
                van=deelname.van,
                getekend_op=deelname.van,
                getekend_door="Synthetische wereld",
            )


def maak_mensen(keten: Keten) -> None:
    """Someone who works on casussen at each organisation that has nobody: an owner without people is a risk
    that `verify` names."""
    bemand = Lidmaatschap.objects.filter(functie=Functie.KETENREGIETEAMLID).values("deelname")
    for deelname in Deelname.objects.filter(keten=keten).exclude(pk__in=bemand):
        medewerker = Medewerker.objects.create_user(
            f"synthetisch.{deelname.nummer}", naam=f"Synthetisch {deelname.nummer}"
        )
        Lidmaatschap.objects.create(
            medewerker=medewerker,
            deelname=deelname,
            functie=Functie.KETENREGIETEAMLID,
            van=deelname.van,
            hercertificatie_op=clock.add_maanden(clock.today(), 6),
        )


def bereid_voor(keten: Keten, aantal: int, zaad: int, vandaag: date) -> Opzet:
    """Deelnames and functions of the run."""
    maak_deelnames(keten)
    maak_mensen(keten)
    rows = Deelname.objects.filter(keten=keten).select_related("organisatie")
    groot = rows.get(procesregie=True)
    midden = rows.get(organisatie__kort=MIDDEN)
    klein = rows.get(organisatie__kort=KLEIN)
    opzet = Opzet(
        keten=keten,
        aantal=aantal,
        zaad=zaad,
        vandaag=vandaag,
        meldpunt=rows.get(meldpunt=True),
        groot=groot,
        midden=midden,
        klein=klein,
    )
    _functies(zaad)
    _deelnames(opzet, [groot, midden, klein])
    return opzet


def _functies(zaad: int) -> None:
    """Chance from the number of the row and the seed alone: a row is the same in every order."""
    schrijf(f"""
    -- kans(i, soort, n): 0 .. n-1
    CREATE FUNCTION pg_temp.kans(i bigint, soort int, n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$
        SELECT mod(hashint8extended(i, {int(zaad)}::bigint * 1000 + soort) & 9007199254740991, n::bigint)::int $$;
    -- The trap: bigint || text is only stable, and then none of this is inlined. Hence i::text.
    CREATE FUNCTION pg_temp.nummer(soort text, i bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT overlay(overlay(md5('{int(zaad)}:' || soort || ':' || i::text) placing '4' from 13) placing 'a' from 17)::uuid $$;
    CREATE FUNCTION pg_temp.kenmerk(z bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT substr('{ALFABET}', 1 + ((z >> 35) & 31)::int, 1) || substr('{ALFABET}', 1 + ((z >> 30) & 31)::int, 1)
            || substr('{ALFABET}', 1 + ((z >> 25) & 31)::int, 1) || substr('{ALFABET}', 1 + ((z >> 20) & 31)::int, 1) || '-'
            || substr('{ALFABET}', 1 + ((z >> 15) & 31)::int, 1) || substr('{ALFABET}', 1 + ((z >> 10) & 31)::int, 1)
            || substr('{ALFABET}', 1 + ((z >> 5) & 31)::int, 1) || substr('{ALFABET}', 1 + (z & 31)::int, 1) $$;
    CREATE FUNCTION pg_temp.paar(x int, y int) RETURNS int[] LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN x = y THEN ARRAY[x] ELSE ARRAY[least(x, y), greatest(x, y)] END $$;
    """)


def _deelnames(opzet: Opzet, bijzonder: list[Deelname]) -> None:
    """gen_deelname: 0, 1, 2 are large, middle and small; the others follow."""
    schrijf(
        "CREATE TEMP TABLE gen_deelname (nr int PRIMARY KEY, id uuid, nummer int, groep int, kort text,"
        " naam text, domein text, domeinnaam text, letters jsonb)"
    )
    model = model_van(opzet.keten.modelversie_id)
    anderen = (
        Deelname.objects.filter(keten=opzet.keten)
        .exclude(pk__in=[d.pk for d in bijzonder])
        .select_related("organisatie")
        .order_by("nummer")[: opzet.anderen]
    )
    with connection.cursor() as cursor:
        for nr, deelname in enumerate([*bijzonder, *anderen]):
            organisatie = deelname.organisatie
            waarden: list[Any] = [
                nr,
                deelname.pk,
                deelname.nummer,
                deelname.group_id,
                organisatie.kort,
                organisatie.naam,
                organisatie.domein,
                organisatie.get_domein_display(),
                Jsonb(letters_voor(model, organisatie.partnersoort)),
            ]
            cursor.execute(
                "INSERT INTO gen_deelname VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                waarden,
            )


def maak_namen() -> None:
    """gen_voornaam and gen_achternaam with their form for searching, computed once a word."""
    schrijf(
        "CREATE TEMP TABLE gen_voornaam (nr int, geslacht text, naam text);"
        "CREATE TEMP TABLE gen_achternaam (nr int, tussen text, naam text)"
    )
    with connection.cursor() as cursor:
        voor = [("vrouw", n) for n in namen.VOORNAMEN_VROUW] + [
            ("man", n) for n in namen.VOORNAMEN_MAN
        ]
        cursor.executemany(
            "INSERT INTO gen_voornaam VALUES (%s, %s, %s)",
            [(nr, geslacht, naam) for nr, (geslacht, naam) in enumerate(voor)],
        )
        # Mixed, so that a skewed draw favours names of every origin.
        cursor.executemany(
            "INSERT INTO gen_achternaam SELECT %s, %s, %s",
            [(nr, tussen, naam) for nr, (tussen, naam) in enumerate(namen.achternamen())],
        )
    schrijf("""
    CREATE TEMP TABLE gen_voor AS SELECT (row_number() OVER (ORDER BY pg_temp.kans(nr, 90, 1000000), nr) - 1)::int AS nr,
        geslacht, naam, naam_zoekvorm(naam) AS vorm, naam_klanken(naam_zoekvorm(naam))::text[] AS klanken
    FROM gen_voornaam;
    CREATE TEMP TABLE gen_achter AS SELECT (row_number() OVER (ORDER BY pg_temp.kans(nr, 91, 1000000), nr) - 1)::int AS nr,
        tussen, naam, naam_zoekvorm(tussen, naam) AS vorm,
        naam_klanken(naam_zoekvorm(tussen, naam))::text[] AS klanken
    FROM gen_achternaam;
    ANALYZE gen_voor; ANALYZE gen_achter""")


def maak_casussen(
    opzet: Opzet, activiteiten: dict[str, str], vormen: Sequence[str], gemeenten: Sequence[str]
) -> None:
    """gen_casus: one line a casus with everything that is drawn, and gen_plaats: its five deelnames.

    Args:
        activiteiten: name of each activiteit of the model, for the next step.
    """
    klein = min(DEEL_KLEIN, max(1, opzet.aantal // 3))
    stappen = {
        (0, 3): ("melden", "dossier_aanmaken", "aangemeld"),
        (3, 8): ("analyse", "eerste_weging", "aangemeld"),
        (8, 14): ("analyse", "inbreng_casusoverleg", "in_behandeling"),
        (14, 22): ("analyse", "tweede_weging", "in_behandeling"),
        (22, 35): ("analyse", "plan_van_aanpak", "in_behandeling"),
        (35, 75): ("uitvoering", "acties_uitvoeren", "in_behandeling"),
        (75, 85): ("uitvoering", "nazorg", "in_behandeling"),
        (85, 90): ("uitvoering", "voortgang_interventies", "in_behandeling"),
        (90, 95): ("evaluatie", "procesbegeleider_aanstellen", "in_behandeling"),
        (95, 100): ("evaluatie", "evalueren", "in_behandeling"),
    }
    schrijf(
        "CREATE TEMP TABLE gen_stap (van int, tot int, hoofdstap text, activiteit text, status text, naam text)"
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO gen_stap VALUES (%s, %s, %s, %s, %s, %s)",
            [(*grens, *stap, activiteiten[stap[1]]) for grens, stap in stappen.items()],
        )
    schrijf(
        f"""
    CREATE TEMP TABLE gen_casus AS
    SELECT i, pg_temp.nummer('casus', i) AS id, pg_temp.nummer('dossier', i) AS dossier,
        pg_temp.nummer('persoon', i) AS persoon, pg_temp.nummer('plan', i) AS plan, open,
        CASE WHEN open THEN stap.status WHEN r < 80 THEN 'afgesloten' WHEN r < 95 THEN 'afgeschaald'
            ELSE 'overgedragen' END AS status,
        CASE WHEN open THEN stap.hoofdstap ELSE 'evaluatie' END AS hoofdstap,
        CASE WHEN open THEN stap.activiteit ELSE 'lessen_borgen' END AS activiteit,
        CASE WHEN open THEN stap.naam ELSE '' END AS volgende_stap,
        CASE WHEN open THEN %(vandaag)s::date - 15 + pg_temp.kans(i, 4, 135) END AS datum,
        begin AS ingebracht, CASE WHEN NOT open THEN begin + (%(vandaag)s::date - begin) * 0.9 END AS einde,
        (%(vormen)s::text[])[1 + pg_temp.kans(i, 5, {len(vormen)})] AS vorm,
        (%(gemeenten)s::text[])[1 + pg_temp.kans(i, 6, {len(gemeenten)})] AS gemeente,
        pg_temp.kans(i, 7, 100) < {DEEL_GROOT} AS groot, pg_temp.kans(i, 8, 100) < {DEEL_MIDDEN} AS midden,
        mod(i, {klein}) = 1 AS klein, pg_temp.kans(i, 9, {opzet.anderen}) AS begint,
        1 + pg_temp.kans(i, 10, {opzet.anderen - 1}) AS sprong,
        open AND stap.hoofdstap IN ('uitvoering', 'evaluatie') AND pg_temp.kans(i, 11, 100) < 25 AS met_plan
    FROM (
        SELECT i, pg_temp.kans(i, 1, 100) < {OPEN} AS open, pg_temp.kans(i, 2, 100) AS r,
            %(vandaag)s::timestamptz - ({opzet.aantal} - i + 1) * (interval '1500 days' / {opzet.aantal}) AS begin
        FROM generate_series(1, {opzet.aantal}) i
    ) x JOIN gen_stap stap ON x.r >= stap.van AND x.r < stap.tot ORDER BY i;
    CREATE INDEX ON gen_casus (i); ANALYZE gen_casus;
    -- Three references a casus (casus, dossier, melding) out of a permutation of 40 bits: no two alike and
    -- nothing to count.
    CREATE TEMP TABLE gen_kenmerk AS SELECT i, soort, pg_temp.kenmerk(z) AS kenmerk FROM (
        SELECT i, soort, y # (y >> 19) AS z FROM (
            SELECT i, soort, ((x # (x >> 21)) * 5471357) & 1099511627775 AS y FROM (
                SELECT i, soort, ((i + soort * 150000000 + %(zaad)s) * 7340033) & 1099511627775 AS x
                FROM generate_series(1::bigint, {opzet.aantal}) i CROSS JOIN generate_series(1::bigint, 3) soort
                OFFSET 0) p OFFSET 0) q OFFSET 0) r;
    CREATE INDEX ON gen_kenmerk (soort, i); ANALYZE gen_kenmerk""",
        {
            "vandaag": opzet.vandaag,
            "vormen": list(vormen),
            "gemeenten": list(gemeenten),
            "zaad": opzet.zaad % 100_000,
        },  # type: ignore[arg-type]
    )
    # Places 0, 1 and 2 are for large, middle and small; who is not there makes room for another.
    schrijf(f"""
    CREATE TEMP TABLE gen_plaats AS
    SELECT g.i, p AS plaats, CASE WHEN p = 0 AND groot THEN 0 WHEN p = 1 AND midden THEN 1
            WHEN p = 2 AND klein THEN 2
            ELSE 3 + mod(begint + p * sprong, {opzet.anderen}) END AS nr,
        CASE WHEN p = 0 OR pg_temp.kans(g.i, 20 + p, 200) >= 9 THEN 'aanvaard'
            WHEN pg_temp.kans(g.i, 20 + p, 200) < 3 THEN CASE WHEN open THEN 'uitgenodigd' ELSE 'geweigerd' END
            WHEN pg_temp.kans(g.i, 20 + p, 200) < 5 THEN 'geweigerd' ELSE 'beeindigd' END AS status
    FROM gen_casus g CROSS JOIN generate_series(0, {PLAATSEN - 1}) p ORDER BY g.i, p;
    CREATE INDEX ON gen_plaats (i);
    -- One in ten casussen has a second person, who has a dossier of an earlier casus.
    CREATE TEMP TABLE gen_tweede AS SELECT i, 1 + pg_temp.kans(i, 30, {opzet.aantal}) AS ander
    FROM gen_casus WHERE pg_temp.kans(i, 31, 10) = 0;
    DELETE FROM gen_tweede WHERE i = ander;
    -- The array of the second lock, as the triggers of zicht.sql would make it.
    CREATE TEMP TABLE gen_zicht AS SELECT p.i, array_agg(DISTINCT d.nummer ORDER BY d.nummer) AS zicht
    FROM gen_plaats p JOIN gen_deelname d USING (nr) WHERE p.status = 'aanvaard' GROUP BY p.i;
    CREATE INDEX ON gen_zicht (i); ANALYZE gen_plaats; ANALYZE gen_zicht; ANALYZE gen_tweede""")
