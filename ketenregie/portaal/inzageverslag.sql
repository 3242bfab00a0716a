-- For the report to a person whose data it is: which dossier, and which casussen it is or was part of.
-- The FG sees neither; these functions give ids and kenmerken only, and only to an organisation that has
-- an FG in this keten. Run by foundation/rls.py after every migrate.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION fg_van_keten() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM partners_lidmaatschap l JOIN partners_deelname d ON d.id = l.deelname_id
        WHERE l.functie = 'fg'
            AND d.keten_id = nullif(current_setting('app.keten', true), '')::uuid
            AND d.nummer = nullif(current_setting('app.deelname', true), '')::int
            AND l.medewerker_id = nullif(current_setting('app.medewerker', true), '')::uuid)
$$;

-- The whole name as it is written, or the kenmerk of the dossier; the day of birth narrows it down.
CREATE OR REPLACE FUNCTION inzageverslag_dossiers(naam text, geboren date, welk text)
RETURNS TABLE (dossier_id uuid, dossier_kenmerk text) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT d.id, d.kenmerk::text FROM cases_dossier d JOIN cases_persoon p ON p.dossier_id = d.id
    WHERE fg_van_keten()
        AND d.keten_id = nullif(current_setting('app.keten', true), '')::uuid
        AND ((welk <> '' AND d.kenmerk = welk)
             OR (naam_zoekvorm(naam) <> '' AND p.zoeknaam = naam_zoekvorm(naam)
                 AND (geboren IS NULL OR p.geboortedatum IS NULL OR p.geboortedatum = geboren)))
    ORDER BY d.kenmerk LIMIT 20;
END $$;

CREATE OR REPLACE FUNCTION inzageverslag_casussen(welk uuid)
RETURNS TABLE (dossier_kenmerk text, casus_id uuid, casus_kenmerk text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT d.kenmerk, c.id, c.kenmerk
    FROM cases_dossier d LEFT JOIN cases_casus c ON c.dossier_id = d.id OR EXISTS (
        SELECT FROM cases_betrokkene b JOIN cases_persoon p ON p.id = b.persoon_id
        WHERE b.casus_id = c.id AND p.dossier_id = d.id)
    WHERE d.id = welk AND fg_van_keten()
        AND d.keten_id = nullif(current_setting('app.keten', true), '')::uuid
    ORDER BY c.kenmerk
$$;

REVOKE ALL ON FUNCTION fg_van_keten(), inzageverslag_dossiers(text, date, text),
    inzageverslag_casussen(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION inzageverslag_dossiers(text, date, text), inzageverslag_casussen(uuid) TO app;
RESET ROLE;
