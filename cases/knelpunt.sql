-- Who was asked answers, and changes nothing of the question; who asked does not answer. Runs with the
-- eyes of who writes.
CREATE OR REPLACE FUNCTION knelpunt_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    zelf uuid := (SELECT d.id FROM partners_deelname d
                  WHERE d.nummer = nullif(current_setting('app.deelname', true), '')::int);
BEGIN
    IF current_user <> 'app' THEN RETURN NEW; END IF;
    IF OLD.status <> 'open' OR (NEW.status = 'beantwoord') IS DISTINCT FROM (OLD.aan_id = zelf)
       OR (NEW.van_id, NEW.aan_id, NEW.aan_bestuurder, NEW.soort, NEW.niveau, NEW.titel,
           NEW.omschrijving, NEW.vraag, NEW.uiterlijk)
          <> (OLD.van_id, OLD.aan_id, OLD.aan_bestuurder, OLD.soort, OLD.niveau, OLD.titel,
              OLD.omschrijving, OLD.vraag, OLD.uiterlijk)
    THEN
        RAISE EXCEPTION 'knelpunt: wie is gevraagd, antwoordt' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER knelpunt_bewaken BEFORE UPDATE ON cases_knelpunt
    FOR EACH ROW EXECUTE FUNCTION knelpunt_bewaken();
