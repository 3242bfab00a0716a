-- Beside the policy: a casus with a named end opens in two ways only, and nobody agrees for another.
-- Run by foundation/rls.py after every migrate; both run with the eyes of who writes.

CREATE OR REPLACE FUNCTION einde_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    zelf uuid := (SELECT d.id FROM partners_deelname d
                  WHERE d.nummer = nullif(current_setting('app.deelname', true), '')::int);
BEGIN
    IF current_user <> 'app' OR OLD.einde_at IS NULL OR NEW.einde_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM cases_heropening h WHERE h.casus_id = NEW.id AND h.aanvrager_id = zelf
               AND h.status = 'heropend' AND h.doel = NEW.doel AND h.afgehandeld_at >= OLD.einde_at
               AND NOT EXISTS (SELECT FROM cases_heropeningsakkoord a
                               WHERE a.heropening_id = h.id AND a.antwoord <> 'akkoord'))
       OR (OLD.status = 'samengevoegd'
           AND EXISTS (SELECT FROM cases_samenvoeging s WHERE s.casus_id = NEW.id
                       AND s.ontkoppeld_at IS NOT NULL AND s.teruggezet_at IS NULL))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'een casus met een einde gaat zo niet open' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION akkoord_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    zelf uuid := (SELECT d.id FROM partners_deelname d
                  WHERE d.nummer = nullif(current_setting('app.deelname', true), '')::int);
BEGIN
    IF current_user <> 'app' THEN RETURN NEW; END IF;
    IF (TG_OP = 'INSERT' AND NEW.deelname_id <> zelf AND NEW.antwoord <> '')
       OR (TG_OP = 'UPDATE' AND (OLD.antwoord <> '' OR OLD.deelname_id <> zelf
           OR (NEW.heropening_id, NEW.aanvrager_id, NEW.deelname_id)
              <> (OLD.heropening_id, OLD.aanvrager_id, OLD.deelname_id)))
    THEN
        RAISE EXCEPTION 'ieder antwoordt voor zich' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER einde_bewaken BEFORE UPDATE OF einde_at ON cases_casus
    FOR EACH ROW EXECUTE FUNCTION einde_bewaken();
CREATE OR REPLACE TRIGGER akkoord_bewaken BEFORE INSERT OR UPDATE ON cases_heropeningsakkoord
    FOR EACH ROW EXECUTE FUNCTION akkoord_bewaken();
