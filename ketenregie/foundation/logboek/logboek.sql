-- Functions and triggers of the logboek. Run after every migrate as eigenaar; safe to run again.

CREATE OR REPLACE FUNCTION logboek_epoch_nu() RETURNS int LANGUAGE sql STABLE AS $$
    SELECT last_value::int FROM logboek_epoch
$$;

-- Nobody changes a line, not even the owner of the table.
CREATE OR REPLACE FUNCTION logboek_onveranderlijk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'het logboek is alleen om toe te voegen (%)', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER logboek_regel_vast BEFORE UPDATE OR DELETE ON logboek_regel
    FOR EACH ROW EXECUTE FUNCTION logboek_onveranderlijk();
CREATE OR REPLACE TRIGGER logboek_regel_opdracht BEFORE UPDATE OR DELETE OR TRUNCATE ON logboek_regel
    FOR EACH STATEMENT EXECUTE FUNCTION logboek_onveranderlijk();

-- One partition gets the same locks as its parent; only the copy for backups may read it directly.
CREATE OR REPLACE FUNCTION logboek_beveilig(deel text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER logboek_deel_vast BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
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

-- Only a restore begins an epoch.
REVOKE ALL ON SEQUENCE logboek_epoch FROM app, werker, publiek;
GRANT SELECT ON SEQUENCE logboek_epoch TO app, werker, publiek;

CREATE OR REPLACE TRIGGER zegel_vast BEFORE UPDATE OR DELETE OR TRUNCATE ON foundation_zegel
    FOR EACH STATEMENT EXECUTE FUNCTION logboek_onveranderlijk();

-- For the sealer and `verify`: lines of all ketens as text, one form for ever (form 1). Each column
-- stands in it; jsonb writes moments in UTC and keys in one order, whatever the session's settings.
SET ROLE zichthouder;
CREATE OR REPLACE FUNCTION logboek_regels_canoniek(
    welke_epoch int, na_transactie bigint, na_id bigint, tot_transactie bigint, tot_id bigint,
    hoogstens int)
RETURNS TABLE (transactie bigint, id bigint, regel text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
    SELECT l.transactie, l.id, jsonb_build_array(
        l.id, l.tijdstip, l.keten_id, l.deelname_id, l.medewerker_id, l.client_id, l.functie,
        l.gebeurtenis, l.actie, l.object_type, l.object_id, l.casus_id, l.doel, l.regel, l.uitkomst,
        l.reden, l.verzoek_id, l.kanaal, l.route, l.details, l.epoch, l.transactie)::text
    FROM logboek_regel l
    WHERE l.epoch = welke_epoch
        AND l.transactie >= na_transactie AND l.transactie <= tot_transactie
        AND (l.transactie, l.id) > (na_transactie, na_id)
        AND (l.transactie, l.id) <= (tot_transactie, tot_id)
    ORDER BY l.transactie, l.id, l.tijdstip
    LIMIT hoogstens
$$;
CREATE OR REPLACE FUNCTION logboek_epochs() RETURNS TABLE (epoch int, hoogste bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.epoch, max(l.transactie) FROM logboek_regel l GROUP BY l.epoch
$$;
REVOKE ALL ON FUNCTION logboek_regels_canoniek(int, bigint, bigint, bigint, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION logboek_regels_canoniek(int, bigint, bigint, bigint, bigint, int) TO werker;
REVOKE ALL ON FUNCTION logboek_epochs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION logboek_epochs() TO werker;
RESET ROLE;

SELECT logboek_beveilig('logboek_regel_overig');
SELECT logboek_partities((now() - interval '1 month')::date, (now() + interval '3 months')::date);
