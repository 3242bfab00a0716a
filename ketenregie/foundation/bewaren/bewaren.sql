-- The only keys to destruction. Run by foundation/rls.py after every migrate.
--
-- Nothing goes without a list that two people decided on: `vernietig_begin` looks that up and writes down what is
-- being destroyed; the other functions work only between it and `vernietig_klaar`, in the same transaction. They
-- run as zichthouder, for tasks of the keten itself; people cannot call them.

-- What is frozen (a plan that was agreed, a verstrekking that was sent) lets go for this, see the triggers there.
CREATE OR REPLACE FUNCTION vernietigt() RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT current_user = 'zichthouder' AND coalesce(current_setting('app.vernietigen', true), '') <> ''
$$;

SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION vernietig_begin(onderwerp uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    keten uuid := nullif(current_setting('app.keten', true), '')::uuid;
    o foundation_vernietigonderwerp;
    l foundation_vernietiglijst;
BEGIN
    SELECT * INTO o FROM foundation_vernietigonderwerp x WHERE x.id = onderwerp AND x.keten_id = keten FOR UPDATE;
    SELECT * INTO l FROM foundation_vernietiglijst x WHERE x.id = o.lijst_id AND x.keten_id = keten FOR UPDATE;
    IF o.id IS NULL OR l.id IS NULL OR o.status <> 'open' OR l.status <> 'bevestigd'
        OR l.voorbereid_door_id IS NULL OR l.bevestigd_door_id IS NULL
        OR l.voorbereid_door_id = l.bevestigd_door_id THEN
        RAISE EXCEPTION 'zonder besluit van twee mensen wordt niets vernietigd'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT 1 FROM foundation_bewaarplicht b WHERE b.object_id = o.object_id
        AND b.status IN ('gevraagd', 'van_kracht') AND b.tot >= (coalesce(
            nullif(current_setting('app.moment', true), '')::timestamptz, now()) AT TIME ZONE 'Europe/Amsterdam')::date) THEN
        RAISE EXCEPTION 'hierop rust een bewaarplicht' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO foundation_vernietigd (id, keten_id, lijst_id, object_type, object_id, kenmerk, grond, eerste_at,
        uiterlijk, eerste_naam, eerste_functie, tweede_naam, tweede_functie, objecten, tellingen, sleutels,
        begonnen_at)
    VALUES (o.id, keten, l.id, o.object_type, o.object_id, o.kenmerk, l.grond, o.eerste_at, o.uiterlijk,
        l.voorbereid_naam, l.voorbereid_functie, l.bevestigd_naam, l.bevestigd_functie, '{}', '{}', '[]',
        coalesce(nullif(current_setting('app.moment', true), '')::timestamptz, clock_timestamp()));
    PERFORM set_config('app.vernietigen', onderwerp::text, true);
END $$;

-- After a restore: what the journal says was destroyed, goes again. The row was read from the journal by the owner.
CREATE OR REPLACE FUNCTION vernietig_opnieuw(onderwerp uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM foundation_vernietigd v WHERE v.id = onderwerp AND v.klaar_at IS NULL
        AND v.keten_id = nullif(current_setting('app.keten', true), '')::uuid) THEN
        RAISE EXCEPTION 'dit staat niet in het journaal' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('app.vernietigen', onderwerp::text, true);
END $$;

CREATE OR REPLACE FUNCTION vernietig_mag(tabel text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM foundation_vernietigd v WHERE v.klaar_at IS NULL
            AND v.id = nullif(current_setting('app.vernietigen', true), '')::uuid
            AND v.keten_id = nullif(current_setting('app.keten', true), '')::uuid)
        OR tabel !~ '^(cases|meldpunt|evaluatie|preventie|foundation)_'
        OR tabel ~ '^(evaluatie_feit|foundation_(vernietig|bewaarplicht|zegel|slot|effect))' THEN
        RAISE EXCEPTION 'dit wordt nu niet vernietigd: %', tabel USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- The type of a column, so that its index is used.
CREATE OR REPLACE FUNCTION vernietig_soort(tabel text, kolom text) RETURNS text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT format_type(a.atttypid, NULL) FROM pg_attribute a
    WHERE a.attrelid = format('public.%I', tabel)::regclass AND a.attname = kolom
$$;

CREATE OR REPLACE FUNCTION vernietig_weg(tabel text, kolom text, waarden text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE weg bigint;
BEGIN
    PERFORM vernietig_mag(tabel);
    EXECUTE format('DELETE FROM %I WHERE %I = ANY($1::%s[])', tabel, kolom, vernietig_soort(tabel, kolom))
    USING waarden;
    GET DIAGNOSTICS weg = ROW_COUNT;
    RETURN weg;
END $$;

-- Sets columns of the rows to these values ({"kolom": waarde}).
CREATE OR REPLACE FUNCTION vernietig_zet(tabel text, kolom text, waarden text[], nieuw jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE anders bigint;
BEGIN
    PERFORM vernietig_mag(tabel);
    EXECUTE format('UPDATE %1$I SET (%2$s) = (SELECT %3$s FROM jsonb_populate_record(NULL::%1$I, $2) n) '
        'WHERE %4$I = ANY($1::%5$s[])', tabel,
        (SELECT string_agg(quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(nieuw) k),
        (SELECT string_agg('n.' || quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(nieuw) k),
        kolom, vernietig_soort(tabel, kolom))
    USING waarden, nieuw;
    GET DIAGNOSTICS anders = ROW_COUNT;
    RETURN anders;
END $$;

-- A name in a text that stays.
CREATE OR REPLACE FUNCTION vernietig_naam(tabel text, kolom text, sleutelkolom text, waarden text[], naam text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE anders bigint;
BEGIN
    PERFORM vernietig_mag(tabel);
    EXECUTE format('UPDATE %1$I SET %2$I = regexp_replace(%2$I, $2, ''…'', ''gi'') '
        'WHERE %3$I = ANY($1::%4$s[]) AND %2$I ~* $2', tabel, kolom, sleutelkolom,
        vernietig_soort(tabel, sleutelkolom))
    USING waarden, '\m' || regexp_replace(naam, '([\\.^$*+?()\[\]{}|-])', '\\\1', 'g') || '\M';
    GET DIAGNOSTICS anders = ROW_COUNT;
    RETURN anders;
END $$;

-- Loose ends: files that people asked for and that may show it, answers kept for a repeated request, and the
-- value of a datum in a plan or a verstrekking that stays (the hash stays too).
CREATE OR REPLACE FUNCTION vernietig_sporen(weg_ids text[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    keten uuid := nullif(current_setting('app.keten', true), '')::uuid;
    nu bigint;
    weg bigint := 0;
BEGIN
    PERFORM vernietig_mag('foundation_taak');
    DELETE FROM foundation_taak t WHERE t.keten_id = keten AND t.soort <> 'vernietigen'
        AND (t.klaar_at IS NOT NULL AND (t.resultaat IS NOT NULL OR t.invoer IS NOT NULL)
            OR EXISTS (SELECT 1 FROM jsonb_each_text(t.ids) x WHERE x.value = ANY(weg_ids)));
    GET DIAGNOSTICS nu = ROW_COUNT; weg := weg + nu;
    -- One that runs now read what is going: it starts again when somebody asks.
    UPDATE foundation_taak t SET annuleren = true WHERE t.keten_id = keten AND t.soort <> 'vernietigen'
        AND t.status = 'bezig';
    DELETE FROM foundation_idempotentie i USING partners_deelname d
    WHERE d.id = i.deelname_id AND d.keten_id = keten AND (i.created_at < now() - interval '1 hour'
        OR EXISTS (SELECT 1 FROM unnest(weg_ids) x WHERE position(x IN i.koppen::text) > 0));
    GET DIAGNOSTICS nu = ROW_COUNT; weg := weg + nu;
    UPDATE cases_verstrekkingdatum v SET zout = '', naam = 'Vernietigd', voorwaarden = ''
    WHERE v.datum_id::text = ANY(weg_ids);
    UPDATE cases_planvanaanpak p SET inhoud = jsonb_set(p.inhoud, '{items}', (
        SELECT jsonb_agg(CASE WHEN i.item ->> 'id' = ANY(weg_ids)
            THEN i.item || '{"waarde": null, "zout": null}' ELSE i.item END ORDER BY i.n)
        FROM jsonb_array_elements(p.inhoud -> 'items') WITH ORDINALITY i(item, n)))
    FROM cases_casus c WHERE c.id = p.casus_id AND c.keten_id = keten AND p.inhoud IS NOT NULL
        AND EXISTS (SELECT 1 FROM jsonb_array_elements(p.inhoud -> 'items') i
            WHERE i ->> 'id' = ANY(weg_ids) AND i -> 'waarde' <> 'null');
    -- Its history holds the same content, as it was.
    UPDATE cases_historicalplanvanaanpak p SET inhoud = jsonb_set(p.inhoud, '{items}', (
        SELECT jsonb_agg(CASE WHEN i.item ->> 'id' = ANY(weg_ids)
            THEN i.item || '{"waarde": null, "zout": null}' ELSE i.item END ORDER BY i.n)
        FROM jsonb_array_elements(p.inhoud -> 'items') WITH ORDINALITY i(item, n)))
    FROM cases_casus c WHERE c.id = p.casus_id AND c.keten_id = keten AND p.inhoud IS NOT NULL
        AND EXISTS (SELECT 1 FROM jsonb_array_elements(p.inhoud -> 'items') i
            WHERE i ->> 'id' = ANY(weg_ids) AND i -> 'waarde' <> 'null');
    RETURN weg;
END $$;

CREATE OR REPLACE FUNCTION vernietig_klaar(wat jsonb, aantallen jsonb, kapot jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM vernietig_mag('cases_casus');
    UPDATE foundation_vernietigd v SET objecten = wat, tellingen = aantallen, sleutels = kapot,
        klaar_at = coalesce(nullif(current_setting('app.moment', true), '')::timestamptz, clock_timestamp())
    WHERE v.id = current_setting('app.vernietigen', true)::uuid;
    UPDATE foundation_vernietigonderwerp o SET status = 'vernietigd'
    WHERE o.id = current_setting('app.vernietigen', true)::uuid;
    PERFORM set_config('app.vernietigen', '', true);
END $$;

-- A person decides in their own name, and never twice on the same list.
CREATE OR REPLACE FUNCTION vernietiglijst_twee_mensen() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    wie uuid := nullif(current_setting('app.medewerker', true), '')::uuid;
    eerst foundation_vernietiglijst;
BEGIN
    IF TG_OP = 'UPDATE' THEN eerst := OLD; END IF;
    IF NEW.voorbereid_door_id IS NOT NULL AND NEW.voorbereid_door_id IS DISTINCT FROM eerst.voorbereid_door_id
        AND NEW.voorbereid_door_id IS DISTINCT FROM wie
        OR NEW.bevestigd_door_id IS NOT NULL AND NEW.bevestigd_door_id IS DISTINCT FROM eerst.bevestigd_door_id
        AND (NEW.bevestigd_door_id IS DISTINCT FROM wie OR eerst.voorbereid_door_id IS NULL
            OR eerst.status <> 'klaargezet') THEN
        RAISE EXCEPTION 'over vernietigen beslissen twee mensen, elk voor zich'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF eerst.bevestigd_door_id IS NOT NULL AND (NEW.bevestigd_door_id, NEW.voorbereid_door_id)
        IS DISTINCT FROM (eerst.bevestigd_door_id, eerst.voorbereid_door_id) THEN
        RAISE EXCEPTION 'wat twee mensen besloten, staat vast' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- What is on a list that is being decided on, or was, stays on it as it was counted.
CREATE OR REPLACE FUNCTION vernietigonderwerp_vast() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE stand text;
BEGIN
    SELECT l.status INTO stand FROM foundation_vernietiglijst l WHERE l.id = NEW.lijst_id;
    IF TG_OP = 'UPDATE' AND (NEW.object_id, NEW.object_type, NEW.keten_id, NEW.lijst_id)
            IS DISTINCT FROM (OLD.object_id, OLD.object_type, OLD.keten_id, OLD.lijst_id)
        OR TG_OP = 'INSERT' AND stand IS DISTINCT FROM 'voorgesteld' THEN
        RAISE EXCEPTION 'wat op deze lijst staat, staat vast' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION vernietig_begin(uuid), vernietig_opnieuw(uuid), vernietig_mag(text),
    vernietig_weg(text, text, text[]), vernietig_zet(text, text, text[], jsonb),
    vernietig_naam(text, text, text, text[], text), vernietig_sporen(text[]),
    vernietig_klaar(jsonb, jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vernietig_begin(uuid), vernietig_opnieuw(uuid),
    vernietig_weg(text, text, text[]), vernietig_zet(text, text, text[], jsonb),
    vernietig_naam(text, text, text, text[], text), vernietig_sporen(text[]),
    vernietig_klaar(jsonb, jsonb, jsonb) TO werker;
RESET ROLE;

CREATE OR REPLACE TRIGGER vernietiglijst_twee_mensen BEFORE INSERT OR UPDATE ON foundation_vernietiglijst
    FOR EACH ROW EXECUTE FUNCTION vernietiglijst_twee_mensen();
CREATE OR REPLACE TRIGGER vernietigonderwerp_vast BEFORE INSERT OR UPDATE ON foundation_vernietigonderwerp
    FOR EACH ROW EXECUTE FUNCTION vernietigonderwerp_vast();
