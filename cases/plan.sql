-- A vastgesteld plan is frozen: its content, its doelen and its instemmingen. Run by foundation/rls.py
-- after every migrate. Destruction of a datum empties value and salt of an item, and its hash stays; destruction
-- of the casus takes the plan away (vernietigt(), foundation/bewaren).

CREATE OR REPLACE FUNCTION plan_alleen_vernietigd(oud jsonb, nieuw jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT (oud - 'items') = (nieuw - 'items')
        AND jsonb_array_length(oud -> 'items') = jsonb_array_length(nieuw -> 'items')
        AND NOT EXISTS (
            SELECT 1
            FROM jsonb_array_elements(oud -> 'items') WITH ORDINALITY o(item, n)
            JOIN jsonb_array_elements(nieuw -> 'items') WITH ORDINALITY v(item, n) USING (n)
            WHERE o.item <> v.item
              AND NOT (
                  (o.item - 'waarde' - 'zout') = (v.item - 'waarde' - 'zout')
                  AND v.item -> 'waarde' = 'null'::jsonb AND v.item -> 'zout' = 'null'::jsonb
              )
        )
$$;

CREATE OR REPLACE FUNCTION plan_bevroren() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF vernietigt() THEN RETURN coalesce(NEW, OLD); END IF;
    IF OLD.status = 'vastgesteld' AND (
        TG_OP = 'DELETE'
        OR (to_jsonb(NEW) - 'inhoud' - 'versie') <> (to_jsonb(OLD) - 'inhoud' - 'versie')
        OR NOT coalesce(plan_alleen_vernietigd(OLD.inhoud, NEW.inhoud), false)
    ) THEN
        RAISE EXCEPTION 'een vastgesteld plan verandert niet meer; maak een nieuwe versie'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION plandeel_bevroren() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF vernietigt() THEN RETURN coalesce(NEW, OLD); END IF;
    IF EXISTS (
        SELECT 1 FROM cases_planvanaanpak p WHERE p.status = 'vastgesteld' AND p.id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.plan_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.plan_id END)
    ) THEN
        RAISE EXCEPTION 'dit hoort bij een vastgesteld plan en verandert niet meer'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER plan_bevroren BEFORE UPDATE OR DELETE ON cases_planvanaanpak
    FOR EACH ROW EXECUTE FUNCTION plan_bevroren();
CREATE OR REPLACE TRIGGER plan_bevroren BEFORE INSERT OR UPDATE OR DELETE ON cases_plandoel
    FOR EACH ROW EXECUTE FUNCTION plandeel_bevroren();
CREATE OR REPLACE TRIGGER plan_bevroren BEFORE INSERT OR UPDATE OR DELETE ON cases_instemming
    FOR EACH ROW EXECUTE FUNCTION plandeel_bevroren();
