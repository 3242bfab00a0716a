-- The casussen the acting person is excluded from, for the policy on cases_casus. Runs before the policies.
-- In a vervanging the exclusions of who acts and of who is away both count.

SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION uitgesloten_casussen() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN coalesce((
        SELECT array_agg(casus_id) FROM cases_uitsluiting
        WHERE opgeheven_at IS NULL AND medewerker_id IN (
            nullif(current_setting('app.medewerker', true), '')::uuid,
            nullif(current_setting('app.namens', true), '')::uuid)
    ), '{}');
END $$;

REVOKE ALL ON FUNCTION uitgesloten_casussen() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION uitgesloten_casussen() TO app, eigenaar;
RESET ROLE;
