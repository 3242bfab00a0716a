-- Counts of measures over the region. Run by foundation/rls.py after every migrate.
SET ROLE zichthouder;

-- Of the acting keten, on a day that has passed: how many measures of a soort ran, and with what effect
-- those of the year before it ended. Rounded to fives and small counts as -1 (1 to 4) before anybody has
-- them: two months, or two tables, give no difference to work from. `soort` is empty for an effect.
CREATE OR REPLACE FUNCTION interventie_aantallen(peil date)
RETURNS TABLE (soort text, effect text, aantal int) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    WITH regionaal AS (
        SELECT i.* FROM cases_interventie i JOIN cases_casus c ON c.id = i.casus_id
        WHERE c.keten_id = nullif(current_setting('app.keten', true), '')::uuid
          AND peil < current_date
    ), geteld AS (
        SELECT r.soort::text AS soort, '' AS effect, count(*) AS n FROM regionaal r
        WHERE r.start <= peil AND NOT r.op_wachtlijst AND (r.eind IS NULL OR r.eind > peil)
        GROUP BY r.soort
        UNION ALL
        SELECT '', r.effect::text, count(*) FROM regionaal r
        WHERE r.eind <= peil AND r.eind > peil - interval '1 year' GROUP BY r.effect
    )
    SELECT g.soort, g.effect, CASE WHEN g.n < 5 THEN -1 ELSE (round(g.n / 5.0) * 5)::int END
    FROM geteld g
$$;

REVOKE ALL ON FUNCTION interventie_aantallen(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION interventie_aantallen(date) TO app;
RESET ROLE;
