-- Everything that the public pages can do in the database, as role publiek: keep answers on their way,
-- hand in a melding, and come back with a code. That role reads and writes no table of its own accord.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION publiek_concept_lees(plaats text, moment timestamptz) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT inhoud FROM meldpunt_publiekconcept WHERE sleutel = plaats AND verloopt_at > moment;
$$;

CREATE OR REPLACE FUNCTION publiek_concept_bewaar(plaats text, gesloten bytea, tot timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF octet_length(gesloten) > 65536 OR length(plaats) <> 64 THEN
        RAISE EXCEPTION 'te groot';
    END IF;
    INSERT INTO meldpunt_publiekconcept AS c (sleutel, inhoud, verloopt_at)
    VALUES (plaats, gesloten, tot)
    ON CONFLICT (sleutel) DO UPDATE SET inhoud = excluded.inhoud, verloopt_at = excluded.verloopt_at;
END $$;

CREATE OR REPLACE FUNCTION publiek_concept_weg(plaats text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM meldpunt_publiekconcept WHERE sleutel = plaats;
$$;

-- A line in the logboek and a message for the worker, by nobody in particular.
CREATE OR REPLACE FUNCTION publiek_noteer(
    wat text, keten uuid, melding uuid, bericht text, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO logboek_regel (tijdstip, keten_id, functie, gebeurtenis, actie, object_type, object_id,
        doel, regel, uitkomst, reden, kanaal, route, details)
    VALUES (moment, keten, '', wat, 'C', 'meldpunt.melding', melding, '', '', 'gelukt', '', 'web',
        'melden', '{}');
    INSERT INTO foundation_bericht (id, soort, keten_id, ids, created_at, volgende_at, pogingen,
        laatste_fout)
    VALUES (gen_random_uuid(), bericht, keten, jsonb_build_object('melding_id', melding), moment, moment,
        0, '');
END $$;

-- The form without files, of before.
DROP FUNCTION IF EXISTS publiek_meld(jsonb, jsonb, uuid, timestamptz);

-- One melding with its vault and files, or nothing. Whatever is asked, it becomes a new melding of the meldpunt of
-- that keten, without who handed it in. False when this form was handed in before.
CREATE OR REPLACE FUNCTION publiek_meld(
    melding jsonb, melder jsonb, documenten jsonb[], keten uuid, moment timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    punt uuid := (SELECT d.id FROM partners_deelname d JOIN partners_keten k ON k.id = d.keten_id
                  WHERE d.keten_id = keten AND d.meldpunt AND k.actief ORDER BY d.nummer LIMIT 1);
    vast jsonb := jsonb_build_object(
        'keten_id', keten, 'eigenaar_id', punt, 'indiener_id', NULL, 'doorgestuurd_naar_id', NULL,
        'teruggestuurd_at', NULL, 'behandelaar_id', NULL, 'kanaal', 'formulier', 'status', 'nieuw',
        'einde_at', NULL, 'einde_reden', '', 'dossier_id', NULL, 'casus_id', NULL,
        'zorgcoordinator_id', NULL, 'zicht', '{}'::int[], 'versie', 1, 'created_by_id', NULL,
        'created_at', moment, 'ontvangen_at', moment);
    doc jsonb;
BEGIN
    IF cardinality(documenten) > 5 THEN RAISE EXCEPTION 'te veel'; END IF;
    IF punt IS NULL THEN RAISE EXCEPTION 'geen meldpunt'; END IF;
    INSERT INTO meldpunt_melding SELECT * FROM jsonb_populate_record(NULL::meldpunt_melding, melding || vast)
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO meldpunt_melder SELECT * FROM jsonb_populate_record(NULL::meldpunt_melder, melder
        || jsonb_build_object('melding_id', melding -> 'id', 'eigenaar_id', punt, 'versie', 1,
                              'created_by_id', NULL, 'created_at', moment));
    FOREACH doc IN ARRAY documenten LOOP
        INSERT INTO meldpunt_meldingdocument SELECT * FROM jsonb_populate_record(
            NULL::meldpunt_meldingdocument, doc || jsonb_build_object(
                'melding_id', melding -> 'id', 'eigenaar_id', punt, 'leverancier_id', punt,
                'noemt_melder', true, 'gegevenscategorie', 'uitbuiting', 'document_id', NULL,
                'ingetrokken_at', NULL, 'intrek_reden', '', 'voorbeeld', NULL, 'vondst', '',
                'gescand_at', NULL, 'verwerkt_at', moment, 'versie', 1, 'created_by_id', NULL,
                'created_at', moment,
                -- The scanner judges, not who hands it in.
                'scan', CASE doc ->> 'scan' WHEN 'wacht' THEN 'wacht' ELSE 'niet_gescand' END));
        INSERT INTO foundation_bericht (id, soort, keten_id, ids, created_at, volgende_at, pogingen,
            laatste_fout)
        VALUES (gen_random_uuid(), 'meldingdocument.toegevoegd', keten,
                jsonb_build_object('document_id', doc -> 'id'), moment, moment, 0, '');
    END LOOP;
    PERFORM publiek_noteer('melding_geregistreerd', keten, (melding ->> 'id')::uuid,
                           'melding.geregistreerd', moment);
    RETURN true;
END $$;

-- What a code opens: how far in one of two words, and what was said through the page. No row: no such code.
CREATE OR REPLACE FUNCTION publiek_vervolg(code bytea)
RETURNS TABLE (stand text, keten uuid, bericht uuid, soort text, tekst bytea, op timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE m.status WHEN 'nieuw' THEN 'ontvangen' ELSE 'gelezen' END, m.keten_id,
        b.id, b.soort, b.tekst_versleuteld, b.created_at
    FROM meldpunt_melder r
    JOIN meldpunt_melding m ON m.id = r.melding_id
    LEFT JOIN meldpunt_melderbericht b ON b.melding_id = m.id AND b.weg = 'pagina'
    WHERE r.code_hash = code
    ORDER BY b.created_at, b.id;
$$;

-- An answer of the melder, once for each key. False when it was there already, or too much came.
CREATE OR REPLACE FUNCTION publiek_antwoord(
    code bytea, sleutel uuid, gesloten bytea, moment timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    m record;
BEGIN
    -- Of who keeps the vault, also when the melding was handed over since.
    SELECT e.id, e.keten_id, r.eigenaar_id INTO m FROM meldpunt_melder r
    JOIN meldpunt_melding e ON e.id = r.melding_id WHERE r.code_hash = code FOR UPDATE OF r;
    IF NOT FOUND OR octet_length(gesloten) > 65536
       OR (SELECT count(*) FROM meldpunt_melderbericht b WHERE b.melding_id = m.id) >= 200 THEN
        RETURN false;
    END IF;
    INSERT INTO meldpunt_melderbericht (id, versie, created_at, melding_id, eigenaar_id, soort, weg,
        tekst_versleuteld)
    VALUES (sleutel, 1, moment, m.id, m.eigenaar_id, 'antwoord', 'pagina', gesloten)
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE meldpunt_melderbericht b SET klaar_at = moment, versie = b.versie + 1
    WHERE b.melding_id = m.id AND b.soort = 'vraag' AND b.weg = 'pagina' AND b.klaar_at IS NULL;
    PERFORM publiek_noteer('melder_antwoord', m.keten_id, m.id, 'melder.antwoord', moment);
    RETURN true;
END $$;

REVOKE ALL ON FUNCTION publiek_concept_lees(text, timestamptz),
    publiek_concept_bewaar(text, bytea, timestamptz), publiek_concept_weg(text),
    publiek_noteer(text, uuid, uuid, text, timestamptz), publiek_meld(jsonb, jsonb, jsonb[], uuid, timestamptz),
    publiek_vervolg(bytea), publiek_antwoord(bytea, uuid, bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION publiek_concept_lees(text, timestamptz),
    publiek_concept_bewaar(text, bytea, timestamptz), publiek_concept_weg(text),
    publiek_meld(jsonb, jsonb, jsonb[], uuid, timestamptz), publiek_vervolg(bytea),
    publiek_antwoord(bytea, uuid, bytea, timestamptz) TO publiek;
RESET ROLE;
