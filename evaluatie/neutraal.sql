-- A procesbegeleider is neutral: its deelname never accepted a part in the casus before evaluatie.
-- Run by foundation/rls.py after every migrate. It must see past the lock to be sure.
SET ROLE zichthouder;

CREATE OR REPLACE FUNCTION evaluatie_neutraal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.begeleider_id IS NOT NULL AND NEW.status IN ('voorgesteld', 'aanvaard') AND EXISTS (
        SELECT 1
        FROM cases_betrokkenheid b
        JOIN cases_casus c ON c.id = b.casus_id
        JOIN referentiemodel_modelversie m ON m.id = c.modelversie_id,
             jsonb_array_elements(m.inhoud -> 'hoofdstappen') h,
             jsonb_array_elements(h -> 'activiteiten') a
        WHERE b.casus_id = NEW.casus_id
          AND b.deelname_id = NEW.begeleider_id
          AND (b.status = 'aanvaard' OR (b.status = 'beeindigd' AND b.beantwoord_at IS NOT NULL))
          AND h ->> 'sleutel' <> 'evaluatie'
          AND coalesce(b.letters ->> (a ->> 'sleutel'), '') <> ''
    ) THEN
        RAISE EXCEPTION 'de procesbegeleider was betrokken bij de casus'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'opdracht_begeleider_neutraal';
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION evaluatie_neutraal() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION evaluatie_neutraal() TO eigenaar;
RESET ROLE;

CREATE OR REPLACE TRIGGER evaluatie_neutraal
    BEFORE INSERT OR UPDATE OF begeleider_id, casus_id ON evaluatie_evaluatieopdracht
    FOR EACH ROW EXECUTE FUNCTION evaluatie_neutraal();
