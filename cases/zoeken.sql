-- Searching by words. Run by foundation/rls.py after every migrate.

-- How text is compared: lower case, no accents. The dictionary is named, so that it may stand in an index.
CREATE OR REPLACE FUNCTION zoekvorm(tekst text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, tekst));
$$;
REVOKE ALL ON FUNCTION zoekvorm(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zoekvorm(text) TO app, werker, publiek, kopie, zichthouder;

-- One index for both questions, so that they are answered together: may this deelname know it, and does it
-- have these letters? The rarest of all decides how much is read.
CREATE INDEX IF NOT EXISTS casus_zoek ON cases_casus USING gin (zicht, zoekvorm(titel || ' ' || gemeente) gin_trgm_ops)
    WHERE status IN ('aangemeld', 'in_behandeling');
CREATE INDEX IF NOT EXISTS situatie_zoek ON cases_situatie
    USING gin (to_tsvector('simple', zoekvorm(korte_inhoud)));
CREATE INDEX IF NOT EXISTS bijdrage_zoek ON cases_bijdrage
    USING gin (to_tsvector('simple', zoekvorm(tekst || ' ' || vraag)));

SET ROLE zichthouder;

-- Open casussen that the acting deelname may know, by words of the title and the gemeente. Inside the second lock no text
-- index can be used (its operators are not leakproof); here the lock is a line of its own. Who calls it
-- filters again by the policy.
-- `vaag`: what looks like the words instead, best first; `woorden` are then the words themselves.
CREATE OR REPLACE FUNCTION zoek_casussen(woorden text[], vaag boolean, hoogstens int)
RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
    zelf int[] := ARRAY[nullif(current_setting('app.deelname', true), '')::int];
    buiten uuid[] := uitgesloten_casussen();
    vormen text[] := ARRAY(SELECT zoekvorm(w) FROM unnest(woorden) WITH ORDINALITY u(w, n) ORDER BY n);
BEGIN
    IF NOT vaag THEN
        RETURN QUERY
        SELECT c.id FROM cases_casus c
        WHERE c.zicht && zelf AND c.status IN ('aangemeld', 'in_behandeling')
          AND zoekvorm(c.titel || ' ' || c.gemeente) LIKE vormen[1] AND zoekvorm(c.titel || ' ' || c.gemeente) LIKE ALL (vormen)
          AND c.id <> ALL (buiten)
        LIMIT hoogstens;
    ELSE
        -- The trap: the setting exists only once the library is loaded, which the first call does.
        PERFORM similarity(vormen[1], vormen[1]);
        PERFORM set_config('pg_trgm.word_similarity_threshold', '0.5', true);
        RETURN QUERY
        -- Judging likeness is what costs: of a word that very many titles have, the first will do.
        SELECT r.id FROM (
            SELECT c.id, c.titel, c.gemeente, c.ingebracht_at FROM cases_casus c
            WHERE c.zicht && zelf AND c.status IN ('aangemeld', 'in_behandeling')
              AND zoekvorm(c.titel || ' ' || c.gemeente) %> vormen[1] AND c.id <> ALL (buiten)
            LIMIT 2000) r
        ORDER BY word_similarity(vormen[1], zoekvorm(r.titel || ' ' || r.gemeente)) DESC, r.ingebracht_at DESC, r.id
        LIMIT hoogstens;
    END IF;
END $$;

-- Ondernemingen and places by part of a name, a number or an address.
CREATE OR REPLACE FUNCTION zoek_objecten(
    welk text, z_naam text, z_kvk text, z_adres text, z_straat text, z_nummers text[], hoogstens int)
RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    zelf int := nullif(current_setting('app.deelname', true), '')::int;
    buiten uuid[] := uitgesloten_casussen();
BEGIN
    PERFORM similarity(z_naam, z_naam);
    PERFORM set_config('pg_trgm.word_similarity_threshold', '0.55', true);
    IF welk = 'onderneming' THEN
        RETURN QUERY
        WITH raak AS (
            SELECT o.id FROM cases_onderneming o WHERE z_kvk <> '' AND o.kvk_nummer = z_kvk
            UNION SELECT o.id FROM cases_onderneming o WHERE o.zoeknamen && ARRAY[z_naam]::varchar[]
            UNION SELECT o.id FROM cases_onderneming o WHERE z_naam <> '' AND o.zoeknaam %> z_naam
        )
        SELECT o.id FROM raak r JOIN cases_onderneming o ON o.id = r.id
        JOIN cases_casus c ON c.id = o.casus_id
        WHERE zelf = ANY (c.zicht) AND c.status IN ('aangemeld', 'in_behandeling') AND c.id <> ALL (buiten)
        ORDER BY (z_kvk <> '' AND o.kvk_nummer = z_kvk)::int + word_similarity(z_naam, o.zoeknaam)
                 + similarity(o.zoeknaam, z_naam) DESC, o.id
        LIMIT hoogstens;
    ELSE
        RETURN QUERY
        WITH raak AS (
            SELECT l.id FROM cases_locatie l WHERE z_adres <> '' AND l.adressleutel = z_adres
            UNION SELECT l.id FROM cases_locatie l WHERE z_straat <> '' AND l.straatsleutel %> z_straat
            UNION SELECT l.id FROM cases_locatie l WHERE z_naam <> '' AND l.zoeknaam %> z_naam
            UNION SELECT l.id FROM cases_locatie l WHERE l.nummers && z_nummers::varchar[]
        )
        SELECT l.id FROM raak r JOIN cases_locatie l ON l.id = r.id
        JOIN cases_casus c ON c.id = l.casus_id
        WHERE zelf = ANY (c.zicht) AND c.status IN ('aangemeld', 'in_behandeling') AND c.id <> ALL (buiten)
        ORDER BY (z_adres <> '' AND l.adressleutel = z_adres)::int + word_similarity(z_straat, l.straatsleutel)
                 + word_similarity(z_naam, l.zoeknaam) DESC, l.id
        LIMIT hoogstens;
    END IF;
END $$;

-- What was told in casussen that the acting deelname may know: every word, or the beginning of it. Who knows
-- few casussen starts at those, who knows many at the words.
CREATE OR REPLACE FUNCTION zoek_teksten(vraag text, hoogstens int)
RETURNS TABLE (soort text, id uuid) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    zelf int[] := ARRAY[nullif(current_setting('app.deelname', true), '')::int];
    buiten uuid[] := uitgesloten_casussen();
    q tsquery := to_tsquery('simple', zoekvorm(vraag));
    mijn uuid[] := ARRAY(SELECT c.id FROM cases_casus c WHERE c.zicht && zelf
                         AND c.status IN ('aangemeld', 'in_behandeling') LIMIT 3001);
BEGIN
    IF cardinality(mijn) <= 3000 THEN
        RETURN QUERY
        (SELECT 'situatie', s.id FROM cases_situatie s WHERE s.casus_id = ANY (mijn)
           AND s.casus_id <> ALL (buiten) AND to_tsvector('simple', zoekvorm(s.korte_inhoud)) @@ q
         ORDER BY s.verwerkt_at DESC LIMIT hoogstens)
        UNION ALL
        (SELECT 'bijdrage', b.id FROM cases_bijdrage b WHERE b.casus_id = ANY (mijn)
           AND b.casus_id <> ALL (buiten) AND to_tsvector('simple', zoekvorm(b.tekst || ' ' || b.vraag)) @@ q
         ORDER BY b.verwerkt_at DESC LIMIT hoogstens);
    ELSE
        RETURN QUERY
        (SELECT 'situatie', s.id FROM cases_situatie s JOIN cases_casus c ON c.id = s.casus_id
         WHERE to_tsvector('simple', zoekvorm(s.korte_inhoud)) @@ q AND c.zicht && zelf
           AND c.status IN ('aangemeld', 'in_behandeling') AND c.id <> ALL (buiten) LIMIT hoogstens)
        UNION ALL
        (SELECT 'bijdrage', b.id FROM cases_bijdrage b JOIN cases_casus c ON c.id = b.casus_id
         WHERE to_tsvector('simple', zoekvorm(b.tekst || ' ' || b.vraag)) @@ q AND c.zicht && zelf
           AND c.status IN ('aangemeld', 'in_behandeling') AND c.id <> ALL (buiten) LIMIT hoogstens);
    END IF;
END $$;

REVOKE ALL ON FUNCTION zoek_casussen(text[], boolean, int),
    zoek_objecten(text, text, text, text, text, text[], int), zoek_teksten(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION zoek_casussen(text[], boolean, int),
    zoek_objecten(text, text, text, text, text, text[], int), zoek_teksten(text, int) TO app;
RESET ROLE;
