-- Functions and triggers of the logboek. Run after every migrate as eigenaar; safe to run again.

-- Nobody changes a line, not even the owner of the table.
CREATE OR REPLACE FUNCTION logboek_onveranderlijk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'het logboek is alleen om toe te voegen (%)', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

DROP TRIGGER IF EXISTS logboek_regel_vast ON logboek_regel;
CREATE TRIGGER logboek_regel_vast BEFORE UPDATE OR DELETE ON logboek_regel
    FOR EACH ROW EXECUTE FUNCTION logboek_onveranderlijk();
DROP TRIGGER IF EXISTS logboek_regel_opdracht ON logboek_regel;
CREATE TRIGGER logboek_regel_opdracht BEFORE UPDATE OR DELETE OR TRUNCATE ON logboek_regel
    FOR EACH STATEMENT EXECUTE FUNCTION logboek_onveranderlijk();

-- One partition gets the same locks as its parent; only the copy for backups may read it directly.
CREATE OR REPLACE FUNCTION logboek_beveilig(deel text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS logboek_deel_vast ON %I', deel);
    EXECUTE format('CREATE TRIGGER logboek_deel_vast BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION logboek_onveranderlijk()', deel);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', deel);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', deel);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', deel);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'kopie') THEN
        EXECUTE format('GRANT SELECT ON %I TO kopie', deel);
        EXECUTE format('DROP POLICY IF EXISTS kopie_lees ON %I', deel);
        EXECUTE format('CREATE POLICY kopie_lees ON %I FOR SELECT TO kopie USING (true)', deel);
    END IF;
END $$;

-- Make the partitions of all months from van to tot (inclusive) that do not exist yet; returns how many.
-- A month whose lines already went to the default partition stays there: correct, only larger.
CREATE OR REPLACE FUNCTION logboek_partities(van date, tot date) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET lock_timeout = '2s' AS $$
DECLARE
    maand date := date_trunc('month', van)::date;
    deel text;
    gemaakt int := 0;
BEGIN
    WHILE maand <= tot LOOP
        deel := 'logboek_regel_' || to_char(maand, 'YYYY_MM');
        IF to_regclass(deel) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE TABLE %I PARTITION OF logboek_regel FOR VALUES FROM (%L) TO (%L)',
                    deel, maand::timestamp AT TIME ZONE 'UTC',
                    (maand + interval '1 month') AT TIME ZONE 'UTC');
                PERFORM logboek_beveilig(deel);
                gemaakt := gemaakt + 1;
            EXCEPTION WHEN check_violation OR duplicate_table THEN
                NULL;
            END;
        END IF;
        maand := (maand + interval '1 month')::date;
    END LOOP;
    RETURN gemaakt;
END $$;
REVOKE ALL ON FUNCTION logboek_partities(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION logboek_partities(date, date) TO werker;

GRANT INSERT ON logboek_regel TO publiek;
SELECT logboek_beveilig('logboek_regel_overig');
SELECT logboek_partities((now() - interval '1 month')::date, (now() + interval '3 months')::date);
