-- Facts without persons, written when something happens. Run by foundation/rls.py after every migrate.
--
-- What is a fact stands in the views feit_bron_*: one view for each table, one row for each fact that its
-- rows now give. A trigger on the table compares these with the facts of that row and adds what is new or
-- different; `feiten_herbereken` does the same for all rows at once. So facts written live are the facts
-- recomputed, and there is one place that says what a fact is.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION feit_dag(moment timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT (moment AT TIME ZONE 'Europe/Amsterdam')::date $$;
CREATE OR REPLACE FUNCTION feit_begin(dag date) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT dag::timestamp AT TIME ZONE 'Europe/Amsterdam' $$;
-- A key that nobody can make without the secret.
CREATE OR REPLACE FUNCTION feit_sleutel(zout uuid, wat text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT encode(substr(sha256(convert_to(zout::text || wat, 'UTF8')), 1, 16), 'hex')::uuid $$;
CREATE OR REPLACE FUNCTION feit_bekend(VARIADIC waarden text[]) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT count(*)::int FROM unnest(waarden) w WHERE w <> '' AND lower(w) <> 'onbekend' $$;

-- Replaced, never dropped: people use them meanwhile. A column more goes at the end; one that goes or changes
-- asks for a migration that drops the view.
-- The first fourteen questions of the dossierset (domain 4.1) are what KPI 5 counts.
CREATE OR REPLACE VIEW feit_bron_melding WITH (security_invoker = true) AS
SELECT m.id AS bron_id, 'melding' AS soort, '' AS extra, m.keten_id, m.id AS wortel, m.casus_id,
    m.id AS onderwerp_id, NULL::uuid AS deelname_id, m.ontvangen_at AS moment, m.gemeente,
    m.verschijningsvormen AS vormen, 'melden' AS hoofdstap, m.soort AS categorie,
    CASE WHEN r.anoniem THEN 'anoniem' ELSE 'bekend' END AS uitkomst, NULL::date AS einddag,
    feit_bekend(m.korte_inhoud, m.voornaam || m.achternaam,
        coalesce(m.geboortedatum::text, m.geboorte_omschrijving), m.geslacht, m.nationaliteit, m.taal,
        array_to_string(m.verschijningsvormen, ''), m.locatie, m.periode_van, m.aantal_slachtoffers,
        m.aantal_daders, m.hulpverlening_betrokken, m.politie_gebeld, m.zorgcoordinator_betrokken) AS aantal,
    14 AS totaal
FROM meldpunt_melding m LEFT JOIN meldpunt_melder r ON r.melding_id = m.id
UNION ALL
SELECT m.id, 'melding_einde', '', m.keten_id, m.id, m.casus_id, m.id, NULL, m.einde_at, '', '{}',
    'melden', m.soort, m.status, NULL, NULL, NULL
FROM meldpunt_melding m WHERE m.einde_at IS NOT NULL;

CREATE OR REPLACE VIEW feit_bron_casus WITH (security_invoker = true) AS
SELECT c.id AS bron_id, 'casus_geopend' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, NULL::uuid AS deelname_id, c.ingebracht_at AS moment, c.gemeente,
    c.verschijningsvormen AS vormen, 'melden' AS hoofdstap, c.minderjarig AS categorie,
    CASE WHEN c.zorgcoordinator_id IS NULL THEN 'geen_zorgcoordinator' ELSE 'zorgcoordinator' END AS uitkomst,
    NULL::date AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_casus c
UNION ALL
SELECT c.id, 'casus_einde', '', c.keten_id, c.id, c.id, NULL, NULL, c.einde_at, c.gemeente,
    c.verschijningsvormen, 'evaluatie', '', c.status, NULL, NULL, NULL
FROM cases_casus c WHERE c.einde_at IS NOT NULL
UNION ALL
-- One for each day on which something was done; an earlier day stays when a later one comes.
SELECT c.id, 'activiteit', feit_dag(c.laatste_activiteit_at)::text, c.keten_id, c.id, c.id, NULL, NULL,
    feit_begin(feit_dag(c.laatste_activiteit_at)), '', '{}', '', '', '', NULL, NULL, NULL
FROM cases_casus c;

CREATE OR REPLACE VIEW feit_bron_eersteweging WITH (security_invoker = true) AS
SELECT w.id AS bron_id, 'eerste_weging' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, w.gewogen_door_id AS deelname_id, w.gewogen_at AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'analyse' AS hoofdstap, w.veiligheid AS categorie, w.kwalificatie AS uitkomst,
    NULL::date AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_eersteweging w JOIN cases_casus c ON c.id = w.casus_id
WHERE w.status = 'gewogen' AND w.gewogen_at IS NOT NULL;

CREATE OR REPLACE VIEW feit_bron_tweedeweging WITH (security_invoker = true) AS
SELECT w.id AS bron_id, 'tweede_weging' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, NULL::uuid AS deelname_id, w.gewogen_at AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'analyse' AS hoofdstap, w.urgentie AS categorie,
    CASE WHEN w.mensenhandel THEN 'mensenhandel' ELSE 'geen_mensenhandel' END
        || CASE WHEN w.zorg_nodig THEN '_zorg' ELSE '' END AS uitkomst,
    NULL::date AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_tweedeweging w JOIN cases_casus c ON c.id = w.casus_id;

CREATE OR REPLACE VIEW feit_bron_doorlaatverbod WITH (security_invoker = true) AS
SELECT d.id AS bron_id, 'doorlaatverbod' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, d.besloten_door_id AS deelname_id, d.besloten_at AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'analyse' AS hoofdstap, '' AS categorie,
    CASE WHEN d.veilig_at IS NULL THEN '' ELSE 'veilig' END AS uitkomst, feit_dag(d.veilig_at) AS einddag,
    (SELECT count(DISTINCT b) FROM unnest(d.bewijsmiddelen) b)::int AS aantal,
    -- Minutes until the slachtoffer was safe.
    floor(extract(epoch FROM d.veilig_at - d.besloten_at) / 60)::int AS totaal
FROM cases_doorlaatverbod d JOIN cases_casus c ON c.id = d.casus_id;

CREATE OR REPLACE VIEW feit_bron_overdracht WITH (security_invoker = true) AS
SELECT o.id AS bron_id, 'overdracht' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, o.naar_id AS deelname_id, o.beantwoord_at AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'analyse' AS hoofdstap, o.soort AS categorie, o.status AS uitkomst,
    NULL::date AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_overdracht o JOIN cases_casus c ON c.id = o.casus_id
WHERE o.status = 'aanvaard' AND o.beantwoord_at IS NOT NULL;

CREATE OR REPLACE VIEW feit_bron_agendapunt WITH (security_invoker = true) AS
SELECT a.id AS bron_id, 'overleg' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, v.organisator_id AS deelname_id, v.begint_at AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'analyse' AS hoofdstap, '' AS categorie, v.status AS uitkomst,
    NULL::date AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_agendapunt a JOIN cases_casusoverleg v ON v.id = a.overleg_id JOIN cases_casus c ON c.id = a.casus_id
WHERE v.status = 'gehouden';

CREATE OR REPLACE VIEW feit_bron_overleguitnodiging WITH (security_invoker = true) AS
SELECT u.id AS bron_id, 'uitnodiging' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, u.deelname_id, v.begint_at AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'analyse' AS hoofdstap, '' AS categorie, u.status AS uitkomst,
    NULL::date AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_overleguitnodiging u JOIN cases_casusoverleg v ON v.id = u.overleg_id
JOIN cases_casus c ON c.id = u.casus_id WHERE v.status = 'gehouden';

CREATE OR REPLACE VIEW feit_bron_planvanaanpak WITH (security_invoker = true) AS
SELECT p.id AS bron_id, 'plan' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, p.opsteller_id AS deelname_id, p.vastgesteld_at AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'analyse' AS hoofdstap, p.nummer::text AS categorie,
    CASE WHEN d.beide THEN 'zorg_en_veiligheid' ELSE '' END AS uitkomst,
    NULL::date AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_planvanaanpak p JOIN cases_casus c ON c.id = p.casus_id
CROSS JOIN LATERAL (SELECT bool_or(a.domein IN ('zorg', 'beide')) AND bool_or(a.domein IN ('veiligheid', 'beide'))
    AS beide FROM cases_actie a WHERE a.plan_id = p.id) d
WHERE p.status = 'vastgesteld';

-- Counted in the period of its deadline, so its moment may lie ahead.
CREATE OR REPLACE VIEW feit_bron_actie WITH (security_invoker = true) AS
SELECT a.id AS bron_id, 'actie' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, a.deelname_id, feit_begin(a.uiterlijk) AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'uitvoering' AS hoofdstap, a.domein AS categorie, a.status AS uitkomst,
    feit_dag(a.afgerond_at) AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_actie a JOIN cases_casus c ON c.id = a.casus_id LEFT JOIN cases_planvanaanpak p ON p.id = a.plan_id
WHERE a.plan_id IS NULL OR p.status = 'vastgesteld';

CREATE OR REPLACE VIEW feit_bron_betrokkene WITH (security_invoker = true) AS
SELECT b.id AS bron_id, 'betrokkene' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    b.persoon_id AS onderwerp_id, NULL::uuid AS deelname_id, b.created_at AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, '' AS hoofdstap, b.rol AS categorie, b.nu_veilig AS uitkomst,
    b.tot AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_betrokkene b JOIN cases_casus c ON c.id = b.casus_id;

CREATE OR REPLACE VIEW feit_bron_interventie WITH (security_invoker = true) AS
SELECT i.id AS bron_id, 'interventie' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, i.uitvoerder_id AS deelname_id, feit_begin(i.eind) AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'uitvoering' AS hoofdstap, i.soort AS categorie, i.effect AS uitkomst,
    NULL::date AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_interventie i JOIN cases_casus c ON c.id = i.casus_id WHERE i.eind IS NOT NULL;

CREATE OR REPLACE VIEW feit_bron_bedenktijd WITH (security_invoker = true) AS
SELECT b.id AS bron_id, 'bedenktijd' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, NULL::uuid AS deelname_id,
    coalesce(feit_begin(b.eind), b.created_at) AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'uitvoering' AS hoofdstap, '' AS categorie, b.status AS uitkomst,
    NULL::date AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_bedenktijd b JOIN cases_casus c ON c.id = b.casus_id
WHERE b.status IN ('aangifte', 'medewerking', 'afgezien', 'verlopen');

CREATE OR REPLACE VIEW feit_bron_nazorg WITH (security_invoker = true) AS
SELECT n.id AS bron_id, 'nazorg' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, n.deelname_id, n.created_at AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'uitvoering' AS hoofdstap, '' AS categorie, n.status AS uitkomst,
    NULL::date AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_nazorg n JOIN cases_casus c ON c.id = n.casus_id;

CREATE OR REPLACE VIEW feit_bron_evaluatieopdracht WITH (security_invoker = true) AS
SELECT e.id AS bron_id, 'evaluatie' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, e.begeleider_id AS deelname_id, e.einde_at AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'evaluatie' AS hoofdstap, '' AS categorie, e.status AS uitkomst,
    NULL::date AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM evaluatie_evaluatieopdracht e JOIN cases_casus c ON c.id = e.casus_id
WHERE e.status = 'afgerond' AND e.einde_at IS NOT NULL;

CREATE OR REPLACE VIEW feit_bron_verbeterpunt WITH (security_invoker = true) AS
SELECT v.id AS bron_id, 'verbeterpunt' AS soort, '' AS extra, v.keten_id, v.id AS wortel,
    NULL::uuid AS casus_id, NULL::uuid AS onderwerp_id, v.eigenaar_id AS deelname_id,
    v.vastgesteld_at AS moment, '' AS gemeente, '{}'::varchar[] AS vormen, 'evaluatie' AS hoofdstap,
    v.categorie, v.status AS uitkomst, feit_dag(v.afgerond_at) AS einddag, NULL::int AS aantal,
    NULL::int AS totaal
FROM evaluatie_verbeterpunt v;

CREATE OR REPLACE VIEW feit_bron_termijn WITH (security_invoker = true) AS
SELECT t.id AS bron_id, 'terugkoppeling' AS soort, '' AS extra, c.keten_id, c.id AS wortel, c.id AS casus_id,
    NULL::uuid AS onderwerp_id, t.deelname_id, t.gestart_at AS moment, '' AS gemeente,
    '{}'::varchar[] AS vormen, 'evaluatie' AS hoofdstap, '' AS categorie,
    CASE WHEN t.voldaan_at IS NULL THEN '' WHEN feit_dag(t.voldaan_at) <= t.uiterlijk THEN 'op_tijd'
        ELSE 'te_laat' END AS uitkomst, t.uiterlijk AS einddag, NULL::int AS aantal, NULL::int AS totaal
FROM cases_termijn t JOIN cases_casus c ON c.id = t.casus_id WHERE t.sleutel LIKE 'terugkoppeling%';

-- What the norm of prevention counts; see Voorlichting.telt_voor_norm.
CREATE OR REPLACE VIEW feit_bron_voorlichting WITH (security_invoker = true) AS
SELECT v.id AS bron_id, 'bijeenkomst' AS soort, '' AS extra, v.keten_id, v.id AS wortel,
    NULL::uuid AS casus_id, NULL::uuid AS onderwerp_id, v.organisator_id AS deelname_id,
    feit_begin(v.datum) AS moment, v.gemeente, v.verschijningsvormen AS vormen, '' AS hoofdstap,
    v.soort AS categorie, '' AS uitkomst, NULL::date AS einddag, v.bereik AS aantal, NULL::int AS totaal
FROM preventie_voorlichting v
WHERE v.status = 'gehouden' AND v.doelgroep = 'professionals' AND v.soort = 'bijeenkomst';

-- The secret of an object, made the first time; none for what was forgotten.
CREATE OR REPLACE FUNCTION feit_zout(object uuid) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE gevonden uuid;
BEGIN
    IF object IS NULL THEN RETURN NULL; END IF;
    SELECT zout INTO gevonden FROM evaluatie_feitzout WHERE object_id = object;
    IF NOT FOUND THEN
        INSERT INTO evaluatie_feitzout VALUES (object, gen_random_uuid())
        ON CONFLICT (object_id) DO NOTHING;
        SELECT zout INTO gevonden FROM evaluatie_feitzout WHERE object_id = object;
    END IF;
    RETURN gevonden;
END $$;

-- Brings the facts of one row, or of all rows of a table (bron NULL), in line with its view.
-- Returns how many rows it added.
CREATE OR REPLACE FUNCTION feiten_ververs(tabel text, bron uuid) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    nu timestamptz := coalesce(nullif(current_setting('app.moment', true), '')::timestamptz, clock_timestamp());
    waar text := CASE WHEN bron IS NULL THEN '' ELSE format(' WHERE b.bron_id = %L', bron) END;
    bij bigint;
BEGIN
    IF bron IS NULL THEN
        EXECUTE format('INSERT INTO evaluatie_feitzout SELECT x, gen_random_uuid() FROM (
            SELECT wortel AS x FROM feit_bron_%1$s UNION SELECT casus_id FROM feit_bron_%1$s
            UNION SELECT onderwerp_id FROM feit_bron_%1$s) y WHERE x IS NOT NULL
            ON CONFLICT (object_id) DO NOTHING', tabel);
        EXECUTE format('INSERT INTO evaluatie_casussleutel SELECT casus_id, feit_sleutel(z.zout, ''casus'')
            FROM (SELECT DISTINCT casus_id FROM feit_bron_%s WHERE casus_id IS NOT NULL) b
            JOIN evaluatie_feitzout z ON z.object_id = b.casus_id WHERE z.zout IS NOT NULL
            ON CONFLICT (casus_id) DO NOTHING', tabel);
    ELSE
        EXECUTE format('SELECT feit_zout(wortel), feit_zout(casus_id), feit_zout(onderwerp_id)
            FROM feit_bron_%s b %s', tabel, waar);
        EXECUTE format('INSERT INTO evaluatie_casussleutel SELECT DISTINCT casus_id, feit_sleutel(z.zout, ''casus'')
            FROM feit_bron_%s b JOIN evaluatie_feitzout z ON z.object_id = b.casus_id %s AND z.zout IS NOT NULL
            ON CONFLICT (casus_id) DO NOTHING', tabel, waar);
    END IF;
    EXECUTE format('INSERT INTO evaluatie_feit (keten_id, soort, sleutel, volg, vervallen, moment, dag,
            vastgelegd_at, casus_sleutel, onderwerp_sleutel, deelname_id, gemeente, vormen, hoofdstap,
            categorie, uitkomst, einddag, aantal, totaal)
        SELECT n.keten_id, n.soort, n.sleutel, coalesce(l.volg + 1, 0), false, n.moment, feit_dag(n.moment),
            CASE WHEN l.volg IS NULL AND %2$L THEN least(n.moment, %3$L) ELSE %3$L END,
            n.cs, n.os, n.deelname_id, n.gemeente, n.vormen, n.hoofdstap, n.categorie, n.uitkomst,
            n.einddag, n.aantal, n.totaal
        FROM (SELECT b.*, feit_sleutel(w.zout, b.soort || b.bron_id || b.extra) AS sleutel,
                feit_sleutel(c.zout, ''casus'') AS cs, feit_sleutel(o.zout, ''onderwerp'') AS os
            FROM feit_bron_%1$s b JOIN evaluatie_feitzout w ON w.object_id = b.wortel AND w.zout IS NOT NULL
            LEFT JOIN evaluatie_feitzout c ON c.object_id = b.casus_id
            LEFT JOIN evaluatie_feitzout o ON o.object_id = b.onderwerp_id %4$s) n
        LEFT JOIN LATERAL (SELECT f.* FROM evaluatie_feit f WHERE f.sleutel = n.sleutel
            ORDER BY f.volg DESC LIMIT 1) l ON true
        WHERE l.volg IS NULL OR l.vervallen OR (l.moment, l.gemeente, l.vormen, l.categorie, l.uitkomst,
            l.deelname_id, l.einddag, l.aantal, l.totaal, l.casus_sleutel, l.onderwerp_sleutel)
            IS DISTINCT FROM (n.moment, n.gemeente, n.vormen, n.categorie, n.uitkomst, n.deelname_id,
            n.einddag, n.aantal, n.totaal, n.cs, n.os)', tabel, bron IS NULL, nu, waar);
    GET DIAGNOSTICS bij = ROW_COUNT;
    RETURN bij;
END $$;

-- Takes back the facts of one row that it does not give any more (reopened, withdrawn). What was done on a
-- day stays done; a row that is deleted takes nothing back.
CREATE OR REPLACE FUNCTION feiten_trek_terug(tabel text, bron uuid, wortel uuid, soorten text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    nu timestamptz := coalesce(nullif(current_setting('app.moment', true), '')::timestamptz, clock_timestamp());
    geheim uuid;
BEGIN
    SELECT zout INTO geheim FROM evaluatie_feitzout WHERE object_id = wortel;
    IF geheim IS NULL THEN RETURN; END IF;
    EXECUTE format('INSERT INTO evaluatie_feit (keten_id, soort, sleutel, volg, vervallen, moment, dag,
            vastgelegd_at, casus_sleutel, onderwerp_sleutel, deelname_id, gemeente, vormen, hoofdstap,
            categorie, uitkomst, einddag, aantal, totaal)
        SELECT l.keten_id, l.soort, l.sleutel, l.volg + 1, true, l.moment, l.dag, $1, l.casus_sleutel,
            l.onderwerp_sleutel, l.deelname_id, l.gemeente, l.vormen, l.hoofdstap, l.categorie, l.uitkomst,
            l.einddag, l.aantal, l.totaal
        FROM unnest($2) s CROSS JOIN LATERAL (SELECT f.* FROM evaluatie_feit f
            WHERE f.sleutel = feit_sleutel($3, s || $4::text) ORDER BY f.volg DESC LIMIT 1) l
        WHERE NOT l.vervallen AND NOT EXISTS (
            SELECT 1 FROM feit_bron_%s b WHERE b.bron_id = $4 AND b.soort = s)', tabel)
    USING nu, soorten, geheim, bron;
END $$;

-- Arguments: the source, the column with its id, the column of its root object, the kinds of fact that may be
-- taken back, and (for a table that changes often) the columns that matter.
CREATE OR REPLACE FUNCTION feiten_schrijf() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    rij jsonb := to_jsonb(NEW);
    bron uuid := (rij ->> TG_ARGV[1])::uuid;
BEGIN
    IF TG_OP = 'UPDATE' AND TG_NARGS > 4 AND NOT EXISTS (
        SELECT 1 FROM unnest(string_to_array(TG_ARGV[4], ',')) k
        WHERE to_jsonb(OLD) -> k IS DISTINCT FROM rij -> k) THEN
        RETURN NULL;
    END IF;
    PERFORM feiten_ververs(TG_ARGV[0], bron);
    IF TG_OP = 'UPDATE' AND TG_ARGV[3] <> '' THEN
        PERFORM feiten_trek_terug(TG_ARGV[0], bron, (rij ->> TG_ARGV[2])::uuid, string_to_array(TG_ARGV[3], ','));
    END IF;
    RETURN NULL;
END $$;

-- A casusoverleg that was held: its agendapunten and invitations became facts. A plan that was agreed: its
-- acties did; and an actie tells what its plan holds.
CREATE OR REPLACE FUNCTION feiten_schrijf_overleg() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.status, OLD.begint_at) IS NOT DISTINCT FROM (NEW.status, NEW.begint_at) THEN RETURN NULL; END IF;
    PERFORM feiten_ververs('agendapunt', a.id), feiten_trek_terug('agendapunt', a.id, a.casus_id, ARRAY['overleg'])
    FROM cases_agendapunt a WHERE a.overleg_id = NEW.id;
    PERFORM feiten_ververs('overleguitnodiging', u.id),
        feiten_trek_terug('overleguitnodiging', u.id, u.casus_id, ARRAY['uitnodiging'])
    FROM cases_overleguitnodiging u WHERE u.overleg_id = NEW.id;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION feiten_schrijf_plan() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.status IS NOT DISTINCT FROM NEW.status THEN RETURN NULL; END IF;
    PERFORM feiten_ververs('actie', a.id), feiten_trek_terug('actie', a.id, a.casus_id, ARRAY['actie'])
    FROM cases_actie a WHERE a.plan_id = NEW.id;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION feiten_schrijf_actie() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.plan_id IS NOT NULL THEN PERFORM feiten_ververs('planvanaanpak', NEW.plan_id); END IF;
    RETURN NULL;
END $$;

-- The casus, melding or persoon is gone: so is the secret that tied its facts to it.
CREATE OR REPLACE FUNCTION feiten_vergeet() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM evaluatie_feitzout WHERE object_id = OLD.id;
    DELETE FROM evaluatie_casussleutel WHERE casus_id = OLD.id;
    RETURN NULL;
END $$;

-- A next row of a fact: the rows before it are known until then. What they say does not change.
CREATE OR REPLACE FUNCTION feit_vervangt() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.volg = 0 THEN RETURN NULL; END IF;
    UPDATE evaluatie_feit f SET vervangen_at = least(f.vervangen_at, NEW.vastgelegd_at)
    WHERE f.sleutel = NEW.sleutel AND f.volg < NEW.volg;
    RETURN NULL;
END $$;

-- All facts of one source that are not there yet, and those that changed unseen.
CREATE OR REPLACE FUNCTION feiten_herbereken(tabel text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF tabel <> ALL (ARRAY['melding', 'casus', 'eersteweging', 'tweedeweging', 'doorlaatverbod', 'overdracht',
        'agendapunt', 'overleguitnodiging', 'planvanaanpak', 'actie', 'betrokkene', 'interventie', 'bedenktijd',
        'nazorg', 'evaluatieopdracht', 'verbeterpunt', 'termijn', 'voorlichting']) THEN
        RAISE EXCEPTION 'onbekende bron van feiten: %', tabel;
    END IF;
    RETURN feiten_ververs(tabel, NULL);
END $$;

-- Forgets one object while its row still stands (anonymised instead of deleted).
CREATE OR REPLACE FUNCTION feiten_vergeet_object(object uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO evaluatie_feitzout VALUES (object, NULL) ON CONFLICT (object_id) DO UPDATE SET zout = NULL;
    DELETE FROM evaluatie_casussleutel WHERE casus_id = object;
END $$;

REVOKE ALL ON FUNCTION feit_zout(uuid), feiten_ververs(text, uuid), feiten_trek_terug(text, uuid, uuid, text[]),
    feiten_schrijf(), feiten_schrijf_overleg(), feiten_schrijf_plan(), feiten_schrijf_actie(), feiten_vergeet(),
    feit_vervangt(), feiten_herbereken(text), feiten_vergeet_object(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION feiten_schrijf(), feiten_schrijf_overleg(), feiten_schrijf_plan(),
    feiten_schrijf_actie(), feiten_vergeet(), feit_vervangt() TO eigenaar;
GRANT EXECUTE ON FUNCTION feiten_herbereken(text) TO werker, eigenaar;
GRANT EXECUTE ON FUNCTION feiten_vergeet_object(uuid) TO werker;
RESET ROLE;

CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON meldpunt_melding FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('melding', 'id', 'id', 'melding_einde');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON meldpunt_melder FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('melding', 'melding_id', 'melding_id', '');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_casus FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('casus', 'id', 'id', 'casus_einde', 'ingebracht_at,gemeente,verschijningsvormen,minderjarig,zorgcoordinator_id,einde_at,status,laatste_activiteit_at');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_eersteweging FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('eersteweging', 'id', 'casus_id', 'eerste_weging');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_tweedeweging FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('tweedeweging', 'id', 'casus_id', '');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_doorlaatverbod FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('doorlaatverbod', 'id', 'casus_id', '');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_overdracht FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('overdracht', 'id', 'casus_id', 'overdracht');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_agendapunt FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('agendapunt', 'id', 'casus_id', 'overleg');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_overleguitnodiging FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('overleguitnodiging', 'id', 'casus_id', 'uitnodiging');
CREATE OR REPLACE TRIGGER feiten AFTER UPDATE ON cases_casusoverleg FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf_overleg();
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_planvanaanpak FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('planvanaanpak', 'id', 'casus_id', 'plan');
CREATE OR REPLACE TRIGGER feiten_acties AFTER UPDATE ON cases_planvanaanpak FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf_plan();
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_actie FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('actie', 'id', 'casus_id', 'actie');
CREATE OR REPLACE TRIGGER feiten_plan AFTER INSERT OR UPDATE ON cases_actie FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf_actie();
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_betrokkene FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('betrokkene', 'id', 'casus_id', '');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_interventie FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('interventie', 'id', 'casus_id', 'interventie');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_bedenktijd FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('bedenktijd', 'id', 'casus_id', 'bedenktijd');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_nazorg FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('nazorg', 'id', 'casus_id', '');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON evaluatie_evaluatieopdracht FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('evaluatieopdracht', 'id', 'casus_id', 'evaluatie');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON evaluatie_verbeterpunt FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('verbeterpunt', 'id', 'id', '');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON cases_termijn FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('termijn', 'id', 'casus_id', 'terugkoppeling');
CREATE OR REPLACE TRIGGER feiten AFTER INSERT OR UPDATE ON preventie_voorlichting FOR EACH ROW
    EXECUTE FUNCTION feiten_schrijf('voorlichting', 'id', 'id', 'bijeenkomst');
CREATE OR REPLACE TRIGGER feiten_vergeten AFTER DELETE ON cases_casus FOR EACH ROW
    EXECUTE FUNCTION feiten_vergeet();
CREATE OR REPLACE TRIGGER feiten_vergeten AFTER DELETE ON cases_persoon FOR EACH ROW
    EXECUTE FUNCTION feiten_vergeet();
CREATE OR REPLACE TRIGGER feiten_vergeten AFTER DELETE ON meldpunt_melding FOR EACH ROW
    EXECUTE FUNCTION feiten_vergeet();
CREATE OR REPLACE TRIGGER vervangt AFTER INSERT ON evaluatie_feit FOR EACH ROW
    EXECUTE FUNCTION feit_vervangt();
