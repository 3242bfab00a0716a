-- Persons by part of a name that was misspelled; asked only when sound and whole name gave nobody.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION zoek_personen(naam text, hoogstens int)
RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    zelf int := nullif(current_setting('app.deelname', true), '')::int;
    buiten uuid[] := uitgesloten_casussen();
    vorm text := naam_zoekvorm(naam);
BEGIN
    IF length(vorm) < 3 THEN RETURN; END IF;
    -- The trap: the setting exists only once the library is loaded, which the first call does.
    PERFORM similarity(vorm, vorm);
    PERFORM set_config('pg_trgm.word_similarity_threshold', '0.5', true);
    RETURN QUERY
    SELECT r.id FROM (
        SELECT p.id, p.zoeknaam, p.dossier_id FROM cases_persoon p
        JOIN cases_dossier d ON d.id = p.dossier_id
        WHERE p.zoeknaam %> vorm AND zelf = ANY (d.zicht) LIMIT 600) r
    WHERE NOT EXISTS (
        -- As in match_kandidaten: who is excluded from a casus does not meet its people here.
        SELECT FROM cases_casus c WHERE c.id = ANY (buiten) AND (c.dossier_id = r.dossier_id OR EXISTS (
            SELECT FROM cases_betrokkene b WHERE b.casus_id = c.id AND b.persoon_id = r.id)))
    ORDER BY word_similarity(vorm, r.zoeknaam) DESC, r.id
    LIMIT hoogstens;
END $$;

REVOKE ALL ON FUNCTION zoek_personen(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zoek_personen(text, int) TO app;
RESET ROLE;
