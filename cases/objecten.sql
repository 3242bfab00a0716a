-- Candidates for "is this onderneming or place known already". Run by foundation/rls.py.
SET ROLE zichthouder;

-- Rows of casussen that the acting deelname may know, by key; likeness is judged in cases/objectmatch.py,
-- and what the viewer is shown by the sharing rules. Inside the second lock no text index can be used (its
-- operators are not leakproof); here the lock is a line of its own.
CREATE OR REPLACE FUNCTION object_kandidaten(
    welk text, z_naam text, z_namen text[], z_kvk text, z_adres text, z_straat text, z_nummers text[],
    hoogstens int)
RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    zelf int := nullif(current_setting('app.deelname', true), '')::int;
    buiten uuid[] := uitgesloten_casussen();
BEGIN
    -- The trap: the setting exists only once the library is loaded, which the first call does.
    PERFORM similarity(z_naam, z_naam);
    PERFORM set_config('pg_trgm.similarity_threshold', '0.45', true);
    IF welk = 'onderneming' THEN
        RETURN QUERY
        WITH raak AS (
            SELECT o.id FROM cases_onderneming o WHERE z_kvk <> '' AND o.kvk_nummer = z_kvk
            UNION SELECT o.id FROM cases_onderneming o WHERE o.zoeknamen && z_namen::varchar[]
            UNION SELECT o.id FROM cases_onderneming o WHERE z_naam <> '' AND o.zoeknaam % z_naam
        )
        SELECT o.id FROM raak r JOIN cases_onderneming o ON o.id = r.id
        JOIN cases_casus c ON c.id = o.casus_id
        WHERE zelf = ANY (c.zicht) AND c.id <> ALL (buiten)
        ORDER BY (z_kvk <> '' AND o.kvk_nummer = z_kvk)::int + similarity(o.zoeknaam, z_naam) DESC, o.id
        LIMIT hoogstens;
    ELSE
        RETURN QUERY
        WITH raak AS (
            SELECT l.id FROM cases_locatie l WHERE z_adres <> '' AND l.adressleutel = z_adres
            UNION SELECT l.id FROM cases_locatie l WHERE z_straat <> '' AND l.straatsleutel % z_straat
            UNION SELECT l.id FROM cases_locatie l WHERE z_naam <> '' AND l.zoeknaam % z_naam
            UNION SELECT l.id FROM cases_locatie l WHERE l.nummers && z_nummers::varchar[]
        )
        SELECT l.id FROM raak r JOIN cases_locatie l ON l.id = r.id
        JOIN cases_casus c ON c.id = l.casus_id
        WHERE zelf = ANY (c.zicht) AND c.id <> ALL (buiten)
        ORDER BY (z_adres <> '' AND l.adressleutel = z_adres)::int + similarity(l.straatsleutel, z_straat)
                 + similarity(l.zoeknaam, z_naam) DESC, l.id
        LIMIT hoogstens;
    END IF;
END $$;

REVOKE ALL ON FUNCTION object_kandidaten(text, text, text[], text, text, text, text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION object_kandidaten(text, text, text[], text, text, text, text[], int) TO app;
RESET ROLE;
