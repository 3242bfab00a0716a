-- R27: what a party left behind is decided on per datum. Its supplier is out and nobody else may change
-- the datum, so this function writes the decision and nothing else.
-- It asks itself what partners/access/roles.py asks (UITTREDING_BESLISSEN): the casus is known to the
-- acting deelname, which owns it or has the A for the inbreng, and who left the datum is no party today.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION uittreding_besluiten(tabel text, welke uuid, keuze text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    zelf int := nullif(current_setting('app.deelname', true), '')::int;
    in_keten uuid := nullif(current_setting('app.keten', true), '')::uuid;
    vandaag date := (now() AT TIME ZONE 'Europe/Amsterdam')::date;
    achterlater text := 'g.leverancier_id';
    geschreven int;
BEGIN
    -- Only tables of data about a casus carry these columns; their history has a key of its own.
    IF keuze NOT IN ('delen', 'afschermen', 'terug') OR 4 <> (
        SELECT count(*) FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
        WHERE t.relname = tabel AND t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
          AND NOT a.attisdropped
          AND a.attname IN ('uittreedbesluit', 'leverancier_id', 'casus_id', 'versie'))
       OR EXISTS (
        SELECT FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
        WHERE t.relname = tabel AND t.relnamespace = 'public'::regnamespace
          AND a.attname = 'history_id')
    THEN
        RETURN false;
    END IF;
    -- The result of an actie is of who carried it out.
    IF tabel = 'cases_actie' THEN
        achterlater := 'g.leverancier_id, g.deelname_id';
    END IF;
    EXECUTE format(
        'UPDATE %I g SET uittreedbesluit = $1, versie = g.versie + 1
         FROM cases_casus c, partners_deelname d
         WHERE g.id = $2 AND c.id = g.casus_id AND c.keten_id = $3 AND c.einde_at IS NULL
           AND d.nummer = $4 AND d.keten_id = $3 AND $4 = ANY (c.zicht)
           AND c.id <> ALL (uitgesloten_casussen())
           AND (c.eigenaar_id = d.id OR EXISTS (
               SELECT FROM cases_betrokkenheid b WHERE b.casus_id = c.id AND b.deelname_id = d.id
                 AND b.status = ''aanvaard'' AND b.letters->>''inbreng_casusoverleg'' LIKE ''%%A%%''))
           AND EXISTS (
               SELECT FROM unnest(ARRAY[%s]) AS weg(id) WHERE NOT EXISTS (
                   SELECT FROM partners_partij p JOIN partners_convenant v ON v.id = p.convenant_id
                   WHERE p.deelname_id = weg.id AND v.keten_id = $3 AND v.status = ''vastgesteld''
                     AND v.van <= $5 AND (v.tot IS NULL OR v.tot >= $5)
                     AND p.van <= $5 AND (p.tot IS NULL OR p.tot >= $5)
                     AND p.getekend_op IS NOT NULL AND (p.uit_per IS NULL OR p.uit_per > $5)))',
        tabel, achterlater)
    USING keuze, welke, in_keten, zelf, vandaag;
    GET DIAGNOSTICS geschreven = ROW_COUNT;
    RETURN geschreven = 1;
END $$;

REVOKE ALL ON FUNCTION uittreding_besluiten(text, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION uittreding_besluiten(text, uuid, text) TO app, eigenaar;
RESET ROLE;
