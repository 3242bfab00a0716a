-- Controle van de zegels van het logboek, zonder code van Ketenregie: alleen PostgreSQL (11 of nieuwer).
-- Draai als rol kopie:  psql "$DATABASE_KOPIE_URL" -f scripts/controleer_logboek.sql
-- Elke rij die terugkomt is een gebrek. Geen rijen: alles klopt. Leg daarna het laatste zegel naast het
-- anker (docs/logboek.md); alleen dat bewijst dat er aan het eind niets ontbreekt.
SET timezone = 'UTC';
WITH zegels AS (
    SELECT z.*,
        lag(z.volgnummer, 1, 0::bigint) OVER (ORDER BY z.volgnummer) + 1 AS verwacht_nummer,
        lag(z.hash, 1, repeat('0', 64)) OVER (ORDER BY z.volgnummer) AS verwacht_vorige,
        lag(z.tot_transactie, 1, -1::bigint) OVER (PARTITION BY z.epoch ORDER BY z.volgnummer) AS na_transactie,
        lag(z.tot_id, 1, -1::bigint) OVER (PARTITION BY z.epoch ORDER BY z.volgnummer) AS na_id,
        -- The head: every column except the hash itself, as JSON with a blank after each comma.
        format('[%s, %s, %s, %s, %s, %s, %s, %s, "%s", "%s+00:00"]', z.vorm, z.volgnummer, z.epoch,
            z.van_transactie, z.van_id, z.tot_transactie, z.tot_id, z.aantal, z.vorige,
            regexp_replace(to_char(z.gezegeld_at, 'YYYY-MM-DD"T"HH24:MI:SS.US'), '\.000000$', '')) AS kop
    FROM foundation_zegel z
), nagerekend AS (
    SELECT z.*, r.gevonden,
        encode(sha256(convert_to(z.kop || E'\n' || coalesce(r.tekst, ''), 'UTF8')), 'hex') AS berekend
    FROM zegels z CROSS JOIN LATERAL (
        SELECT count(*) AS gevonden, string_agg(jsonb_build_array(
            l.id, l.tijdstip, l.keten_id, l.deelname_id, l.medewerker_id, l.client_id, l.functie,
            l.gebeurtenis, l.actie, l.object_type, l.object_id, l.casus_id, l.doel, l.regel,
            l.uitkomst, l.reden, l.verzoek_id, l.kanaal, l.route, l.details, l.epoch,
            l.transactie)::text || E'\n', '' ORDER BY l.transactie, l.id, l.tijdstip) AS tekst
        FROM logboek_regel l
        WHERE l.epoch = z.epoch AND (l.transactie, l.id) > (z.na_transactie, z.na_id)
            AND (l.transactie, l.id) <= (z.tot_transactie, z.tot_id)
    ) r
)
SELECT volgnummer AS zegel,
    concat_ws('; ',
        CASE WHEN volgnummer <> verwacht_nummer THEN 'er ontbreekt een zegel' END,
        CASE WHEN vorige <> verwacht_vorige THEN 'sluit niet aan op het vorige zegel' END,
        CASE WHEN aantal <> gevonden THEN format('%s regels verzegeld, %s gevonden', aantal, gevonden) END,
        CASE WHEN hash <> berekend THEN 'de hash klopt niet' END) AS gebrek
FROM nagerekend
WHERE volgnummer <> verwacht_nummer OR vorige <> verwacht_vorige OR aantal <> gevonden
    OR hash <> berekend
ORDER BY volgnummer;
