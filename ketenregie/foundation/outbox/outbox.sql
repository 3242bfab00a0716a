-- How long the oldest message waits, in seconds, for the supervisor that asks /readyz: a number, and
-- nothing of the message. Run by foundation/rls.py after every migrate.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION oudste_bericht() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(extract(epoch FROM now() - min(created_at))::integer, 0)
    FROM foundation_bericht WHERE verzonden_at IS NULL
$$;

REVOKE ALL ON FUNCTION oudste_bericht() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION oudste_bericht() TO app, publiek;
RESET ROLE;
