-- The answer to a melding that was offered. The receiver does not see the melding before it accepts, so
-- these two steps are the database's own. Run by foundation/rls.py after every migrate.
SET ROLE zichthouder;

-- Who offers a melding owns it; who was offered one answers for itself, and nothing else of it changes.
CREATE OR REPLACE FUNCTION melding_overdracht_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    zelf uuid := (SELECT d.id FROM partners_deelname d
                  WHERE d.nummer = nullif(current_setting('app.deelname', true), '')::int);
BEGIN
    IF current_user <> 'app' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.status = 'aangeboden' AND EXISTS (
            SELECT FROM meldpunt_melding m WHERE m.id = NEW.melding_id AND m.eigenaar_id = NEW.van_id
               AND m.keten_id = NEW.melding_keten_id) THEN
            RETURN NEW;
        END IF;
    ELSIF (NEW.melding_id, NEW.van_id, NEW.naar_id, NEW.melding_keten_id, NEW.waarom)
          = (OLD.melding_id, OLD.van_id, OLD.naar_id, OLD.melding_keten_id, OLD.waarom)
      AND OLD.status = 'aangeboden' AND NEW.status = 'ingetrokken' AND OLD.van_id = zelf THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'alleen de eigenaar biedt aan' USING ERRCODE = 'insufficient_privilege';
END $$;

-- True when it was answered now. Accepted: the receiver owns the melding. Refused: the sender, who owned
-- it all along, has a next step for today.
CREATE OR REPLACE FUNCTION melding_overdracht_antwoord(
    rij uuid, ja boolean, reden text, moment timestamptz, wie uuid, stap text, dag date)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    o record;
BEGIN
    SELECT x.* INTO o FROM meldpunt_meldingoverdracht x JOIN partners_deelname d ON d.id = x.naar_id
    WHERE x.id = rij AND x.status = 'aangeboden'
      AND d.nummer = nullif(current_setting('app.deelname', true), '')::int FOR UPDATE OF x;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM FROM meldpunt_melding m WHERE m.id = o.melding_id AND m.eigenaar_id = o.van_id
        AND m.status IN ('nieuw', 'in_behandeling') FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE meldpunt_meldingoverdracht x SET status = CASE WHEN ja THEN 'aanvaard' ELSE 'geweigerd' END,
        antwoord = left(reden, 300), beantwoord_at = moment, beantwoord_door_id = wie,
        versie = x.versie + 1 WHERE x.id = o.id;
    UPDATE meldpunt_melding m SET versie = m.versie + 1, volgende_stap = left(stap, 200),
        volgende_datum = dag,
        eigenaar_id = CASE WHEN ja THEN o.naar_id ELSE m.eigenaar_id END,
        status = CASE WHEN ja THEN 'in_behandeling' ELSE m.status END,
        behandelaar_id = CASE WHEN ja THEN wie ELSE m.behandelaar_id END
    WHERE m.id = o.melding_id;
    RETURN true;
END $$;

REVOKE ALL ON FUNCTION melding_overdracht_bewaken(),
    melding_overdracht_antwoord(uuid, boolean, text, timestamptz, uuid, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION melding_overdracht_bewaken() TO eigenaar;
GRANT EXECUTE ON FUNCTION melding_overdracht_antwoord(uuid, boolean, text, timestamptz, uuid, text, date)
    TO app;
RESET ROLE;

CREATE OR REPLACE TRIGGER melding_overdracht_bewaken BEFORE INSERT OR UPDATE ON meldpunt_meldingoverdracht
    FOR EACH ROW EXECUTE FUNCTION melding_overdracht_bewaken();
