-- Only the receiver answers an overdracht, and who does not see the casus does nothing else with it.
-- Runs with the eyes of who writes.

CREATE OR REPLACE FUNCTION overdracht_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    zelf uuid := (SELECT d.id FROM partners_deelname d
                  WHERE d.nummer = nullif(current_setting('app.deelname', true), '')::int);
BEGIN
    IF current_user <> 'app' THEN RETURN NEW; END IF;
    IF NEW.status IN ('aanvaard', 'geweigerd') AND NEW.status <> OLD.status
       AND (OLD.status <> 'verstuurd' OR OLD.naar_id IS DISTINCT FROM zelf) THEN
        RAISE EXCEPTION 'overdracht: alleen de ontvanger antwoordt' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.casus_id <> OLD.casus_id
       OR (OLD.status <> 'voorbereid' AND (NEW.van_id <> OLD.van_id OR NEW.naar_id IS DISTINCT FROM OLD.naar_id
           OR NEW.bericht <> OLD.bericht OR NEW.aanleiding <> OLD.aanleiding))
       OR (OLD.status IN ('aanvaard', 'geweigerd', 'ingetrokken') AND NEW.status <> OLD.status)
       OR (NOT EXISTS (SELECT 1 FROM cases_casus c WHERE c.id = OLD.casus_id)
           AND NEW.status NOT IN ('aanvaard', 'geweigerd'))
    THEN
        RAISE EXCEPTION 'overdracht: dit ligt vast' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER overdracht_bewaken BEFORE UPDATE ON cases_overdracht
    FOR EACH ROW EXECUTE FUNCTION overdracht_bewaken();

-- A doorlaatverbod rests on at least two different bewijsmiddelen of its own casus.
CREATE OR REPLACE FUNCTION doorlaatverbod_bewijs() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user = 'app' AND (
        SELECT count(DISTINCT (b.soort, lower(btrim(b.omschrijving)))) FROM cases_bewijsmiddel b
        WHERE b.casus_id = NEW.casus_id AND b.id = ANY (NEW.bewijsmiddelen)) < 2
    THEN
        RAISE EXCEPTION 'doorlaatverbod: twee verschillende bewijsmiddelen' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- After the insert, so that who may not add one hears that first.
CREATE OR REPLACE TRIGGER doorlaatverbod_bewijs AFTER INSERT ON cases_doorlaatverbod
    FOR EACH ROW EXECUTE FUNCTION doorlaatverbod_bewijs();
