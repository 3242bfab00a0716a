-- The history of every row, written by the database itself: no way of writing passes it, neither save()
-- nor bulk_update nor UPDATE by hand. Run by foundation/rls.py, which hangs it on each table with history.
-- It runs as zichthouder, so that people can read history and cannot write it.
SET ROLE zichthouder;

-- Arguments: the history table, then the columns it does not have; those are not kept and are no change.
-- Who and why come from the session (viewer.py, history.py); without them it is nobody.
CREATE OR REPLACE FUNCTION geschiedenis_schrijf() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    rij jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) - TG_ARGV::text[];
    naam text := TG_ARGV[0];
BEGIN
    IF TG_OP = 'UPDATE' AND rij = to_jsonb(OLD) - TG_ARGV::text[] THEN RETURN NULL; END IF;
    -- Sealed again under another master key, nothing changed: sleutelbeheer.py, as owner only.
    IF current_setting('app.rotatie', true) = 'aan' AND pg_has_role(session_user, 'eigenaar', 'USAGE')
    THEN RETURN NULL; END IF;
    EXECUTE format('INSERT INTO %I SELECT * FROM jsonb_populate_record(NULL::%I, $1)', naam, naam)
    USING rij || jsonb_build_object(
        'history_id', nextval(pg_get_serial_sequence(quote_ident(naam), 'history_id')),
        'history_date', coalesce(nullif(current_setting('app.moment', true), '')::timestamptz,
                                 clock_timestamp()),
        'history_type', CASE TG_OP WHEN 'INSERT' THEN '+' WHEN 'UPDATE' THEN '~' ELSE '-' END,
        'history_medewerker_id', nullif(current_setting('app.medewerker', true), ''),
        'history_deelname_id', (SELECT d.id FROM partners_deelname d
            WHERE d.nummer = nullif(current_setting('app.deelname', true), '')::int),
        'history_reden', coalesce(current_setting('app.reden', true), ''));
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION geschiedenis_schrijf() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION geschiedenis_schrijf() TO eigenaar;
RESET ROLE;
