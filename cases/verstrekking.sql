-- A verstrekking that was sent is frozen: what was given to whom and why. Run by foundation/rls.py after
-- every migrate. What may follow: receipt, the clock of the terugkoppeling, an intrekking with a reason,
-- and destruction (vernietigt(), foundation/bewaren). The functions look with the eyes of who writes.

CREATE OR REPLACE FUNCTION verstrekking_bevroren() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF vernietigt() THEN RETURN coalesce(NEW, OLD); END IF;
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT 1 FROM cases_casus c WHERE c.id = NEW.casus_id) THEN
            RAISE EXCEPTION 'een verstrekking hoort bij een casus die u ziet'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.status IN ('verstrekt', 'ingetrokken', 'afgebroken') AND (
        TG_OP = 'DELETE'
        OR NOT (OLD.status = 'verstrekt' AND NEW.status = 'ingetrokken')
        OR (to_jsonb(NEW) - 'status' - 'einde_at' - 'einde_reden' - 'versie')
            <> (to_jsonb(OLD) - 'status' - 'einde_at' - 'einde_reden' - 'versie')
    ) THEN
        RAISE EXCEPTION 'een verstrekking verandert niet meer; maak een nieuwe of trek haar in'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.verstrekker_id <> OLD.verstrekker_id OR NEW.casus_id <> OLD.casus_id THEN
        RAISE EXCEPTION 'een verstrekking blijft bij haar casus en haar verstrekker'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- Rows below a verstrekking: added by its sender and before it is sent.
CREATE OR REPLACE FUNCTION verstrekkingdeel_bevroren() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    boven record;
    later text[] := CASE TG_TABLE_NAME
        WHEN 'cases_ontvanger' THEN ARRAY['ontvangen_at', 'ontvangen_door_id', 'ontvangen_door', 'termijn_id']
        WHEN 'cases_verstrekkingdatum' THEN ARRAY['zout']
        ELSE ARRAY[]::text[] END;
BEGIN
    IF vernietigt() THEN RETURN coalesce(NEW, OLD); END IF;
    SELECT v.status, v.verstrekker_id INTO boven FROM cases_verstrekking v WHERE v.id =
        CASE WHEN TG_OP = 'DELETE' THEN OLD.verstrekking_id ELSE NEW.verstrekking_id END;
    IF TG_OP <> 'DELETE' AND (
        boven.verstrekker_id IS DISTINCT FROM NEW.verstrekker_id
        OR (TG_OP = 'UPDATE' AND NEW.verstrekking_id <> OLD.verstrekking_id)
    ) THEN
        RAISE EXCEPTION 'dit hoort bij de verstrekking van een andere organisatie'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF boven.status IS DISTINCT FROM 'voorbereid' AND (
        TG_OP <> 'UPDATE' OR (to_jsonb(NEW) - later - 'versie') <> (to_jsonb(OLD) - later - 'versie')
    ) THEN
        RAISE EXCEPTION 'dit hoort bij een gedane verstrekking en verandert niet meer'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'cases_ontvanger'
        AND to_jsonb(OLD) -> 'ontvangen_at' <> 'null'::jsonb
        AND to_jsonb(NEW) -> 'ontvangen_at' <> to_jsonb(OLD) -> 'ontvangen_at' THEN
        RAISE EXCEPTION 'de ontvangst is al bevestigd' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'cases_verstrekkingdatum'
        AND to_jsonb(NEW) -> 'zout' <> to_jsonb(OLD) -> 'zout' AND to_jsonb(NEW) ->> 'zout' <> '' THEN
        RAISE EXCEPTION 'het zout kan alleen weg' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

-- Who is asked answers; who asks only leaves data out. Nobody gives another's toestemming.
CREATE OR REPLACE FUNCTION akkoord_van_wie_gevraagd_is() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE wie int := nullif(current_setting('app.deelname', true), '')::int;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'gevraagd' THEN
            RAISE EXCEPTION 'een akkoord begint als vraag' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.deelname_id <> OLD.deelname_id OR NEW.rol <> OLD.rol THEN
        RAISE EXCEPTION 'een akkoord blijft van wie het gevraagd is'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.status IN ('gegeven', 'geweigerd') AND NEW.status <> OLD.status AND NOT EXISTS (
        SELECT 1 FROM partners_deelname d WHERE d.id = NEW.deelname_id AND d.nummer = wie
    ) THEN
        RAISE EXCEPTION 'alleen wie gevraagd is, geeft antwoord'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER verstrekking_bevroren BEFORE INSERT OR UPDATE OR DELETE ON cases_verstrekking
    FOR EACH ROW EXECUTE FUNCTION verstrekking_bevroren();
CREATE OR REPLACE TRIGGER verstrekking_bevroren BEFORE INSERT OR UPDATE OR DELETE ON cases_ontvanger
    FOR EACH ROW EXECUTE FUNCTION verstrekkingdeel_bevroren();
CREATE OR REPLACE TRIGGER verstrekking_bevroren BEFORE INSERT OR UPDATE OR DELETE ON cases_verstrekkingdatum
    FOR EACH ROW EXECUTE FUNCTION verstrekkingdeel_bevroren();
CREATE OR REPLACE TRIGGER verstrekking_bevroren BEFORE INSERT OR UPDATE OR DELETE ON cases_akkoord
    FOR EACH ROW EXECUTE FUNCTION verstrekkingdeel_bevroren();
CREATE OR REPLACE TRIGGER akkoord_van_wie_gevraagd_is BEFORE INSERT OR UPDATE ON cases_akkoord
    FOR EACH ROW EXECUTE FUNCTION akkoord_van_wie_gevraagd_is();
