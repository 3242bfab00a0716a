-- How the background work stands, as numbers: nothing of a message, a task or a person. For /metrics.
-- Run by foundation/rls.py after every migrate.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION bedrijfsstand()
RETURNS TABLE (naam text, soort text, waarde double precision) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT 'berichten_wachtend', '', count(*)::double precision FROM foundation_bericht WHERE verzonden_at IS NULL
    UNION ALL
    SELECT 'berichten_hardnekkig', '', count(*) FROM foundation_bericht
    WHERE verzonden_at IS NULL AND pogingen >= 5
    UNION ALL
    SELECT 'oudste_bericht_seconden', '', coalesce(extract(epoch FROM now() - min(created_at)), 0)
    FROM foundation_bericht WHERE verzonden_at IS NULL
    UNION ALL
    SELECT 'oudste_taak_seconden', '', coalesce(extract(epoch FROM now() - min(created_at)), 0)
    FROM foundation_taak WHERE status = 'wacht'
    UNION ALL
    SELECT 'taken', s.status, count(t.id) FROM unnest(ARRAY['wacht', 'bezig', 'klaar', 'mislukt']) s(status)
    LEFT JOIN foundation_taak t ON t.status = s.status
        AND (t.status IN ('wacht', 'bezig') OR t.klaar_at > now() - interval '1 day')
    GROUP BY s.status
$$;

REVOKE ALL ON FUNCTION bedrijfsstand() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bedrijfsstand() TO app;
RESET ROLE;
