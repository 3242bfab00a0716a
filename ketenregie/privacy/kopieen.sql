-- Where data of who asks stand, over all casussen and meldingen of the keten. The FG sees no casus; these
-- functions open one request, whose identity was established and which is not of a suspect's parent, and
-- only for the FG of the organisation that runs the process. What they gave is in the logboek.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION privacy_open(welk uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM privacy_privacyverzoek v
        JOIN partners_deelname d ON d.keten_id = v.keten_id AND d.procesregie
        JOIN partners_lidmaatschap l ON l.deelname_id = d.id AND l.functie = 'fg'
        WHERE v.id = welk
            AND v.keten_id = nullif(current_setting('app.keten', true), '')::uuid
            AND v.identiteit_at IS NOT NULL AND v.oudertoets <> 'verdachte'
            AND (v.status = 'behandeling' OR (v.status = 'besloten'
                 AND v.afgehandeld_at > now() - interval '6 weeks'))
            AND d.nummer = nullif(current_setting('app.deelname', true), '')::int
            AND l.medewerker_id IN (nullif(current_setting('app.medewerker', true), '')::uuid,
                                    nullif(current_setting('app.namens', true), '')::uuid)
            AND l.van <= current_date AND (l.tot IS NULL OR l.tot >= current_date))
$$;

-- Dossiers and loose meldingen that may be of this person: the whole name as it is written; the day of
-- birth narrows it down. What the FG chooses from: no content.
CREATE OR REPLACE FUNCTION privacy_kandidaten(welk uuid, naam text, geboren date, dossier text)
RETURNS TABLE (soort text, id uuid, kenmerk text, woonplaats text, dag date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    keten uuid := nullif(current_setting('app.keten', true), '')::uuid;
    vorm text := naam_zoekvorm(naam);
BEGIN
    IF NOT privacy_open(welk) THEN RETURN; END IF;
    RETURN QUERY
    SELECT 'dossier', d.id, d.kenmerk::text, p.woonplaats::text, p.geboortedatum
    FROM cases_dossier d JOIN cases_persoon p ON p.dossier_id = d.id
    WHERE d.keten_id = keten AND ((dossier <> '' AND d.kenmerk = dossier)
        OR (vorm <> '' AND p.zoeknaam = vorm
            AND (geboren IS NULL OR p.geboortedatum IS NULL OR p.geboortedatum = geboren)))
    ORDER BY d.kenmerk LIMIT 20;
    RETURN QUERY
    SELECT 'melding', m.id, m.kenmerk::text, m.woonplaats::text, m.geboortedatum
    FROM meldpunt_melding m
    WHERE m.keten_id = keten AND m.dossier_id IS NULL AND vorm <> '' AND m.zoeknaam = vorm
        AND (geboren IS NULL OR m.geboortedatum IS NULL OR m.geboortedatum = geboren)
    ORDER BY m.kenmerk LIMIT 20;
END $$;

-- The casussen of the dossiers that the FG tied to the request: their own, or as somebody in another one.
CREATE OR REPLACE FUNCTION privacy_casussen(welk uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id FROM privacy_privacyverzoek v JOIN cases_casus c ON c.keten_id = v.keten_id
    WHERE v.id = welk AND (c.dossier_id = ANY (v.dossier_ids) OR EXISTS (
        SELECT FROM cases_betrokkene b JOIN cases_persoon p ON p.id = b.persoon_id
        WHERE b.casus_id = c.id AND p.dossier_id = ANY (v.dossier_ids)))
$$;

-- Every copy: the person, each datum of these casussen, agreed plans, meldingen with files that do not
-- name the melder. Of other people nothing; of an onderzoek, the melder and why somebody keeps something
-- back nothing at all. `eigen`: of this person's own dossier, not a casus of somebody else.
CREATE OR REPLACE FUNCTION privacy_kopieen(welk uuid)
RETURNS TABLE (soort text, id uuid, kenmerk text, casus uuid, eigen boolean, leverancier uuid,
    categorie text, sinds timestamptz, versies int, rij jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    dossiers uuid[];
    meldingen uuid[];
    casussen uuid[];
    mijn text[];
    tabel text;
BEGIN
    IF NOT privacy_open(welk) THEN RETURN; END IF;
    SELECT v.dossier_ids, v.melding_ids INTO dossiers, meldingen
    FROM privacy_privacyverzoek v WHERE v.id = welk;
    casussen := ARRAY(SELECT privacy_casussen(welk));
    mijn := ARRAY(SELECT b.id::text FROM cases_betrokkene b JOIN cases_persoon p ON p.id = b.persoon_id
                  WHERE p.dossier_id = ANY (dossiers));
    RETURN QUERY SELECT 'cases.persoon', p.id, d.kenmerk::text, NULL::uuid, true, d.eigenaar_id,
        'identificatie_contact', d.created_at,
        (SELECT count(*)::int FROM cases_historicalpersoon h WHERE h.id = p.id), to_jsonb(p)
        FROM cases_persoon p JOIN cases_dossier d ON d.id = p.dossier_id WHERE d.id = ANY (dossiers);
    FOREACH tabel IN ARRAY ARRAY['situatie', 'betrokkene', 'onderneming', 'locatie', 'bijdrage',
        'eersteweging', 'tweedeweging', 'gezondheidsbeeld', 'tafelnotitie', 'bewijsmiddel', 'actie',
        'interventie', 'gremium', 'zorgbehoefte', 'nazorg', 'nazorgcontact', 'bedenktijd', 'notitie',
        'document'] LOOP
        RETURN QUERY EXECUTE format($q$
            SELECT %L, t.id, c.kenmerk::text, c.id, coalesce(c.dossier_id = ANY ($1), false),
                t.leverancier_id, t.gegevenscategorie::text, t.verwerkt_at,
                (SELECT count(*)::int FROM %I h WHERE h.id = t.id),
                to_jsonb(t) - ARRAY['sleutel', 'opslag', 'voorbeeld', 'melding_id']
            FROM %I t JOIN cases_casus c ON c.id = t.casus_id
            WHERE c.id = ANY ($2)
                AND CASE WHEN %L = 'betrokkene' THEN t.id::text = ANY ($3)
                    ELSE coalesce(to_jsonb(t) ->> 'betrokkene_id',
                        (SELECT n.betrokkene_id::text FROM cases_nazorg n
                         WHERE n.id::text = to_jsonb(t) ->> 'nazorg_id'), '') = ANY (array_append($3, ''))
                    END
            ORDER BY t.verwerkt_at, t.id $q$,
            'cases.' || tabel, 'cases_historical' || tabel, 'cases_' || tabel, tabel)
        USING dossiers, casussen, mijn;
    END LOOP;
    RETURN QUERY SELECT 'cases.planvanaanpak', p.id, c.kenmerk::text, c.id,
        coalesce(c.dossier_id = ANY (dossiers), false), p.opsteller_id, 'proces', p.vastgesteld_at,
        (SELECT count(*)::int FROM cases_historicalplanvanaanpak h WHERE h.id = p.id),
        to_jsonb(p) - 'inhoud'
        FROM cases_planvanaanpak p JOIN cases_casus c ON c.id = p.casus_id
        WHERE c.id = ANY (casussen) AND p.status = 'vastgesteld' ORDER BY p.vastgesteld_at;
    RETURN QUERY SELECT 'meldpunt.melding', m.id, m.kenmerk::text, m.casus_id, true, m.eigenaar_id,
        'uitbuiting', m.ontvangen_at,
        (SELECT count(*)::int FROM meldpunt_historicalmelding h WHERE h.id = m.id),
        -- Who reported, and by which way, is not for the person (R19).
        to_jsonb(m) - ARRAY['indiener_id', 'doorgestuurd_naar_id', 'behandelaar_id', 'kanaal',
            'extern_kenmerk', 'gegeven_advies', 'gemeente_melding', 'einde_reden',
            'teruggestuurd_at', 'zicht']
        FROM meldpunt_melding m
        WHERE m.keten_id = nullif(current_setting('app.keten', true), '')::uuid
            AND (m.dossier_id = ANY (dossiers) OR (m.id = ANY (meldingen) AND m.dossier_id IS NULL))
        ORDER BY m.ontvangen_at;
    RETURN QUERY SELECT 'meldpunt.meldingdocument', f.id, m.kenmerk::text, m.casus_id, true,
        f.leverancier_id, f.gegevenscategorie::text, f.verwerkt_at, 1,
        to_jsonb(f) - ARRAY['sleutel', 'opslag', 'voorbeeld', 'eigenaar_id']
        FROM meldpunt_meldingdocument f JOIN meldpunt_melding m ON m.id = f.melding_id
        WHERE m.keten_id = nullif(current_setting('app.keten', true), '')::uuid AND NOT f.noemt_melder
            AND (m.dossier_id = ANY (dossiers) OR (m.id = ANY (meldingen) AND m.dossier_id IS NULL))
        ORDER BY f.verwerkt_at;
END $$;

-- Who got any of it: organisations that take part, and receivers of a verstrekking.
CREATE OR REPLACE FUNCTION privacy_ontvangers(welk uuid)
RETURNS TABLE (wie text, waardoor text, sinds timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.naam::text, 'Werkt mee aan de casus', min(b.beantwoord_at)
    FROM cases_betrokkenheid b JOIN partners_deelname d ON d.id = b.deelname_id
    JOIN partners_organisatie o ON o.id = d.organisatie_id
    WHERE privacy_open(welk) AND b.casus_id IN (SELECT privacy_casussen(welk))
        AND b.status IN ('aanvaard', 'beeindigd') AND b.beantwoord_at IS NOT NULL
    GROUP BY o.naam
    UNION ALL
    SELECT coalesce(g.naam, r.derde_organisatie)::text, 'Kreeg gegevens verstrekt', min(s.verstrekt_at)
    FROM cases_ontvanger r JOIN cases_verstrekking s ON s.id = r.verstrekking_id
    LEFT JOIN partners_deelname d ON d.id = r.deelname_id
    LEFT JOIN partners_organisatie g ON g.id = d.organisatie_id
    WHERE privacy_open(welk) AND s.casus_id IN (SELECT privacy_casussen(welk))
        AND s.verstrekt_at IS NOT NULL
    GROUP BY 1
    ORDER BY 1, 2
$$;

-- Words of other people in these casussen, to be left out of every text. Of a melder only what is sealed:
-- it is opened to look for it in a text, and shown to nobody.
CREATE OR REPLACE FUNCTION privacy_maskeren(welk uuid)
RETURNS TABLE (melder uuid, naam bytea, contact bytea, organisatie bytea, woord text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT NULL::uuid, NULL::bytea, NULL::bytea, NULL::bytea, w.woord
    FROM cases_betrokkene b JOIN cases_persoon p ON p.id = b.persoon_id,
        LATERAL (VALUES (p.voornaam::text), (p.achternaam), (concat_ws(' ', nullif(p.voornaam, ''),
            nullif(p.tussenvoegsel, ''), nullif(p.achternaam, ''))), (p.telefoon), (p.adres)) w (woord)
    WHERE privacy_open(welk) AND b.casus_id IN (SELECT privacy_casussen(welk))
        AND NOT p.dossier_id = ANY ((SELECT v.dossier_ids FROM privacy_privacyverzoek v WHERE v.id = welk)::uuid[])
        AND length(w.woord) > 1
    UNION ALL
    SELECT r.id, r.naam_versleuteld, r.contact_versleuteld, r.organisatie_versleuteld, ''
    FROM meldpunt_melder r JOIN meldpunt_melding m ON m.id = r.melding_id
    JOIN privacy_privacyverzoek v ON v.id = welk
    WHERE privacy_open(welk) AND r.soort <> 'slachtoffer' AND m.keten_id = v.keten_id
        AND (m.dossier_id = ANY (v.dossier_ids) OR m.id = ANY (v.melding_ids))
$$;

-- Whether who asks for another has the name of a suspect in one of the casussen: a warning, no proof.
CREATE OR REPLACE FUNCTION privacy_naam_van_verdachte(welk uuid, naam text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT privacy_open(welk) AND naam_zoekvorm(naam) <> '' AND EXISTS (
        SELECT FROM cases_betrokkene b JOIN cases_persoon p ON p.id = b.persoon_id
        WHERE b.casus_id IN (SELECT privacy_casussen(welk)) AND b.rol IN ('verdachte', 'dader')
            AND p.zoeknaam = naam_zoekvorm(naam))
$$;

REVOKE ALL ON FUNCTION privacy_open(uuid), privacy_kandidaten(uuid, text, date, text),
    privacy_casussen(uuid), privacy_kopieen(uuid), privacy_ontvangers(uuid), privacy_maskeren(uuid),
    privacy_naam_van_verdachte(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privacy_kandidaten(uuid, text, date, text), privacy_kopieen(uuid),
    privacy_ontvangers(uuid), privacy_maskeren(uuid), privacy_naam_van_verdachte(uuid, text) TO app;
RESET ROLE;
