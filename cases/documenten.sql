-- Names of stored files that rows of this room use, for cleaning up. Run by foundation/rls.py.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION bestanden_cases() RETURNS SETOF uuid LANGUAGE sql SECURITY DEFINER STABLE
SET search_path = public, pg_temp AS $$
    SELECT opslag FROM cases_document WHERE opslag IS NOT NULL
    UNION ALL SELECT voorbeeld FROM cases_document WHERE voorbeeld IS NOT NULL;
$$;

REVOKE ALL ON FUNCTION bestanden_cases() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bestanden_cases() TO werker;
RESET ROLE;
