-- Everything that the public pages of the privacy desk can do, as role publiek: hand in a request, and come
-- back with a code. Whether anything is known of anybody is asked nowhere here.
SET ROLE zichthouder;

-- One request with its terms, or nothing. False when this form was handed in before.
CREATE OR REPLACE FUNCTION privacyverzoek_dien_in(
    verzoek jsonb, termijnen jsonb[], keten uuid, moment timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    vast jsonb := jsonb_build_object(
        'keten_id', keten, 'kanaal', 'formulier', 'status', 'ontvangen', 'ontvangen_at', moment,
        'behandelaar_id', NULL, 'identiteit_wijze', '', 'identiteit_toelichting', '',
        'identiteit_at', NULL, 'identiteit_door_id', NULL, 'oudertoets', '', 'kindbelang', '',
        'dossier_ids', '{}'::uuid[], 'melding_ids', '{}'::uuid[], 'gezocht_at', NULL, 'opgeheven_at', NULL,
        'maskeer_versleuteld', NULL, 'besluit_tekst', '', 'afgehandeld_at', NULL,
        'afgehandeld_reden', '', 'versie', 1, 'created_by_id', NULL,
        'created_at', moment);
    t jsonb;
BEGIN
    IF octet_length(verzoek::text) > 131072 OR cardinality(termijnen) NOT BETWEEN 1 AND 5
       OR verzoek -> 'code_hash' IS NULL THEN RAISE EXCEPTION 'klopt niet'; END IF;
    IF NOT EXISTS (SELECT FROM partners_keten k WHERE k.id = keten AND k.actief) THEN
        RAISE EXCEPTION 'geen keten';
    END IF;
    INSERT INTO privacy_privacyverzoek
    SELECT * FROM jsonb_populate_record(NULL::privacy_privacyverzoek, verzoek || vast)
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    FOREACH t IN ARRAY termijnen LOOP
        INSERT INTO privacy_brontermijn SELECT * FROM jsonb_populate_record(
            NULL::privacy_brontermijn, t || jsonb_build_object(
                'verzoek_id', verzoek -> 'id', 'verlengd', 0, 'verlengd_keer', 0, 'verlengreden', '',
                'klaar_at', NULL, 'versie', 1, 'created_by_id', NULL, 'created_at', moment));
    END LOOP;
    PERFORM privacyverzoek_noteer('privacyverzoek_ontvangen', keten, (verzoek ->> 'id')::uuid,
                                  'privacyverzoek.ontvangen', moment);
    RETURN true;
END $$;

-- A line in the logboek and a message for the worker, by nobody in particular.
CREATE OR REPLACE FUNCTION privacyverzoek_noteer(
    wat text, keten uuid, verzoek uuid, bericht text, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO logboek_regel (tijdstip, keten_id, functie, gebeurtenis, actie, object_type, object_id,
        doel, regel, uitkomst, reden, kanaal, route, details)
    VALUES (moment, keten, '', wat, 'C', 'privacy.privacyverzoek', verzoek, '', '', 'gelukt', '', 'web',
        'privacyverzoek', '{}');
    INSERT INTO foundation_bericht (id, soort, keten_id, ids, created_at, volgende_at, pogingen,
        laatste_fout)
    VALUES (gen_random_uuid(), bericht, keten, jsonb_build_object('verzoek_id', verzoek), moment, moment,
        0, '');
END $$;

-- What a code opens: how far it is, and what was said through the page. No row: no such code.
CREATE OR REPLACE FUNCTION privacyverzoek_terug(code bytea)
RETURNS TABLE (stand text, vraag text, keten uuid, ontvangen timestamptz, laatst date, bericht uuid,
    van text, tekst bytea, op timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT v.status, v.soort, v.keten_id, v.ontvangen_at, v.uiterlijk, b.id, b.soort,
        b.tekst_versleuteld, b.created_at
    FROM privacy_privacyverzoek v LEFT JOIN privacy_privacybericht b ON b.verzoek_id = v.id
    WHERE v.code_hash = code
    ORDER BY b.created_at, b.id;
$$;

-- A message of who asks, once for each key. False when it was there already, or too much came.
CREATE OR REPLACE FUNCTION privacyverzoek_antwoord(
    code bytea, sleutel uuid, gesloten bytea, moment timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v record;
BEGIN
    SELECT p.id, p.keten_id INTO v FROM privacy_privacyverzoek p WHERE p.code_hash = code FOR UPDATE;
    IF NOT FOUND OR octet_length(gesloten) > 65536
       OR (SELECT count(*) FROM privacy_privacybericht b WHERE b.verzoek_id = v.id) >= 100 THEN
        RETURN false;
    END IF;
    INSERT INTO privacy_privacybericht (id, versie, created_at, verzoek_id, soort, tekst_versleuteld)
    VALUES (sleutel, 1, moment, v.id, 'aanvrager', gesloten)
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM privacyverzoek_noteer('privacyverzoek_antwoord', v.keten_id, v.id,
                                  'privacyverzoek.antwoord', moment);
    RETURN true;
END $$;

REVOKE ALL ON FUNCTION privacyverzoek_dien_in(jsonb, jsonb[], uuid, timestamptz),
    privacyverzoek_noteer(text, uuid, uuid, text, timestamptz), privacyverzoek_terug(bytea),
    privacyverzoek_antwoord(bytea, uuid, bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privacyverzoek_dien_in(jsonb, jsonb[], uuid, timestamptz),
    privacyverzoek_terug(bytea), privacyverzoek_antwoord(bytea, uuid, bytea, timestamptz) TO publiek;
RESET ROLE;
