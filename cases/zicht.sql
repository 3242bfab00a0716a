-- The second lock's array and the derived rights. Run by foundation/rls.py after every migrate.
-- Functions belong to zichthouder (NOLOGIN, passes row level security); nobody calls them directly.

ALTER TABLE cases_casus ADD COLUMN IF NOT EXISTS zicht int[] NOT NULL DEFAULT '{}';
ALTER TABLE cases_dossier ADD COLUMN IF NOT EXISTS zicht int[] NOT NULL DEFAULT '{}';

-- Functions are made as zichthouder, so that they belong to it; triggers as eigenaar.
SET ROLE zichthouder;

-- Nobody but zichthouder writes the array: an organisation cannot let itself in.
CREATE OR REPLACE FUNCTION zicht_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user <> 'zichthouder' AND NEW.zicht IS DISTINCT FROM OLD.zicht THEN
        RAISE EXCEPTION 'zicht wordt alleen afgeleid' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- Who owns it hands it on, and nobody else takes it; a take-over after an organisation left is the work
-- of a task. The one step that moves ownership by itself is the one into the analyse: to the procesregie,
-- by who has the letter for that step. Runs with the eyes of who writes.
CREATE OR REPLACE FUNCTION eigenaar_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    zelf uuid := (SELECT d.id FROM partners_deelname d
                  WHERE d.nummer = nullif(current_setting('app.deelname', true), '')::int);
BEGIN
    IF current_user <> 'app' OR NEW.eigenaar_id = OLD.eigenaar_id OR OLD.eigenaar_id = zelf THEN
        RETURN NEW;
    END IF;
    IF TG_TABLE_NAME = 'cases_casus' THEN
        IF NEW.hoofdstap = 'analyse' AND OLD.hoofdstap <> 'analyse'
           AND EXISTS (SELECT FROM partners_deelname d WHERE d.id = NEW.eigenaar_id
                       AND d.keten_id = NEW.keten_id AND d.procesregie)
           AND EXISTS (SELECT FROM cases_betrokkenheid b WHERE b.casus_id = NEW.id
                       AND b.deelname_id = zelf AND b.status = 'aanvaard'
                       AND b.letters::text ~ '[RA]')
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'alleen de eigenaar draagt over' USING ERRCODE = 'insufficient_privilege';
END $$;

-- A new row is visible to its owner at once, or INSERT could not return it.
CREATE OR REPLACE FUNCTION zicht_eigenaar() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    NEW.zicht := ARRAY(SELECT nummer FROM partners_deelname WHERE id = NEW.eigenaar_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION zicht_dossier(welk uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    UPDATE cases_dossier d SET zicht = nieuw.zicht
    FROM (
        SELECT coalesce(array_agg(DISTINCT n ORDER BY n), '{}') AS zicht FROM (
            SELECT e.nummer AS n FROM cases_dossier x
                JOIN partners_deelname e ON e.id = x.eigenaar_id WHERE x.id = welk
            UNION SELECT unnest(c.zicht) FROM cases_casus c WHERE c.dossier_id = welk
            UNION SELECT unnest(c.zicht) FROM cases_betrokkene b
                JOIN cases_persoon p ON p.id = b.persoon_id
                JOIN cases_casus c ON c.id = b.casus_id WHERE p.dossier_id = welk
        ) alle
    ) nieuw
    WHERE d.id = welk AND d.zicht IS DISTINCT FROM nieuw.zicht;
$$;

CREATE OR REPLACE FUNCTION zicht_casus(welk uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE een uuid;
BEGIN
    UPDATE cases_casus c SET zicht = nieuw.zicht
    FROM (
        SELECT coalesce(array_agg(DISTINCT n ORDER BY n), '{}') AS zicht FROM (
            SELECT e.nummer AS n FROM cases_casus x
                JOIN partners_deelname e ON e.id = x.eigenaar_id WHERE x.id = welk
            UNION SELECT d.nummer FROM cases_casusrecht r
                JOIN partners_deelname d ON d.group_id = r.group_id
                WHERE r.content_object_id = welk AND (r.geldig_tot IS NULL OR r.geldig_tot > now())
            -- A guest of an overleg: the right ends by itself when it is read; this net may be coarser,
            -- until the betrokkenheid is ended (cases/tasks.py).
            UNION SELECT d.nummer FROM cases_betrokkenheid b
                JOIN partners_deelname d ON d.id = b.deelname_id
                WHERE b.casus_id = welk AND b.status = 'aanvaard' AND b.eindigt_at IS NOT NULL
            UNION SELECT d.nummer FROM cases_casuspersoonsrecht r
                JOIN partners_deelname d ON d.id = r.deelname_id
                WHERE r.content_object_id = welk AND (r.geldig_tot IS NULL OR r.geldig_tot > now())
        ) alle
    ) nieuw
    WHERE c.id = welk AND c.zicht IS DISTINCT FROM nieuw.zicht;
    IF NOT FOUND THEN RETURN; END IF;
    FOR een IN
        SELECT dossier_id FROM cases_casus WHERE id = welk AND dossier_id IS NOT NULL
        UNION SELECT p.dossier_id FROM cases_betrokkene b
            JOIN cases_persoon p ON p.id = b.persoon_id WHERE b.casus_id = welk
    LOOP
        PERFORM zicht_dossier(een);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION zicht_na_casus() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM zicht_casus(NEW.id);
    IF NEW.dossier_id IS NOT NULL THEN PERFORM zicht_dossier(NEW.dossier_id); END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION zicht_na_recht() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM zicht_casus(OLD.content_object_id);
    ELSE PERFORM zicht_casus(NEW.content_object_id); END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION zicht_na_betrokkene() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE welke uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.persoon_id ELSE NEW.persoon_id END;
BEGIN
    PERFORM zicht_dossier(dossier_id) FROM cases_persoon WHERE id = welke;
    RETURN NULL;
END $$;

-- A right that ends by itself changes no row, so the array would stay wider than the rights until something
-- else changes. The task beeindig_verlopen asks this every five minutes; the policy asks the date each time.
CREATE OR REPLACE FUNCTION zicht_verlopen(sinds timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    in_keten uuid := nullif(current_setting('app.keten', true), '')::uuid;
    een uuid;
    aantal int := 0;
BEGIN
    FOR een IN
        SELECT c.id FROM cases_casus c WHERE c.keten_id = in_keten AND c.id IN (
            SELECT r.content_object_id FROM cases_casusrecht r
            WHERE r.geldig_tot BETWEEN sinds AND now()
            UNION SELECT r.content_object_id FROM cases_casuspersoonsrecht r
            WHERE r.geldig_tot BETWEEN sinds AND now())
    LOOP
        PERFORM zicht_casus(een);
        aantal := aantal + 1;
    END LOOP;
    RETURN aantal;
END $$;

-- The one function that turns betrokkenheid into a right: rights = betrokkenheid, always.
CREATE OR REPLACE FUNCTION recht_uit_betrokkenheid() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    groep int := (SELECT group_id FROM partners_deelname WHERE id = NEW.deelname_id);
    zien int := (SELECT p.id FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
                 WHERE t.app_label = 'cases' AND t.model = 'casus' AND p.codename = 'view_casus');
BEGIN
    IF NEW.status = 'aanvaard' AND NEW.eindigt_at IS NOT NULL THEN
        -- A guest: one right with its own end, moved when the end moves.
        UPDATE cases_casusrecht SET geldig_tot = NEW.eindigt_at
        WHERE content_object_id = NEW.casus_id AND group_id = groep
          AND herkomst = 'overleg' AND geldig_tot = OLD.eindigt_at;
        IF NOT FOUND THEN
            INSERT INTO cases_casusrecht (group_id, permission_id, content_object_id, geldig_van,
                                          geldig_tot, herkomst, reden, verleend_door_id)
            VALUES (groep, zien, NEW.casus_id, coalesce(NEW.beantwoord_at, now()), NEW.eindigt_at,
                    'overleg', '', NEW.created_by_id);
        END IF;
        UPDATE cases_casuspersoonsrecht SET geldig_tot = NEW.eindigt_at
        WHERE content_object_id = NEW.casus_id AND deelname_id = NEW.deelname_id
          AND herkomst = 'taak' AND geldig_tot = OLD.eindigt_at;
    ELSIF NEW.status = 'aanvaard' THEN
        INSERT INTO cases_casusrecht (group_id, permission_id, content_object_id, geldig_van,
                                      geldig_tot, herkomst, reden, verleend_door_id)
        VALUES (groep, zien, NEW.casus_id, coalesce(NEW.beantwoord_at, now()), NULL,
                'betrokkenheid', '', NEW.created_by_id)
        ON CONFLICT (group_id, content_object_id, herkomst) WHERE geldig_tot IS NULL DO NOTHING;
    ELSIF TG_OP = 'UPDATE' AND OLD.status = 'aanvaard' THEN
        UPDATE cases_casusrecht SET geldig_tot = least(now(), coalesce(NEW.einde_at, now()))
        WHERE content_object_id = NEW.casus_id AND group_id = groep
          AND herkomst = 'betrokkenheid' AND geldig_tot IS NULL;
        UPDATE cases_casusrecht
        SET geldig_tot = least(now(), coalesce(NEW.einde_at, now()), geldig_tot)
        WHERE content_object_id = NEW.casus_id AND group_id = groep
          AND herkomst = 'overleg' AND (geldig_tot IS NULL OR geldig_tot > now());
        -- People on their own name leave with their organisation.
        UPDATE cases_casuspersoonsrecht
        SET geldig_tot = least(now(), coalesce(NEW.einde_at, now()), geldig_tot)
        WHERE content_object_id = NEW.casus_id AND deelname_id = NEW.deelname_id
          AND (geldig_tot IS NULL OR geldig_tot > now());
        -- The right of a guest may have ended by itself long before; the net closes now.
        PERFORM zicht_casus(NEW.casus_id);
    END IF;
    RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION zicht_bewaken(), zicht_eigenaar(), zicht_dossier(uuid), zicht_casus(uuid), zicht_na_casus(), zicht_na_recht(), zicht_na_betrokkene(), recht_uit_betrokkenheid(), zicht_verlopen(timestamptz), eigenaar_bewaken()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zicht_bewaken(), zicht_eigenaar(), zicht_dossier(uuid), zicht_casus(uuid), zicht_na_casus(), zicht_na_recht(), zicht_na_betrokkene(), recht_uit_betrokkenheid(), eigenaar_bewaken()
    TO eigenaar;
GRANT EXECUTE ON FUNCTION zicht_verlopen(timestamptz) TO werker;
RESET ROLE;

-- A foreign key does not ask who may see what it points at, and pointing at a dossier or a person widens
-- its zicht. So who points must see it already. Runs with the eyes of who writes.
CREATE OR REPLACE FUNCTION zicht_verwijzing() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE gezien boolean := true;
BEGIN
    IF current_user <> 'app' THEN RETURN NEW; END IF;
    IF TG_TABLE_NAME = 'cases_casus' THEN
        IF NEW.dossier_id IS NOT NULL THEN
            gezien := EXISTS (SELECT 1 FROM cases_dossier d WHERE d.id = NEW.dossier_id);
        END IF;
    ELSE
        gezien := EXISTS (SELECT 1 FROM cases_persoon p WHERE p.id = NEW.persoon_id);
    END IF;
    IF NOT gezien THEN
        RAISE EXCEPTION 'verwijzing naar wat niet zichtbaar is' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- An organisation that does not see the casus (invited, or ended) only answers its own invitation.
CREATE OR REPLACE FUNCTION betrokkenheid_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user <> 'app' THEN RETURN NEW; END IF;
    IF NEW.casus_id <> OLD.casus_id OR NEW.deelname_id <> OLD.deelname_id OR (
        NOT EXISTS (SELECT 1 FROM cases_casus c WHERE c.id = OLD.casus_id)
        AND (OLD.status <> 'uitgenodigd' OR NEW.status NOT IN ('aanvaard', 'geweigerd')
             OR NEW.letters <> OLD.letters OR NEW.eindigt_at IS DISTINCT FROM OLD.eindigt_at)
    ) THEN
        RAISE EXCEPTION 'betrokkenheid: alleen de eigen uitnodiging beantwoorden'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- Who left the casus still owes its terugkoppeling, and only meets that clock.
CREATE OR REPLACE FUNCTION termijn_bewaken() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user <> 'app' OR EXISTS (SELECT 1 FROM cases_casus c WHERE c.id = OLD.casus_id) THEN
        RETURN NEW;
    END IF;
    IF OLD.voldaan_at IS NOT NULL OR NEW.voldaan_at IS NULL
        OR (to_jsonb(NEW) - 'voldaan_at' - 'versie') <> (to_jsonb(OLD) - 'voldaan_at' - 'versie')
    THEN
        RAISE EXCEPTION 'termijn: alleen de eigen terugkoppeling geven'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER zicht_verwijzing BEFORE INSERT OR UPDATE OF dossier_id ON cases_casus
    FOR EACH ROW EXECUTE FUNCTION zicht_verwijzing();
CREATE OR REPLACE TRIGGER zicht_verwijzing BEFORE INSERT OR UPDATE OF persoon_id ON cases_betrokkene
    FOR EACH ROW EXECUTE FUNCTION zicht_verwijzing();
CREATE OR REPLACE TRIGGER betrokkenheid_bewaken BEFORE UPDATE ON cases_betrokkenheid
    FOR EACH ROW EXECUTE FUNCTION betrokkenheid_bewaken();
CREATE OR REPLACE TRIGGER termijn_bewaken BEFORE UPDATE ON cases_termijn
    FOR EACH ROW EXECUTE FUNCTION termijn_bewaken();
CREATE OR REPLACE TRIGGER eigenaar_bewaken BEFORE UPDATE OF eigenaar_id ON cases_casus
    FOR EACH ROW EXECUTE FUNCTION eigenaar_bewaken();
CREATE OR REPLACE TRIGGER eigenaar_bewaken BEFORE UPDATE OF eigenaar_id ON cases_dossier
    FOR EACH ROW EXECUTE FUNCTION eigenaar_bewaken();
CREATE OR REPLACE TRIGGER zicht_eigenaar BEFORE INSERT ON cases_casus
    FOR EACH ROW EXECUTE FUNCTION zicht_eigenaar();
CREATE OR REPLACE TRIGGER zicht_eigenaar BEFORE INSERT ON cases_dossier
    FOR EACH ROW EXECUTE FUNCTION zicht_eigenaar();
CREATE OR REPLACE TRIGGER zicht_bewaken BEFORE UPDATE ON cases_casus
    FOR EACH ROW EXECUTE FUNCTION zicht_bewaken();
CREATE OR REPLACE TRIGGER zicht_bewaken BEFORE UPDATE ON cases_dossier
    FOR EACH ROW EXECUTE FUNCTION zicht_bewaken();
CREATE OR REPLACE TRIGGER zicht_na_casus AFTER INSERT OR UPDATE OF eigenaar_id, dossier_id ON cases_casus
    FOR EACH ROW EXECUTE FUNCTION zicht_na_casus();
CREATE OR REPLACE TRIGGER zicht_na_recht AFTER INSERT OR UPDATE OR DELETE ON cases_casusrecht
    FOR EACH ROW EXECUTE FUNCTION zicht_na_recht();
CREATE OR REPLACE TRIGGER zicht_na_recht AFTER INSERT OR UPDATE OR DELETE ON cases_casuspersoonsrecht
    FOR EACH ROW EXECUTE FUNCTION zicht_na_recht();
CREATE OR REPLACE TRIGGER zicht_na_betrokkene AFTER INSERT OR UPDATE OR DELETE ON cases_betrokkene
    FOR EACH ROW EXECUTE FUNCTION zicht_na_betrokkene();
CREATE OR REPLACE TRIGGER recht_uit_betrokkenheid AFTER INSERT OR UPDATE ON cases_betrokkenheid
    FOR EACH ROW EXECUTE FUNCTION recht_uit_betrokkenheid();
