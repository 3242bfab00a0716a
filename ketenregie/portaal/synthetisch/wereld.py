"""The rows of the synthetic world, table by table. Rights, zicht and frozen plans come out as the services
and triggers would have made them; `verify` and a test prove it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model

from cases.models import (
    Actie,
    Agendapunt,
    Betrokkene,
    Betrokkenheid,
    Bijdrage,
    Casus,
    Casusoverleg,
    CasusPersoonsrecht,
    CasusRecht,
    Dossier,
    EersteWeging,
    Nazorg,
    OverlegUitnodiging,
    Persoon,
    Plandoel,
    PlanVanAanpak,
    Situatie,
    Termijn,
    TweedeWeging,
)
from ketenregie.portaal.synthetisch import namen
from ketenregie.portaal.synthetisch.opzet import Opzet, schrijf
from ketenregie.portaal.synthetisch.vullen import vul
from meldpunt.models import Melding
from partners.access.roles import OP_NAAM
from partners.models import Lidmaatschap
from referentiemodel.enums import Doel, Gegevenscategorie, Grondslag

BLOK = 100_000  # casussen a statement, so that progress can be shown
OVERLEGGEN_GEPLAND = 40
GEGEVENS = 500  # data of the few very full casussen
VOL = 5  # how many of those
TABELLEN: tuple[type[Model], ...] = (
    Dossier, Persoon, Casus, Betrokkenheid, CasusRecht, CasusPersoonsrecht, Betrokkene, Situatie,
    Bijdrage, EersteWeging, TweedeWeging, PlanVanAanpak, Plandoel, Actie, Nazorg, Termijn,
    Casusoverleg, Agendapunt, OverlegUitnodiging, Melding,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stap:
    """One table or part of it; `doe(van, tot)` fills the casussen van < i <= tot."""

    naam: str
    doe: Callable[[int, int], int]


def stappen(opzet: Opzet) -> Iterator[Stap]:
    """In the order of the keys, although no key is checked until all is there."""
    for naam, functie in (
        ("dossiers", _dossiers),
        ("personen", _personen),
        ("casussen", _casussen),
        ("betrokkenheden", _betrokkenheden),
        ("rechten", _rechten),
        ("rechten op naam", _op_naam),
        ("betrokkenen", _betrokkenen),
        ("situaties", _situaties),
        ("wegingen", _wegingen),
        ("plannen en acties", _plannen),
        ("nazorg en termijnen", _termijnen),
        ("overleggen", _overleggen),
        ("meldingen", _meldingen),
    ):
        yield Stap(naam, lambda van, tot, functie=functie: functie(opzet, van, tot))  # type: ignore[misc]
    yield Stap("volle casussen", lambda van, tot: _volle_casussen(opzet) if van == 0 else 0)


def _gegeven(
    soort: str, leverancier: str, categorie: str, moment: str, gegevenssoort: str
) -> dict[str, str]:
    """Columns that every datum has."""
    return {
        "id": f"pg_temp.nummer('{soort}', g.i)",
        "casus_id": "g.id",
        "leverancier_id": leverancier,
        "gegevenscategorie": f"'{categorie}'",
        "gegevenssoort": f"'{gegevenssoort}'",
        "verwerkt_at": moment,
        "created_at": moment,
        "versie": "1",
    }


BLOKKEN = "g.i > %s AND g.i <= %s"


def _dossiers(o: Opzet, van: int, tot: int) -> int:
    """The zicht of a dossier: its owner, its casussen, and those in which its person takes part."""
    return vul(
        Dossier,
        "(SELECT i, array_agg(DISTINCT n ORDER BY n) AS zicht FROM ("
        f" SELECT g.i, unnest(z.zicht || {o.meldpunt.nummer}) AS n FROM gen_casus g JOIN gen_zicht z USING (i) WHERE {BLOKKEN}"
        f" UNION ALL SELECT t.ander, unnest(z.zicht) FROM gen_tweede t JOIN gen_zicht z USING (i)"
        f" WHERE t.ander > {van} AND t.ander <= {tot}) x GROUP BY i) y JOIN gen_casus g USING (i) JOIN gen_kenmerk k ON k.i = g.i AND k.soort = 2",
        {
            "id": "g.dossier",
            "keten_id": f"'{o.keten.pk}'::uuid",
            "kenmerk": "k.kenmerk",
            "eigenaar_id": f"'{o.meldpunt.pk}'::uuid",
            "created_at": "g.ingebracht",
            "zicht": "y.zicht",
        },
        [van, tot],
    )


def _naam(i: str) -> str:
    """FROM items v (voornaam), a (achternaam) and p (place and day) of person `i`; drawn with a skew."""
    voor, achter = (
        len(namen.VOORNAMEN_VROUW) + len(namen.VOORNAMEN_MAN),
        len(list(namen.achternamen())),
    )
    return (
        f" JOIN gen_voor v ON v.nr = floor({voor} * power(pg_temp.kans({i}, 40, 1000000) / 1e6, 1.4))::int"
        f" JOIN gen_achter a ON a.nr = floor({achter} * power(pg_temp.kans({i}, 41, 1000000) / 1e6, 1.6))::int"
    )


def _persoon(i: str, o: Opzet) -> dict[str, str]:
    straten = "ARRAY['" + "','".join(namen.STRATEN) + "']"
    nationaliteit = "ARRAY['" + "','".join(n for n, _ in namen.TALEN) + "']"
    spreekt = "ARRAY['" + "','".join(t for _, t in namen.TALEN) + "']"
    kies = f"1 + pg_temp.kans({i}, 42, {len(namen.TALEN)})"
    return {
        "voornaam": "v.naam",
        "tussenvoegsel": "a.tussen",
        "achternaam": "a.naam",
        "geboortedatum": f"CASE WHEN pg_temp.kans({i}, 43, 10) < 6 THEN date '{o.vandaag}' - 4400 - pg_temp.kans({i}, 44, 18000) END",
        "geslacht": "v.geslacht",
        "nationaliteit": f"({nationaliteit})[{kies}]",
        "taal": f"({spreekt})[{kies}]",
        "woonplaats": "g.gemeente",
        "adres": f"({straten})[1 + pg_temp.kans({i}, 45, {len(namen.STRATEN)})] || ' ' || (1 + pg_temp.kans({i}, 46, 180))",
        # 06-0 is given out to nobody.
        "telefoon": f"CASE WHEN pg_temp.kans({i}, 47, 10) < 7 THEN '060' || lpad(pg_temp.kans({i}, 48, 10000000)::text, 7, '0') ELSE '' END",
        "zoeknaam": "left(v.vorm || ' ' || a.vorm, 200)",
        "klanken": "ARRAY(SELECT DISTINCT c FROM unnest(v.klanken || a.klanken) c ORDER BY 1)",
    }


def _personen(o: Opzet, van: int, tot: int) -> int:
    persoon = _persoon("g.i", o)
    jaar = f"extract(year FROM ({persoon['geboortedatum']}))::int"
    return vul(
        Persoon,
        f"gen_casus g{_naam('g.i')} WHERE {BLOKKEN}",
        {
            "id": "g.persoon",
            "dossier_id": "g.dossier",
            "created_at": "g.ingebracht",
            **persoon,
            "jaarklanken": f"naam_jaarklanken({persoon['klanken']}, {jaar}, {jaar})",
        },
        [van, tot],
    )


def _casussen(o: Opzet, van: int, tot: int) -> int:
    return vul(
        Casus,
        "gen_casus g JOIN gen_zicht z USING (i) JOIN gen_plaats p ON p.i = g.i AND p.plaats = 0"
        " JOIN gen_kenmerk k ON k.i = g.i AND k.soort = 1"
        f" JOIN gen_deelname d ON d.nr = p.nr WHERE {BLOKKEN}",
        {
            "id": "g.id",
            "keten_id": f"'{o.keten.pk}'::uuid",
            "kenmerk": "k.kenmerk",
            "titel": "(ARRAY['Signalen van ','Vermoeden van ','Aanwijzingen van ','Melding over '])"
            "[1 + pg_temp.kans(g.i, 50, 4)] || replace(g.vorm, '_', ' ') || ' in ' || g.gemeente",
            "modelversie_id": f"'{o.keten.modelversie_id}'::uuid",
            "hoofdstap": "g.hoofdstap",
            "activiteit": "g.activiteit",
            "status": "g.status",
            "eigenaar_id": "d.id",
            "inbrenger_id": "d.id",
            "volgende_stap": "g.volgende_stap",
            "volgende_datum": "g.datum",
            "dossier_id": "g.dossier",
            "ingebracht_at": "g.ingebracht",
            "created_at": "g.ingebracht",
            "laatste_activiteit_at": "coalesce(g.einde, g.ingebracht + interval '9 days')",
            "doel": f"'{Doel.values[0]}'",
            "grondslag": f"'{Grondslag.WGS}'",
            "verschijningsvormen": "ARRAY[g.vorm]",
            "gemeente": "g.gemeente",
            "urgentie": "(ARRAY['normaal','normaal','normaal','normaal','hoog','acuut'])[1 + pg_temp.kans(g.i, 51, 6)]",
            "einde_at": "g.einde",
            "einde_reden": "CASE WHEN g.open THEN '' ELSE 'De aanpak is afgerond.' END",
            "zicht": "z.zicht",
        },
        [van, tot],
    )


def _betrokkenheden(o: Opzet, van: int, tot: int) -> int:
    return vul(
        Betrokkenheid,
        f"gen_casus g JOIN gen_plaats p USING (i) JOIN gen_deelname d USING (nr) WHERE {BLOKKEN}",
        {
            "id": "pg_temp.nummer('betrokkenheid', g.i * 8 + p.plaats)",
            "casus_id": "g.id",
            "deelname_id": "d.id",
            "status": "p.status",
            "letters": "d.letters",
            "waarom": "CASE WHEN p.plaats = 0 THEN 'Bracht de casus in' ELSE 'Partner in deze aanpak' END",
            "uitnodiging": "replace(g.vorm, '_', ' ') || ', gemeente ' || g.gemeente",
            "uitgenodigd_at": "g.ingebracht",
            "antwoord_voor": f"CASE WHEN p.status = 'uitgenodigd' THEN date '{o.vandaag}' - 2 + pg_temp.kans(g.i, 52, 8) END",
            "beantwoord_at": "CASE WHEN p.status <> 'uitgenodigd' THEN g.ingebracht END",
            "einde_at": "CASE WHEN p.status = 'beeindigd' THEN g.ingebracht + interval '5 days' END",
            # What came back to the owner was settled, but for one in twenty.
            "afgedaan_at": "CASE WHEN p.status IN ('beeindigd', 'geweigerd') AND pg_temp.kans(g.i, 55, 20) > 0"
            " THEN g.ingebracht + interval '8 days' END",
            "created_at": "g.ingebracht",
        },
        [van, tot],
    )


def _zien() -> int:
    return Permission.objects.get(
        content_type__app_label="cases", content_type__model="casus", codename="view_casus"
    ).pk


def _rechten(o: Opzet, van: int, tot: int) -> int:
    """As recht_uit_betrokkenheid() makes them."""
    return vul(
        CasusRecht,
        "gen_casus g JOIN gen_plaats p USING (i) JOIN gen_deelname d USING (nr)"
        f" WHERE p.status = 'aanvaard' AND {BLOKKEN}",
        {
            "group_id": "d.groep",
            "permission_id": str(_zien()),
            "content_object_id": "g.id",
            "geldig_van": "g.ingebracht",
            "herkomst": "'betrokkenheid'",
        },
        [van, tot],
    )


def _op_naam(o: Opzet, van: int, tot: int) -> int:
    """People who see only casussen on their own name: one in fifty of those of their organisation."""
    made = 0
    for rij in Lidmaatschap.objects.filter(deelname__keten=o.keten, functie__in=[*OP_NAAM]):
        made += vul(
            CasusPersoonsrecht,
            "gen_casus g JOIN gen_plaats p USING (i) JOIN gen_deelname d USING (nr)"
            f" WHERE d.id = '{rij.deelname_id}'::uuid AND p.status = 'aanvaard'"
            f" AND pg_temp.kans(g.i, 53, 50) = 0 AND {BLOKKEN}",
            {
                "user_id": f"'{rij.medewerker_id}'::uuid",
                "deelname_id": "d.id",
                "permission_id": str(_zien()),
                "content_object_id": "g.id",
                "geldig_van": "g.ingebracht",
                "herkomst": "'taak'",
            },
            [van, tot],
        )
    return made


def _betrokkenen(o: Opzet, van: int, tot: int) -> int:
    kolommen = _gegeven(
        "betrokkene",
        f"'{o.meldpunt.pk}'::uuid",
        "identificatie_contact",
        "g.ingebracht",
        "statisch",
    ) | {"persoon_id": "g.persoon", "rol": "'slachtoffer'", "van": "g.ingebracht::date"}
    made = vul(Betrokkene, f"gen_casus g WHERE {BLOKKEN}", kolommen, [van, tot])
    return made + vul(
        Betrokkene,
        f"gen_casus g JOIN gen_tweede t USING (i) JOIN gen_casus h ON h.i = t.ander WHERE {BLOKKEN}",
        kolommen
        | {"id": "pg_temp.nummer('tweede', g.i)", "persoon_id": "h.persoon", "rol": "'verdachte'"},
        [van, tot],
    )


def _situaties(o: Opzet, van: int, tot: int) -> int:
    return vul(
        Situatie,
        f"gen_casus g WHERE {BLOKKEN}",
        _gegeven("situatie", f"'{o.meldpunt.pk}'::uuid", "uitbuiting", "g.ingebracht", "dynamisch")
        | {
            "korte_inhoud": "'Iemand werkt lange dagen en kan niet vrij weg. Het speelt in ' || g.gemeente || '.'",
            "verschijningsvormen": "ARRAY[g.vorm]",
            "gemeente": "g.gemeente",
        },
        [van, tot],
    )


def _wegingen(o: Opzet, van: int, tot: int) -> int:
    eigenaar = "gen_casus g JOIN gen_plaats p ON p.i = g.i AND p.plaats = 0 JOIN gen_deelname d ON d.nr = p.nr"
    gewogen = {
        "gewogen_at": "g.ingebracht + interval '4 days'",
        "motivering": "'Passend bij wat er is gezien.'",
    }
    made = vul(
        EersteWeging,
        f"{eigenaar} WHERE g.open AND (g.hoofdstap = 'analyse' AND (g.activiteit <> 'eerste_weging'"
        f" OR pg_temp.kans(g.i, 54, 5) = 0)) AND {BLOKKEN}",
        _gegeven("eerste", "d.id", "proces", "g.ingebracht", "exceptioneel")
        | gewogen
        | {"status": "'gewogen'", "kwalificatie": "'mensenhandel'", "gewogen_door_id": "d.id"},
        [van, tot],
    )
    return made + vul(
        TweedeWeging,
        f"{eigenaar} WHERE g.open AND g.activiteit = 'plan_van_aanpak' AND {BLOKKEN}",
        _gegeven("tweedeweging", "d.id", "proces", "g.ingebracht", "exceptioneel")
        | gewogen
        | {"mensenhandel": "true", "zorg_nodig": "true", "urgentie": "'normaal'"},
        [van, tot],
    )


def _json(**velden: str) -> str:
    """SQL for a JSON object as text, keys sorted and no spaces: as planinhoud hashes it."""
    parts = [f"'\"{naam}\":' || {velden[naam]}" for naam in sorted(velden)]
    return "'{' || " + " || ',' || ".join(parts) + " || '}'"


def _tekst(sql: str) -> str:
    return f"to_json(({sql})::text)::text"


def _item(
    soort: str,
    id_: str,
    waarde: str,
    leverancier: str = "''",
    categorie: str = "",
    gegevenssoort: str = "",
) -> str:
    return _json(
        categorie=_tekst(f"'{categorie}'"),
        gegevenssoort=_tekst(f"'{gegevenssoort}'"),
        id=_tekst(id_),
        leverancier=_tekst(leverancier),
        soort=_tekst(f"'{soort}'"),
        waarde=waarde,
    )


SAMENVATTING = "'Eerst veiligheid en opvang, dan werk en papieren op orde; de partners houden elkaar op de hoogte.'"
ACTIE_DAG = "date '{vandaag}' - 10 + pg_temp.kans(g.i * 4 + k, 61, 120)"


def _plannen(o: Opzet, van: int, tot: int) -> int:
    """Vastgestelde plannen with their frozen content; each item hashed as cases/planinhoud.py does."""
    acties = (
        "(ARRAY['"
        + "','".join(namen.ACTIES)
        + f"'])[1 + pg_temp.kans(g.i * 4 + k, 60, {len(namen.ACTIES)})]"
    )
    dag = ACTIE_DAG.format(vandaag=o.vandaag)
    schrijf(
        f"""
    CREATE TEMP TABLE IF NOT EXISTS gen_actie (i bigint, k int, id uuid, deelname uuid, naam text, domein text,
        domeinnaam text, omschrijving text, dag date, open boolean);
    TRUNCATE gen_actie;
    INSERT INTO gen_actie
    SELECT g.i, k, pg_temp.nummer('actie', g.i * 4 + k), d.id, d.naam, d.domein, d.domeinnaam,
        {acties}, {dag}, pg_temp.kans(g.i * 4 + k, 62, 4) = 0
    FROM gen_casus g CROSS JOIN generate_series(0, 3) k
    JOIN gen_plaats p ON p.i = g.i AND p.plaats = k JOIN gen_deelname d USING (nr)
    WHERE g.met_plan AND p.status = 'aanvaard' AND g.i > {van} AND g.i <= {tot};
    CREATE INDEX IF NOT EXISTS gen_actie_i ON gen_actie (i); ANALYZE gen_actie"""
    )
    plan = _json(
        doel=_tekst(f"'{Doel.labels[0]}'"),
        evaluatiedatum="'null'",
        gemeente=_tekst("g.gemeente"),
        grondslag=_tekst(f"'{Grondslag.WGS.label}'"),
        kenmerk=_tekst("k.kenmerk"),
        monitoring=_tekst("''"),
        nummer="'1'",
        regievoerder=_tekst("''"),
        samenvatting=_tekst(SAMENVATTING),
        titel=_tekst("'Aanpak in ' || g.gemeente"),
        voorstel_inhoud=_tekst("'Opvang, aangifte en toekomst in deze volgorde.'"),
        voorstel_proces=_tekst("'Elke maand bespreken de partners de voortgang.'"),
        voorstel_rollen=_tekst("''"),
        vormen="'[]'",
        zorgcoordinator=_tekst("''"),
    )
    doel = _json(
        doel=_tekst("'De persoon woont veilig'"),
        resultaat=_tekst("'Eigen plek en steun'"),
        uiterlijk="'null'",
    )
    partner = _json(
        domein=_tekst("d.domeinnaam"),
        letters=_tekst("coalesce(d.letters ->> 'plan_van_aanpak', '')"),
        organisatie=_tekst("d.naam"),
    )
    actie = _json(
        domein=_tekst("a.domein"),
        domeinnaam=_tekst("a.domeinnaam"),
        omschrijving=_tekst("a.omschrijving"),
        organisatie=_tekst("a.naam"),
        rol=_tekst("'uitvoerder'"),
        uiterlijk=_tekst("a.dag"),
    )
    schrijf(
        f"""
        DROP TABLE IF EXISTS gen_inhoud;
        CREATE TEMP TABLE gen_inhoud AS SELECT i, jsonb_build_object('versie', 1, 'items', jsonb_agg(
                t::jsonb || jsonb_build_object('zout', zout, 'hash', hash) ORDER BY n)) AS inhoud,
            encode(sha256(convert_to(string_agg(hash, E'\\n' ORDER BY n), 'UTF8')), 'hex') AS getal
        FROM (SELECT i, n, t, zout, encode(sha256(convert_to(zout || ':' || t, 'UTF8')), 'hex') AS hash
            FROM (SELECT i, n, t, md5(i || ':' || n || '{o.zaad}') AS zout FROM (
                SELECT g.i, 0 AS n, {_item("plan", "g.plan", plan)} AS t
                    FROM gen_casus g JOIN gen_kenmerk k ON k.i = g.i AND k.soort = 1 WHERE g.met_plan
                UNION ALL SELECT g.i, 1, {_item("doel", "pg_temp.nummer('doel', g.i)", doel)} FROM gen_casus g WHERE g.met_plan
                UNION ALL SELECT g.i, 10 + p.plaats, {_item("partner", "pg_temp.nummer('betrokkenheid', g.i * 8 + p.plaats)", partner)}
                    FROM gen_casus g JOIN gen_plaats p USING (i) JOIN gen_deelname d USING (nr)
                    WHERE g.met_plan AND p.status = 'aanvaard'
                UNION ALL SELECT a.i, 20 + a.k, {_item("actie", "a.id", actie, "a.deelname", "proces", "dynamisch")}
                    FROM gen_actie a
            ) b WHERE i > {van} AND i <= {tot}) c) d GROUP BY i;
        ANALYZE gen_inhoud"""
    )
    eigenaar = "JOIN gen_plaats p ON p.i = g.i AND p.plaats = 0 JOIN gen_deelname d ON d.nr = p.nr"
    moment = "g.ingebracht + interval '20 days'"
    made = vul(
        PlanVanAanpak,
        f"gen_inhoud e JOIN gen_casus g USING (i) {eigenaar} WHERE {BLOKKEN}",
        {
            "id": "g.plan",
            "casus_id": "g.id",
            "nummer": "1",
            "status": "'vastgesteld'",
            "opsteller_id": "d.id",
            "samenvatting": SAMENVATTING,
            "vastgesteld_at": moment,
            "created_at": moment,
            "inhoud": "e.inhoud",
            "controlegetal": "e.getal",
        },
        [van, tot],
    )
    made += vul(
        Plandoel,
        f"gen_casus g WHERE g.met_plan AND {BLOKKEN}",
        {
            "id": "pg_temp.nummer('doel', g.i)",
            "plan_id": "g.plan",
            "doel": "'De persoon woont veilig'",
            "resultaat": "'Eigen plek en steun'",
            "created_at": moment,
        },
        [van, tot],
    )
    return made + vul(
        Actie,
        f"gen_casus g JOIN gen_actie a USING (i) WHERE {BLOKKEN}",
        _gegeven("actie", "a.deelname", "proces", moment, "dynamisch")
        | {
            "id": "a.id",
            "plan_id": "g.plan",
            "omschrijving": "a.omschrijving",
            "deelname_id": "a.deelname",
            "rol": "'uitvoerder'",
            "domein": "a.domein",
            "uiterlijk": "a.dag",
            "status": "CASE WHEN a.open THEN 'open' ELSE 'gedaan' END",
            "resultaat": "CASE WHEN a.open THEN '' ELSE 'Gelukt zoals afgesproken.' END",
            "afgerond_at": "CASE WHEN NOT a.open THEN g.ingebracht + interval '30 days' END",
        },
        [van, tot],
    )


def _termijnen(o: Opzet, van: int, tot: int) -> int:
    eigenaar = "gen_casus g JOIN gen_plaats p ON p.i = g.i AND p.plaats = 0 JOIN gen_deelname d ON d.nr = p.nr"
    tweede = "gen_casus g JOIN gen_plaats p ON p.i = g.i AND p.plaats = 1 AND p.status = 'aanvaard' JOIN gen_deelname d ON d.nr = p.nr"
    termijn = {
        "casus_id": "g.id",
        "deelname_id": "d.id",
        "gestart_at": "g.ingebracht",
        "created_at": "g.ingebracht",
    }
    made = vul(
        Termijn,
        f"{eigenaar} WHERE g.open AND g.status = 'in_behandeling' AND {BLOKKEN}",
        termijn
        | {
            "id": "pg_temp.nummer('review', g.i)",
            "sleutel": "'casusreview'",
            "naam": "'Casusreview'",
            "uiterlijk": f"date '{o.vandaag}' + pg_temp.kans(g.i, 70, 180)",
        },
        [van, tot],
    )
    made += vul(
        Termijn,
        f"{tweede} WHERE NOT g.open AND pg_temp.kans(g.i, 71, 20) = 0 AND {BLOKKEN}",
        termijn
        | {
            "id": "pg_temp.nummer('terug', g.i)",
            "sleutel": "'terugkoppeling:' || d.nummer",
            "naam": "'Terugkoppeling'",
            "uiterlijk": f"date '{o.vandaag}' - 5 + pg_temp.kans(g.i, 72, 365)",
        },
        [van, tot],
    )
    return made + vul(
        Nazorg,
        f"{tweede} WHERE g.open AND g.activiteit = 'nazorg' AND {BLOKKEN}",
        _gegeven("nazorg", "d.id", "hulpverlening", "g.ingebracht", "dynamisch")
        | {
            "vraag": "'Begeleiding bij wonen en werk'",
            "deelname_id": "d.id",
            "status": "(ARRAY['gevraagd','aanvaard','gestart','aanvaard'])[1 + pg_temp.kans(g.i, 73, 4)]",
        },
        [van, tot],
    )


def _overleggen(o: Opzet, van: int, tot: int) -> int:
    """Meetings that were held (a hundred casussen a number) and those of the coming weeks."""
    gepland = f"pg_temp.nummer('overleg', 100000000 + pg_temp.kans(g.i, 80, {OVERLEGGEN_GEPLAND}))"
    gehouden = "pg_temp.nummer('overleg', g.i / 100)"
    basis = {
        "keten_id": f"'{o.keten.pk}'::uuid",
        "organisator_id": f"'{o.groot.pk}'::uuid",
        "created_at": f"timestamptz '{o.vandaag}'",
    }
    made = 0
    if van == 0:
        dag = f"timestamptz '{o.vandaag} 13:00+02' + (1 + n / 2) * interval '1 day'"
        made += vul(
            Casusoverleg,
            f"generate_series(0, {OVERLEGGEN_GEPLAND - 1}) n",
            basis
            | {
                "id": "pg_temp.nummer('overleg', 100000000 + n)",
                "begint_at": dag,
                "eindigt_at": f"{dag} + interval '2 hours'",
                "status": "'gepland'",
            },
        )
    made += vul(
        Casusoverleg,
        f"gen_casus g WHERE mod(g.i, 100) = 0 AND {BLOKKEN}",
        basis
        | {
            "id": gehouden,
            "begint_at": "g.ingebracht",
            "eindigt_at": "g.ingebracht + interval '2 hours'",
            "status": "'gehouden'",
            "gehouden_at": "g.ingebracht",
        },
        [van, tot],
    )
    punt = {"casus_id": "g.id", "volgorde": "1", "created_at": "g.ingebracht"}
    komt = "g.open AND g.activiteit = 'inbreng_casusoverleg' AND pg_temp.kans(g.i, 81, 20) = 0"
    # Casus 1 to 99 have no hundred before them.
    was = "g.open AND g.activiteit IN ('tweede_weging', 'plan_van_aanpak') AND g.i >= 100"
    made += vul(
        Agendapunt,
        f"gen_casus g WHERE {was} AND {BLOKKEN}",
        punt
        | {
            "id": "pg_temp.nummer('punt', g.i)",
            "overleg_id": gehouden,
            "bijdragen_voor": "g.ingebracht::date",
            "besproken_at": "g.ingebracht",
            "besluit": "'Verder met de 2e weging.'",
        },
        [van, tot],
    )
    made += vul(
        Agendapunt,
        f"gen_casus g WHERE {komt} AND {BLOKKEN}",
        punt
        | {
            "id": "pg_temp.nummer('punt', g.i)",
            "overleg_id": gepland,
            "bijdragen_voor": f"date '{o.vandaag}' + 1",
        },
        [van, tot],
    )
    return made + vul(
        OverlegUitnodiging,
        "gen_casus g JOIN gen_plaats p ON p.i = g.i AND p.status = 'aanvaard' JOIN gen_deelname d ON d.nr = p.nr"
        f" WHERE {komt} AND {BLOKKEN}",
        {
            "id": "pg_temp.nummer('aantafel', g.i * 8 + p.plaats)",
            "overleg_id": gepland,
            "casus_id": "g.id",
            "deelname_id": "d.id",
            "waarom": "'Partner in deze casus'",
            "status": "(ARRAY['uitgenodigd','komt'])[1 + pg_temp.kans(g.i + p.plaats, 82, 2)]",
            "created_at": "g.ingebracht",
        },
        [van, tot],
    )


def _meldingen(o: Opzet, van: int, tot: int) -> int:
    """One for every two casussen; one in a hundred is still open."""
    return vul(
        Melding,
        f"(SELECT g.*, pg_temp.kans(g.i, 83, 100) AS r FROM gen_casus g WHERE mod(g.i, 2) = 0) g{_naam('g.i')}"
        f" LEFT JOIN gen_deelname d ON d.nr = 3 + pg_temp.kans(g.i, 84, {o.anderen}) AND pg_temp.kans(g.i, 85, 10) < 3"
        f" JOIN gen_kenmerk k ON k.i = g.i AND k.soort = 3 WHERE {BLOKKEN}",
        {
            "id": "pg_temp.nummer('melding', g.i)",
            "keten_id": f"'{o.keten.pk}'::uuid",
            "kenmerk": "k.kenmerk",
            "soort": "(ARRAY['signaal','melding','melding','advies'])[1 + pg_temp.kans(g.i, 86, 4)]",
            "kanaal": "(ARRAY['telefoon','email','formulier','partner'])[1 + pg_temp.kans(g.i, 87, 4)]",
            "status": "CASE WHEN r < 70 THEN 'dossier_gevormd' WHEN r < 80 THEN 'toegevoegd_aan_dossier'"
            " WHEN r < 89 THEN 'afgesloten_advies' WHEN r < 99 THEN 'doorverwezen'"
            " WHEN mod(g.i, 4) = 0 THEN 'nieuw' ELSE 'in_behandeling' END",
            "eigenaar_id": f"'{o.meldpunt.pk}'::uuid",
            "indiener_id": f"coalesce(d.id, '{o.meldpunt.pk}'::uuid)",
            "volgende_stap": "CASE WHEN r < 99 THEN '' ELSE 'Melding beoordelen' END",
            "volgende_datum": f"CASE WHEN r >= 99 THEN date '{o.vandaag}' - 3 + pg_temp.kans(g.i, 88, 12) END",
            "ontvangen_at": "g.ingebracht - interval '1 day'",
            "created_at": "g.ingebracht - interval '1 day'",
            "einde_at": "CASE WHEN r < 99 THEN g.ingebracht END",
            "einde_reden": "CASE WHEN r < 99 THEN 'Afgehandeld door het meldpunt.' ELSE '' END",
            "dossier_id": "CASE WHEN r < 80 THEN g.dossier END",
            "casus_id": "CASE WHEN r < 80 THEN g.id END",
            "korte_inhoud": "'Er is gezien dat iemand niet vrij is om te gaan. Gemeente ' || g.gemeente || '.'",
            "verschijningsvormen": "ARRAY[g.vorm]",
            "acuut": "pg_temp.kans(g.i, 89, 30) = 0",
            "gemeente": "g.gemeente",
            **_persoon("g.i", o),
            "zicht": f"CASE WHEN d.nummer IS NULL THEN ARRAY[{o.meldpunt.nummer}]"
            f" ELSE pg_temp.paar(d.nummer, {o.meldpunt.nummer}) END",
        },
        [van, tot],
    )


def _volle_casussen(o: Opzet) -> int:
    """A few casussen of the large organisation with five hundred data of many kinds and suppliers."""
    categorieen = (
        "ARRAY['"
        + "','".join(
            c for c in Gegevenscategorie.values if c not in {"bsn", "politiegegevens_8_13"}
        )
        + "']"
    )
    aantal = len(Gegevenscategorie.values) - 2
    vol = (
        "(SELECT * FROM gen_casus WHERE open AND groot AND hoofdstap IN ('analyse', 'uitvoering')"
        f" ORDER BY i DESC LIMIT {VOL}) g CROSS JOIN generate_series(1, {GEGEVENS - 2}) n"
        " JOIN LATERAL (SELECT d.id FROM gen_plaats p JOIN gen_deelname d USING (nr)"
        " WHERE p.i = g.i AND p.status = 'aanvaard' ORDER BY mod(p.plaats + n, 5) LIMIT 1) l ON true"
    )
    kolommen: dict[str, Any] = _gegeven(
        "bijdrage", "l.id", "proces", "g.ingebracht + n * interval '1 hour'", "dynamisch"
    )
    return vul(
        Bijdrage,
        vol,
        kolommen
        | {
            "id": "pg_temp.nummer('bijdrage', g.i * 1000 + n)",
            "gegevenscategorie": f"({categorieen})[1 + mod(n, {aantal})]",
            "tekst": "'Bijdrage ' || n || ': wat onze organisatie weet en nodig vindt om verder te kunnen.'",
        },
    )
