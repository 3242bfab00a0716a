-- The FG reads the logboek of the whole keten and sees no casus; only the kenmerk says which one a line
-- is about. The function gives nothing else, and only to an organisation that has an FG in this keten.
SET ROLE zichthouder;
CREATE OR REPLACE FUNCTION casus_kenmerken(ids uuid[], welk text)
RETURNS TABLE (casus_id uuid, casus_kenmerk text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT c.id, c.kenmerk FROM cases_casus c
    WHERE c.keten_id = nullif(current_setting('app.keten', true), '')::uuid
        AND (c.id = ANY(ids) OR c.kenmerk = welk)
        AND EXISTS (
            SELECT FROM partners_lidmaatschap l JOIN partners_deelname d ON d.id = l.deelname_id
            WHERE l.functie = 'fg' AND d.keten_id = c.keten_id
                AND d.nummer = nullif(current_setting('app.deelname', true), '')::int)
$$;
REVOKE ALL ON FUNCTION casus_kenmerken(uuid[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casus_kenmerken(uuid[], text) TO app;
RESET ROLE;
