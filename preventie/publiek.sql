-- What the public pages of voorlichting can do, as role publiek: read the agenda, sign up, and say what
-- it was like. And one list for the agenda inside: in which gemeenten there was a melding, without numbers.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION voorlichting_openbaar(keten uuid, gevraagd text, dag date) RETURNS SETOF jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_object(
        'id', v.id, 'code', v.code, 'soort', v.soort, 'titel', v.titel, 'doelgroep', v.doelgroep,
        'doelgroep_precies', v.doelgroep_precies, 'omschrijving', v.omschrijving,
        'gemeente', v.gemeente, 'plaats', v.plaats, 'datum', v.datum, 'tijd', v.tijd,
        'contact', v.contact, 'status', v.status, 'organisator', o.naam, 'organisator_id', d.id,
        'open', v.inschrijven AND v.status = 'gepland' AND v.datum >= dag,
        'vol', v.plaatsen IS NOT NULL AND v.plaatsen <=
            (SELECT count(*) FROM preventie_inschrijving i WHERE i.voorlichting_id = v.id),
        'oordeel', v.status <> 'afgelast' AND v.datum <= dag AND v.datum >= dag - 60)
    FROM preventie_voorlichting v
    JOIN partners_deelname d ON d.id = v.organisator_id
    JOIN partners_organisatie o ON o.id = d.organisatie_id
    WHERE v.keten_id = keten
      AND CASE WHEN gevraagd = '' THEN v.inschrijven AND v.status = 'gepland' AND v.datum >= dag
               ELSE v.code = gevraagd AND v.datum >= dag - 400 END
    ORDER BY v.datum, v.code LIMIT 100;
$$;

-- 'ja', 'vol' or 'dicht'. Who is on the list already gets the same answer as who is new.
CREATE OR REPLACE FUNCTION voorlichting_schrijf_in(
    gevraagd text, sleutel uuid, hash bytea, naam bytea, email bytea, organisatie bytea,
    dag date, moment timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v preventie_voorlichting%ROWTYPE;
BEGIN
    SELECT * INTO v FROM preventie_voorlichting WHERE code = gevraagd FOR UPDATE;
    IF NOT FOUND OR NOT v.inschrijven OR v.status <> 'gepland' OR v.datum < dag THEN
        RETURN 'dicht';
    END IF;
    IF octet_length(naam) > 2000 OR octet_length(email) > 2000 OR octet_length(organisatie) > 2000
       OR octet_length(hash) <> 32 THEN RAISE EXCEPTION 'te groot'; END IF;
    IF EXISTS (SELECT 1 FROM preventie_inschrijving i
               WHERE i.voorlichting_id = v.id AND i.email_hash = hash) THEN RETURN 'ja'; END IF;
    IF (SELECT count(*) FROM preventie_inschrijving i WHERE i.voorlichting_id = v.id)
       >= coalesce(v.plaatsen, 2000) THEN RETURN 'vol'; END IF;
    INSERT INTO preventie_inschrijving (id, versie, created_at, created_by_id, voorlichting_id,
        organisator_id, email_hash, naam_versleuteld, email_versleuteld, organisatie_versleuteld)
    VALUES (sleutel, 1, moment, NULL, v.id, v.organisator_id, hash, naam, email, organisatie);
    INSERT INTO logboek_regel (tijdstip, keten_id, functie, gebeurtenis, actie, object_type, object_id,
        doel, regel, uitkomst, reden, kanaal, route, details)
    VALUES (moment, v.keten_id, '', 'deelnemer_ingeschreven', 'C', 'preventie.voorlichting', v.id, '', '',
        'gelukt', '', 'web', 'voorlichting', '{}');
    RETURN 'ja';
END $$;

-- Only the day is kept, so that an opinion cannot be laid beside who came in when.
CREATE OR REPLACE FUNCTION voorlichting_oordeel(
    gevraagd text, sleutel uuid, cijfer int, vooraf int, achteraf int, handelen text, beter text,
    dag date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v preventie_voorlichting%ROWTYPE;
BEGIN
    SELECT * INTO v FROM preventie_voorlichting WHERE code = gevraagd FOR UPDATE;
    IF NOT FOUND OR v.status = 'afgelast' OR v.datum > dag OR v.datum < dag - 60
       OR length(beter) > 500
       OR (SELECT count(*) FROM preventie_deelnemersoordeel o WHERE o.voorlichting_id = v.id) >= 2000 THEN
        RETURN false;
    END IF;
    INSERT INTO preventie_deelnemersoordeel (id, versie, created_at, created_by_id, voorlichting_id,
        cijfer, kennis_vooraf, kennis_achteraf, weet_wat_te_doen, beter)
    VALUES (sleutel, 1, dag::timestamp AT TIME ZONE 'Europe/Amsterdam', NULL, v.id, cijfer, vooraf,
        achteraf, handelen, beter)
    ON CONFLICT (id) DO NOTHING;
    RETURN true;
END $$;

-- Whether there was a melding, yes or no, of the acting keten; never how many.
CREATE OR REPLACE FUNCTION gemeenten_met_melding(sinds date) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT lower(btrim(plek))
    FROM meldpunt_melding m, unnest(ARRAY[m.gemeente, m.gemeente_melding]) AS plek
    WHERE m.keten_id = nullif(current_setting('app.keten', true), '')::uuid
      AND m.ontvangen_at >= sinds AND btrim(plek) <> '';
$$;

-- Names of stored files that rows of this room use, for cleaning up.
CREATE OR REPLACE FUNCTION bestanden_preventie() RETURNS SETOF uuid LANGUAGE sql SECURITY DEFINER STABLE
SET search_path = public, pg_temp AS $$
    SELECT opslag FROM preventie_voorlichtingsmateriaal WHERE opslag IS NOT NULL
    UNION ALL SELECT voorbeeld FROM preventie_voorlichtingsmateriaal WHERE voorbeeld IS NOT NULL;
$$;

REVOKE ALL ON FUNCTION voorlichting_openbaar(uuid, text, date),
    voorlichting_schrijf_in(text, uuid, bytea, bytea, bytea, bytea, date, timestamptz),
    voorlichting_oordeel(text, uuid, int, int, int, text, text, date),
    gemeenten_met_melding(date), bestanden_preventie() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION voorlichting_openbaar(uuid, text, date),
    voorlichting_schrijf_in(text, uuid, bytea, bytea, bytea, bytea, date, timestamptz),
    voorlichting_oordeel(text, uuid, int, int, int, text, text, date) TO publiek;
GRANT EXECUTE ON FUNCTION gemeenten_met_melding(date) TO app, werker;
GRANT EXECUTE ON FUNCTION bestanden_preventie() TO werker;
RESET ROLE;
