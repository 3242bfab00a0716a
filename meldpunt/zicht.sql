-- Who may know a melding, and how names look and sound. Run by foundation/rls.py after every migrate.
-- Functions belong to zichthouder (NOLOGIN, passes row level security).

ALTER TABLE meldpunt_melding ADD COLUMN IF NOT EXISTS zicht int[] NOT NULL DEFAULT '{}';
CREATE INDEX IF NOT EXISTS persoon_klanken ON cases_persoon USING gin (klanken);
CREATE INDEX IF NOT EXISTS persoon_zoeknaam ON cases_persoon USING gin (zoeknaam gin_trgm_ops);
CREATE INDEX IF NOT EXISTS persoon_telefoon ON cases_persoon
    (right(regexp_replace(telefoon, '\D', '', 'g'), 9)) WHERE telefoon <> '';
CREATE INDEX IF NOT EXISTS melding_klanken ON meldpunt_melding USING gin (klanken);
-- Of meldingen only the open ones are compared by name.
CREATE INDEX IF NOT EXISTS melding_zoeknaam_open ON meldpunt_melding USING gin (zoeknaam gin_trgm_ops)
    WHERE status IN ('nieuw', 'in_behandeling');
CREATE INDEX IF NOT EXISTS melding_klanken_open ON meldpunt_melding USING gin (klanken)
    WHERE status IN ('nieuw', 'in_behandeling');
CREATE INDEX IF NOT EXISTS melding_telefoon_open ON meldpunt_melding
    (right(regexp_replace(telefoon, '\D', '', 'g'), 9))
    WHERE status IN ('nieuw', 'in_behandeling') AND telefoon <> '';
CREATE INDEX IF NOT EXISTS melding_geboren_open ON meldpunt_melding (geboortedatum)
    WHERE status IN ('nieuw', 'in_behandeling');

SET ROLE zichthouder;

-- A melding is known to its owner (the meldpunt), to the organisation that filed it, to the meldpunt that
-- it was forwarded to, and to a meldpunt that handed it over: that one keeps the vault of the melder.
CREATE OR REPLACE FUNCTION zicht_melding() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    NEW.zicht := ARRAY(SELECT nummer FROM partners_deelname
                       WHERE id IN (NEW.eigenaar_id, NEW.indiener_id)
                          OR (id = NEW.doorgestuurd_naar_id AND meldpunt)
                          OR (meldpunt AND id IN (
                              SELECT o.van_id FROM meldpunt_meldingoverdracht o
                              WHERE o.melding_id = NEW.id AND o.status = 'aanvaard'))
                       ORDER BY nummer);
    RETURN NEW;
END $$;

-- One spelling for many: no accents, ij = y, letters only, no doubled letters, single spaces.
CREATE OR REPLACE FUNCTION naam_zoekvorm(VARIADIC delen text[]) RETURNS text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT btrim(regexp_replace(regexp_replace(regexp_replace(
        replace(lower(unaccent(array_to_string(delen, ' '))), 'ij', 'y'),
        '[^a-z]+', ' ', 'g'), '([a-z])\1+', '\1', 'g'), ' +', ' ', 'g'));
$$;

-- Daitch-Mokotoff codes of the words that tell something; "van", "el" and the like do not.
CREATE OR REPLACE FUNCTION naam_klanken(zoekvorm text) RETURNS text[] LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT code ORDER BY code), '{}')
    FROM regexp_split_to_table(zoekvorm, ' ') woord, unnest(daitch_mokotoff(woord)) code
    WHERE length(woord) > 1 AND woord <> ALL (ARRAY['van', 'de', 'der', 'den', 'het', 'ten', 'ter',
        'te', 'von', 'el', 'al', 'ben', 'bin', 'da', 'dos', 'do', 'di', 'la', 'le', 'du', 'op', 'in']);
$$;

CREATE OR REPLACE FUNCTION naam_bijhouden() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    NEW.zoeknaam := left(naam_zoekvorm(NEW.voornaam, NEW.tussenvoegsel, NEW.achternaam), 200);
    NEW.klanken := naam_klanken(NEW.zoeknaam);
    RETURN NEW;
END $$;

-- Sounds of a name with a year of birth, so that a common name is found without reading all who have it.
CREATE OR REPLACE FUNCTION naam_jaarklanken(codes text[], van int, tot int) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(c || '@' || j ORDER BY c, j), '{}')
    FROM unnest(codes) c, generate_series(van, least(coalesce(tot, van), van + 14)) j;
$$;

CREATE OR REPLACE FUNCTION persoon_bijhouden() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE van int := coalesce(extract(year FROM NEW.geboortedatum)::int, NEW.geboortejaar_van,
                            NEW.geboortejaar_tot);
BEGIN
    NEW.jaarklanken := naam_jaarklanken(NEW.klanken, van, CASE
        WHEN NEW.geboortedatum IS NULL THEN NEW.geboortejaar_tot ELSE van END);
    RETURN NEW;
END $$;

-- Candidates for a match, only among what the acting deelname may see. Inside the second lock no text
-- index can be used (its operators are not leakproof); here the lock is a line of its own.
-- First what points at few, however many people there are: a number, a day, a sound with a year. Only when
-- that gives nobody who looks like it, every name that sounds or looks alike is read: that grows with the
-- number of people.
DROP FUNCTION IF EXISTS match_kandidaten(text, text, date, int);
DROP FUNCTION IF EXISTS match_kandidaten(text, text, date, text[], int);
CREATE OR REPLACE FUNCTION match_kandidaten(
    naam text, telefoon text, geboren date, z_van int, z_tot int, z_nummers text[], hoogstens int)
RETURNS TABLE (soort text, id uuid) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    zelf int := nullif(current_setting('app.deelname', true), '')::int;
    zelf_id uuid := (SELECT d.id FROM partners_deelname d WHERE d.nummer = zelf);
    vorm text := naam_zoekvorm(naam);
    woorden text[] := ARRAY(SELECT w FROM regexp_split_to_table(naam_zoekvorm(naam), ' ') w
                            WHERE naam_klanken(w) <> '{}');
    -- First and last word must both sound alike: one common first name finds too many.
    eerste varchar[] := naam_klanken(woorden[1]);
    laatste varchar[] := naam_klanken(woorden[array_upper(woorden, 1)]);
    -- An age that was guessed may be a year or two off.
    van int := coalesce(extract(year FROM geboren)::int, z_van - 2, z_tot - 2);
    tot int := coalesce(extract(year FROM geboren)::int, z_tot + 2, z_van + 2);
    j_eerste varchar[] := naam_jaarklanken(eerste, van, tot);
    j_laatste varchar[] := naam_jaarklanken(laatste, van, tot);
    buiten uuid[] := uitgesloten_casussen();
    bel text := right(regexp_replace(telefoon, '\D', '', 'g'), 9);
    -- Numbers that the melding names, with that of the person itself; accounts are in z_nummers only.
    bellen text[] := array_remove(ARRAY(SELECT substr(n, 5) FROM unnest(z_nummers) n WHERE n LIKE 'tel:%')
        || CASE WHEN length(bel) = 9 THEN bel END, NULL);
    alle varchar[] := array_remove(z_nummers || CASE WHEN length(bel) = 9 THEN 'tel:' || bel END, NULL);
    raak uuid[];
    genoeg int;
BEGIN
    -- The trap: the setting exists only once the library is loaded, which the first call does.
    PERFORM similarity(vorm, vorm);
    PERFORM set_config('pg_trgm.similarity_threshold', '0.45', true);
    raak := ARRAY(
        -- One index each; together in one condition the planner may read the whole table.
        SELECT p.id FROM cases_persoon p
        WHERE p.telefoon <> '' AND right(regexp_replace(p.telefoon, '\D', '', 'g'), 9) = ANY (bellen)
        UNION
        -- A number or account that an earlier melding of the same dossier named.
        SELECT p.id FROM meldpunt_melding m JOIN cases_persoon p ON p.dossier_id = m.dossier_id
        WHERE m.nummers && alle AND m.eigenaar_id = zelf_id
        UNION
        SELECT p.id FROM cases_persoon p WHERE geboren IS NOT NULL AND p.geboortedatum = geboren
        UNION
        SELECT p.id FROM cases_persoon p WHERE p.jaarklanken && j_eerste AND p.jaarklanken && j_laatste
    );
    -- Who looks like it among them, as far as the viewer may see. The same day or number settles it; of
    -- people of one name and year it takes more than one.
    SELECT sum(CASE WHEN p.geboortedatum = geboren
                      OR right(regexp_replace(p.telefoon, '\D', '', 'g'), 9) = ANY (bellen)
                    THEN CASE WHEN similarity(p.zoeknaam, vorm) >= 0.4 THEN 4 ELSE 0 END
                    ELSE (similarity(p.zoeknaam, vorm) >= 0.8)::int END) INTO genoeg
    FROM cases_persoon p JOIN cases_dossier d ON d.id = p.dossier_id
    WHERE p.id = ANY (raak) AND zelf = ANY (d.zicht);
    IF coalesce(genoeg, 0) < 4 AND vorm <> '' THEN
        raak := raak || ARRAY(
            SELECT p.id FROM cases_persoon p JOIN cases_dossier d ON d.id = p.dossier_id
            WHERE p.klanken && eerste AND p.klanken && laatste AND zelf = ANY (d.zicht) LIMIT 600
        );
        SELECT count(*) INTO genoeg FROM cases_persoon p
        WHERE p.id = ANY (raak) AND similarity(p.zoeknaam, vorm) >= 0.9;
        IF genoeg < 20 THEN
            raak := raak || ARRAY(
                SELECT p.id FROM cases_persoon p JOIN cases_dossier d ON d.id = p.dossier_id
                WHERE p.zoeknaam % vorm AND zelf = ANY (d.zicht) LIMIT 600
            );
        END IF;
    END IF;
    RETURN QUERY
    WITH gevonden AS (
        -- The day or the number first: of a name that many have, the right one must be among the first.
        SELECT p.id AS i, p.dossier_id, similarity(p.zoeknaam, vorm)
            + (geboren IS NOT NULL AND p.geboortedatum IS NOT DISTINCT FROM geboren)::int
            + (p.telefoon <> ''
               AND right(regexp_replace(p.telefoon, '\D', '', 'g'), 9) = ANY (bellen))::int AS l
        FROM cases_persoon p WHERE p.id = ANY (raak)
    )
    (SELECT 'persoon', g.i FROM gevonden g JOIN cases_dossier d ON d.id = g.dossier_id
     WHERE zelf = ANY (d.zicht) AND NOT EXISTS (
         -- Who is excluded from a casus does not meet its people here. The casus itself is out of sight
         -- for who asks, so this cannot be asked outside.
         SELECT FROM cases_casus c WHERE c.id = ANY (buiten) AND (c.dossier_id = d.id OR EXISTS (
             SELECT FROM cases_betrokkene b WHERE b.casus_id = c.id AND b.persoon_id = g.i)))
     ORDER BY g.l DESC, g.i LIMIT hoogstens)
    UNION ALL
    (SELECT 'melding', o.i FROM (
        SELECT m.id AS i, m.zoeknaam FROM meldpunt_melding m
        WHERE m.status IN ('nieuw', 'in_behandeling') AND m.eigenaar_id = zelf_id
          AND vorm <> '' AND m.zoeknaam % vorm
        UNION
        SELECT m.id, m.zoeknaam FROM meldpunt_melding m
        WHERE m.status IN ('nieuw', 'in_behandeling') AND m.eigenaar_id = zelf_id
          AND vorm <> '' AND m.klanken && eerste AND m.klanken && laatste
        UNION
        SELECT m.id, m.zoeknaam FROM meldpunt_melding m
        WHERE m.status IN ('nieuw', 'in_behandeling') AND m.eigenaar_id = zelf_id AND m.nummers && alle
        UNION
        SELECT m.id, m.zoeknaam FROM meldpunt_melding m
        WHERE m.status IN ('nieuw', 'in_behandeling') AND m.eigenaar_id = zelf_id
          AND m.telefoon <> '' AND right(regexp_replace(m.telefoon, '\D', '', 'g'), 9) = ANY (bellen)
        UNION
        SELECT m.id, m.zoeknaam FROM meldpunt_melding m
        WHERE m.status IN ('nieuw', 'in_behandeling') AND m.eigenaar_id = zelf_id
          AND geboren IS NOT NULL AND m.geboortedatum = geboren
     ) o ORDER BY similarity(o.zoeknaam, vorm) DESC, o.i LIMIT hoogstens);
END $$;

-- Candidates among ondernemingen and places that other open meldingen of the acting meldpunt name.
CREATE OR REPLACE FUNCTION meldingobject_kandidaten(
    welk text, z_naam text, z_kvk text, z_adres text, z_straat text, hoogstens int)
RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    zelf int := nullif(current_setting('app.deelname', true), '')::int;
    buiten uuid[] := uitgesloten_casussen();
BEGIN
    PERFORM similarity(z_naam, z_naam);
    PERFORM set_config('pg_trgm.similarity_threshold', '0.45', true);
    RETURN QUERY
    WITH raak AS (
        SELECT o.id FROM meldpunt_meldingobject o WHERE z_kvk <> '' AND o.kvk_nummer = z_kvk
        UNION SELECT o.id FROM meldpunt_meldingobject o WHERE z_naam <> '' AND o.zoeknaam % z_naam
        UNION SELECT o.id FROM meldpunt_meldingobject o WHERE z_adres <> '' AND o.adressleutel = z_adres
        UNION SELECT o.id FROM meldpunt_meldingobject o WHERE z_straat <> '' AND o.straatsleutel % z_straat
    )
    SELECT o.id FROM raak r JOIN meldpunt_meldingobject o ON o.id = r.id
    JOIN meldpunt_melding m ON m.id = o.melding_id
    JOIN partners_deelname e ON e.id = o.eigenaar_id AND e.nummer = zelf
    WHERE o.objectsoort = welk AND o.vervallen_at IS NULL
      AND m.status IN ('nieuw', 'in_behandeling') AND coalesce(m.casus_id <> ALL (buiten), true)
    ORDER BY similarity(o.zoeknaam, z_naam) + similarity(o.straatsleutel, z_straat) DESC, o.id
    LIMIT hoogstens;
END $$;

-- Names of stored files that rows of this room use, for cleaning up.
CREATE OR REPLACE FUNCTION bestanden_meldpunt() RETURNS SETOF uuid LANGUAGE sql SECURITY DEFINER STABLE
SET search_path = public, pg_temp AS $$
    SELECT opslag FROM meldpunt_meldingdocument WHERE opslag IS NOT NULL
    UNION ALL SELECT voorbeeld FROM meldpunt_meldingdocument WHERE voorbeeld IS NOT NULL
    UNION ALL SELECT opslag FROM meldpunt_meldingmail WHERE opslag IS NOT NULL;
$$;

REVOKE ALL ON FUNCTION bestanden_meldpunt() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bestanden_meldpunt() TO werker;
REVOKE ALL ON FUNCTION zicht_melding(), naam_zoekvorm(text[]), naam_klanken(text), naam_bijhouden(),
    naam_jaarklanken(text[], int, int), persoon_bijhouden(),
    match_kandidaten(text, text, date, int, int, text[], int),
    meldingobject_kandidaten(text, text, text, text, text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zicht_melding(), naam_bijhouden(), persoon_bijhouden() TO eigenaar;
GRANT EXECUTE ON FUNCTION naam_zoekvorm(text[]), naam_klanken(text), naam_jaarklanken(text[], int, int) TO app, werker, publiek, eigenaar;
GRANT EXECUTE ON FUNCTION match_kandidaten(text, text, date, int, int, text[], int),
    meldingobject_kandidaten(text, text, text, text, text, int) TO app;
RESET ROLE;

-- Fires after zicht_bewaken (alphabetical), so that a change of owner may pass it.
CREATE OR REPLACE TRIGGER zicht_bewaken BEFORE UPDATE ON meldpunt_melding
    FOR EACH ROW EXECUTE FUNCTION zicht_bewaken();
CREATE OR REPLACE TRIGGER zicht_melding BEFORE INSERT OR UPDATE OF eigenaar_id, indiener_id, doorgestuurd_naar_id
    ON meldpunt_melding
    FOR EACH ROW EXECUTE FUNCTION zicht_melding();
CREATE OR REPLACE TRIGGER naam_bijhouden BEFORE INSERT OR UPDATE ON meldpunt_melding
    FOR EACH ROW EXECUTE FUNCTION naam_bijhouden();
CREATE OR REPLACE TRIGGER naam_bijhouden BEFORE INSERT OR UPDATE ON cases_persoon
    FOR EACH ROW EXECUTE FUNCTION naam_bijhouden();
-- Fires after naam_bijhouden (alphabetical), whose sounds it needs.
CREATE OR REPLACE TRIGGER persoon_bijhouden BEFORE INSERT OR UPDATE ON cases_persoon
    FOR EACH ROW EXECUTE FUNCTION persoon_bijhouden();
