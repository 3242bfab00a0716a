-- Whose calendar a key opens. The address of a calendar is asked without a login, so nobody's rows are in
-- sight; the hash of a random key of 256 bits finds at most one. Run by foundation/rls.py after every migrate.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION agenda_van(sleutel text)
RETURNS TABLE (medewerker uuid, lidmaatschap uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT a.medewerker_id, a.lidmaatschap_id FROM foundation_agendasleutel a
    WHERE a.sleutel_hash = sleutel AND a.ingetrokken_at IS NULL
      AND a.geldig_tot >= (now() AT TIME ZONE 'Europe/Amsterdam')::date
$$;

REVOKE ALL ON FUNCTION agenda_van(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agenda_van(text) TO app;
RESET ROLE;
