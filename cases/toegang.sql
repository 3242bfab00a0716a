-- Access beyond the convenant: the noodknop, the guard on toegangsverzoeken, and what the FG may know.
-- Functions belong to zichthouder (NOLOGIN, passes row level security).
SET ROLE zichthouder;

-- The noodknop. The app cannot give itself a right to a casus that it does not see; this function does,
-- and writes in the same statement the use, the line in the logboek and the notice for FG and owner.
-- What it asks: a person with a functie fit for it (partners/access/roles.py, NOODKNOP) who acts for this
-- deelname today, a deelname that is party to the convenant in force, an open casus of the same keten,
-- a reason; and no exclusion. Whatever is missing gives the same empty answer along the same statements.
CREATE OR REPLACE FUNCTION noodknop_openen(
    welke uuid, welk text, mijn_functie text, waarom text, wanneer timestamptz, tot timestamptz,
    beoordelen date, verzoek uuid, bladzijde text)
RETURNS TABLE (noodknop_casus uuid, noodknop_nieuw boolean) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    zelf int := nullif(current_setting('app.deelname', true), '')::int;
    in_keten uuid := nullif(current_setting('app.keten', true), '')::uuid;
    wie uuid := nullif(current_setting('app.medewerker', true), '')::uuid;
    vandaag date := (now() AT TIME ZONE 'Europe/Amsterdam')::date;
    begin_at timestamptz := least(wanneer, now());
    eind_at timestamptz;
    mijn_deelname uuid;
    gevonden uuid;
    uitgesloten boolean;
    bestaand uuid;
    nieuw_recht bigint;
    nieuw_id uuid := gen_random_uuid();
BEGIN
    -- One at a time for one person: two clicks make one use.
    PERFORM pg_advisory_xact_lock(hashtextextended('noodknop ' || coalesce(wie::text, ''), 0));
    eind_at := least(tot, begin_at + interval '4 hours');

    SELECT d.id INTO mijn_deelname FROM partners_deelname d
    WHERE d.nummer = zelf AND d.keten_id = in_keten
      AND d.van <= vandaag AND (d.tot IS NULL OR d.tot >= vandaag)
      AND length(btrim(waarom)) >= 15
      AND mijn_functie IN ('meldpuntmedewerker', 'ketenregieteamlid', 'procesregisseur',
                           'casusregisseur', 'zorgcoordinator')
      AND EXISTS (
          SELECT FROM partners_lidmaatschap l
          JOIN partners_medewerker m ON m.id = wie AND m.is_active
          WHERE l.deelname_id = d.id AND l.functie = mijn_functie
            AND l.van <= vandaag AND (l.tot IS NULL OR l.tot >= vandaag)
            AND (l.vervalt_op IS NULL OR l.vervalt_op > vandaag)
            AND (l.medewerker_id = wie OR EXISTS (
                SELECT FROM partners_vervanging v WHERE v.lidmaatschap_id = l.id
                  AND v.vervanger_id = wie AND v.van <= vandaag AND v.tot >= vandaag)))
      AND EXISTS (
          SELECT FROM partners_partij p JOIN partners_convenant c ON c.id = p.convenant_id
          WHERE p.deelname_id = d.id AND c.keten_id = in_keten AND c.status = 'vastgesteld'
            AND c.van <= vandaag AND (c.tot IS NULL OR c.tot >= vandaag)
            AND p.van <= vandaag AND (p.tot IS NULL OR p.tot >= vandaag)
            AND p.getekend_op IS NOT NULL AND (p.uit_per IS NULL OR p.uit_per > vandaag));

    SELECT c.id INTO gevonden FROM cases_casus c
    WHERE (c.id = welke OR c.kenmerk = welk) AND c.keten_id = in_keten AND c.einde_at IS NULL;

    -- Also when nothing was found: the answer and the way to it are the same.
    SELECT EXISTS (
        SELECT FROM cases_uitsluiting u
        WHERE u.casus_id = coalesce(gevonden, nieuw_id) AND u.opgeheven_at IS NULL
          AND u.medewerker_id IN (wie, nullif(current_setting('app.namens', true), '')::uuid)
    ) INTO uitgesloten;

    SELECT n.id INTO bestaand FROM cases_noodknop n
    WHERE n.casus_id = coalesce(gevonden, nieuw_id) AND n.medewerker_id = wie
      AND n.deelname_id = mijn_deelname AND n.beeindigd_at IS NULL AND n.geldig_tot > begin_at;

    IF mijn_deelname IS NULL OR wie IS NULL OR gevonden IS NULL OR uitgesloten THEN
        RETURN QUERY SELECT NULL::uuid, false;
        RETURN;
    END IF;
    IF bestaand IS NOT NULL THEN
        RETURN QUERY SELECT gevonden, false;
        RETURN;
    END IF;

    INSERT INTO cases_casuspersoonsrecht (user_id, permission_id, content_object_id, deelname_id,
                                          geldig_van, geldig_tot, herkomst, reden, verleend_door_id,
                                          taak, waarschuwingen)
    SELECT wie, p.id, gevonden, mijn_deelname, begin_at, eind_at, 'noodknop', waarom, wie,
           'uitvoering', 0
    FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
    WHERE t.app_label = 'cases' AND t.model = 'casus' AND p.codename = 'view_casus'
    RETURNING id INTO nieuw_recht;

    INSERT INTO cases_noodknop (id, versie, created_at, created_by_id, keten_id, casus_id, deelname_id,
                                medewerker_id, functie, recht_id, reden, begonnen_at, geldig_tot,
                                beoordelen_voor, oordeel, oordeel_notitie)
    VALUES (nieuw_id, 1, begin_at, wie, in_keten, gevonden, mijn_deelname, wie, mijn_functie,
            nieuw_recht, waarom, begin_at, eind_at, beoordelen, '', '');

    INSERT INTO logboek_regel (tijdstip, keten_id, deelname_id, medewerker_id, functie, gebeurtenis,
                               actie, object_type, object_id, casus_id, doel, regel, uitkomst, reden,
                               verzoek_id, kanaal, route, details)
    VALUES (begin_at, in_keten, mijn_deelname, wie, mijn_functie, 'noodknop_gebruikt', 'C',
            'cases.noodknop', nieuw_id, gevonden, 'slachtoffer_in_veiligheid', 'noodknop', 'gelukt',
            waarom, verzoek, CASE WHEN verzoek IS NULL THEN 'commando' ELSE 'web' END,
            coalesce(bladzijde, ''), jsonb_build_object('tot', eind_at));

    INSERT INTO foundation_bericht (id, soort, keten_id, deelname_id, ids, created_at, volgende_at,
                                    pogingen, laatste_fout)
    VALUES (gen_random_uuid(), 'noodknop.gebruikt', in_keten, mijn_deelname,
            jsonb_build_object('noodknop_id', nieuw_id), now(), now(), 0, '');
    RETURN QUERY SELECT gevonden, true;
END $$;

-- How often this person pressed since a moment, tries that opened nothing included. The logboek keeps both
-- whatever happens to the request; who may read it has no part in this, or a limit would silently be 0.
CREATE OR REPLACE FUNCTION noodknop_pogingen(sinds timestamptz)
RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM logboek_regel r
    WHERE r.keten_id = nullif(current_setting('app.keten', true), '')::uuid
      AND r.medewerker_id = nullif(current_setting('app.medewerker', true), '')::uuid
      AND r.gebeurtenis IN ('noodknop_gebruikt', 'noodknop_geweigerd') AND r.tijdstip > sinds
$$;

-- A use stays what it was: who, what, why and since when. Its end only comes nearer, and who pressed does
-- not judge it, nor who stands in for or is replaced by that person.
CREATE OR REPLACE FUNCTION noodknop_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (NEW.keten_id, NEW.casus_id, NEW.deelname_id, NEW.medewerker_id, NEW.functie, NEW.recht_id,
        NEW.reden, NEW.begonnen_at, NEW.beoordelen_voor)
       IS DISTINCT FROM
       (OLD.keten_id, OLD.casus_id, OLD.deelname_id, OLD.medewerker_id, OLD.functie, OLD.recht_id,
        OLD.reden, OLD.begonnen_at, OLD.beoordelen_voor)
       OR NEW.geldig_tot > OLD.geldig_tot
       OR (OLD.oordeel <> '' AND NEW.oordeel <> OLD.oordeel)
       OR (NEW.oordeel <> OLD.oordeel AND OLD.medewerker_id::text IN (
               current_setting('app.medewerker', true), current_setting('app.namens', true)))
    THEN
        RAISE EXCEPTION 'gebruik van de noodknop ligt vast' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- A right by the noodknop comes from noodknop_openen only, and never lasts longer.
CREATE OR REPLACE FUNCTION noodknop_recht_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user <> 'zichthouder' AND NEW.herkomst = 'noodknop' AND (
        TG_OP = 'INSERT' OR OLD.herkomst <> 'noodknop' OR NEW.geldig_tot IS NULL
        OR NEW.geldig_tot > OLD.geldig_tot OR NEW.user_id <> OLD.user_id
        OR NEW.content_object_id <> OLD.content_object_id OR NEW.deelname_id <> OLD.deelname_id)
    THEN
        RAISE EXCEPTION 'alleen de noodknop geeft dit recht' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- Who asks does not decide, and what is asked does not change on the way.
CREATE OR REPLACE FUNCTION toegangsverzoek_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    zelf uuid := (SELECT d.id FROM partners_deelname d
                  WHERE d.nummer = nullif(current_setting('app.deelname', true), '')::int);
BEGIN
    IF current_user <> 'app' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'gevraagd' OR NEW.aanvrager_id = NEW.beslisser_id THEN
            RAISE EXCEPTION 'een verzoek begint als vraag' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.casus_id, NEW.kenmerk, NEW.aanvrager_id, NEW.leverancier_id, NEW.categorie, NEW.gegeven_id)
       IS DISTINCT FROM
       (OLD.casus_id, OLD.kenmerk, OLD.aanvrager_id, OLD.leverancier_id, OLD.categorie, OLD.gegeven_id)
       OR (NEW.status <> OLD.status AND NEW.status IN ('toegewezen', 'afgewezen', 'gevraagd')
           AND (OLD.status <> 'gevraagd' OR NEW.beslisser_id IS DISTINCT FROM zelf
                OR NEW.aanvrager_id = NEW.beslisser_id))
       OR (NEW.status = 'toegewezen' AND OLD.status = 'toegewezen'
           AND NEW.geldig_tot > OLD.geldig_tot)
    THEN
        RAISE EXCEPTION 'dit verzoek ligt vast' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- What the FG may know of a casus it does not see: which kinds of data are there, from whom, and the
-- roles; never what they say. Only for a person who is FG for an organisation of this keten, today.
CREATE OR REPLACE FUNCTION toezicht_casus(welke uuid)
RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_object(
        'kenmerk', c.kenmerk, 'hoofdstap', c.hoofdstap, 'activiteit', c.activiteit, 'doel', c.doel,
        'grondslag', c.grondslag, 'modelversie', c.modelversie_id,
        'rollen', (SELECT coalesce(jsonb_object_agg(b.deelname_id, b.letters), '{}')
                   FROM cases_betrokkenheid b WHERE b.casus_id = c.id AND b.status = 'aanvaard'),
        'gasten', (SELECT coalesce(jsonb_agg(b.deelname_id), '[]')
                   FROM cases_betrokkenheid b WHERE b.casus_id = c.id AND b.status = 'aanvaard'
                       AND b.verklaring_at IS NOT NULL AND b.eindigt_at > now()),
        'verzoeken', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'aanvrager', v.aanvrager_id, 'kenmerk', v.kenmerk, 'categorie', v.categorie,
                'leverancier', v.leverancier_id, 'gegeven', v.gegeven_id, 'tot', v.geldig_tot)), '[]')
            FROM cases_toegangsverzoek v
            WHERE v.casus_id = c.id AND v.status = 'toegewezen' AND v.geldig_tot > now()),
        'gegevens', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'soort', g.soort, 'id', g.id, 'leverancier', g.leverancier_id,
                'categorie', g.gegevenscategorie, 'gegevenssoort', g.gegevenssoort, 'uittreedbesluit', g.uittreedbesluit)
                ORDER BY g.nr, g.verwerkt_at), '[]')
            FROM (
                SELECT 1 AS nr, 'Situatie' AS soort, id, leverancier_id, gegevenscategorie, gegevenssoort, uittreedbesluit, verwerkt_at FROM cases_situatie WHERE casus_id = c.id
                UNION ALL SELECT 2, 'Betrokkene', id, leverancier_id, gegevenscategorie, gegevenssoort, uittreedbesluit, verwerkt_at FROM cases_betrokkene WHERE casus_id = c.id
                UNION ALL SELECT 3, 'Bijdrage', id, leverancier_id, gegevenscategorie, gegevenssoort, uittreedbesluit, verwerkt_at FROM cases_bijdrage WHERE casus_id = c.id
                UNION ALL SELECT 4, '1e weging', id, leverancier_id, gegevenscategorie, gegevenssoort, uittreedbesluit, verwerkt_at FROM cases_eersteweging WHERE casus_id = c.id
                UNION ALL SELECT 5, '2e weging', id, leverancier_id, gegevenscategorie, gegevenssoort, uittreedbesluit, verwerkt_at FROM cases_tweedeweging WHERE casus_id = c.id
                UNION ALL SELECT 6, 'Gezondheid', id, leverancier_id, gegevenscategorie, gegevenssoort, uittreedbesluit, verwerkt_at FROM cases_gezondheidsbeeld WHERE casus_id = c.id
                UNION ALL SELECT 7, 'Actie', id, leverancier_id, gegevenscategorie, gegevenssoort, uittreedbesluit, verwerkt_at FROM cases_actie WHERE casus_id = c.id
                UNION ALL SELECT 8, 'Interventie', id, leverancier_id, gegevenscategorie, gegevenssoort, uittreedbesluit, verwerkt_at FROM cases_interventie WHERE casus_id = c.id
                UNION ALL SELECT 9, 'Nazorg', id, leverancier_id, gegevenscategorie, gegevenssoort, uittreedbesluit, verwerkt_at FROM cases_nazorg WHERE casus_id = c.id
                UNION ALL SELECT 10, 'Bewijsmiddel', id, leverancier_id, gegevenscategorie, gegevenssoort, uittreedbesluit, verwerkt_at FROM cases_bewijsmiddel WHERE casus_id = c.id
                UNION ALL SELECT 11, 'Bedenktijd', id, leverancier_id, gegevenscategorie, gegevenssoort, uittreedbesluit, verwerkt_at FROM cases_bedenktijd WHERE casus_id = c.id
            ) g))
    FROM cases_casus c
    WHERE c.id = welke AND c.einde_at IS NULL
      AND c.keten_id = nullif(current_setting('app.keten', true), '')::uuid
      AND EXISTS (
          SELECT FROM partners_lidmaatschap l JOIN partners_deelname d ON d.id = l.deelname_id
          WHERE l.functie = 'fg' AND d.keten_id = c.keten_id
            AND l.van <= current_date AND (l.tot IS NULL OR l.tot >= current_date)
            AND l.medewerker_id = nullif(current_setting('app.medewerker', true), '')::uuid
            AND d.nummer = nullif(current_setting('app.deelname', true), '')::int)
      AND NOT EXISTS (
          SELECT FROM cases_uitsluiting u WHERE u.casus_id = c.id AND u.opgeheven_at IS NULL
            AND u.medewerker_id IN (nullif(current_setting('app.medewerker', true), '')::uuid,
                                    nullif(current_setting('app.namens', true), '')::uuid))
$$;

REVOKE ALL ON FUNCTION noodknop_openen(uuid, text, text, text, timestamptz, timestamptz, date, uuid, text),
    noodknop_pogingen(timestamptz), noodknop_bewaken(), noodknop_recht_bewaken(), toegangsverzoek_bewaken(),
    toezicht_casus(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION noodknop_openen(uuid, text, text, text, timestamptz, timestamptz, date, uuid, text),
    noodknop_pogingen(timestamptz), toezicht_casus(uuid) TO app;
GRANT EXECUTE ON FUNCTION noodknop_bewaken(), noodknop_recht_bewaken(), toegangsverzoek_bewaken()
    TO eigenaar;
RESET ROLE;

CREATE OR REPLACE TRIGGER noodknop_bewaken BEFORE UPDATE ON cases_noodknop
    FOR EACH ROW EXECUTE FUNCTION noodknop_bewaken();
CREATE OR REPLACE TRIGGER noodknop_recht_bewaken BEFORE INSERT OR UPDATE ON cases_casuspersoonsrecht
    FOR EACH ROW EXECUTE FUNCTION noodknop_recht_bewaken();
CREATE OR REPLACE TRIGGER toegangsverzoek_bewaken BEFORE INSERT OR UPDATE ON cases_toegangsverzoek
    FOR EACH ROW EXECUTE FUNCTION toegangsverzoek_bewaken();
