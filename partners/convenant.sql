-- A vastgesteld convenant is frozen: its rules, its text and who was in it. Run by foundation/rls.py after
-- every migrate. What may still change: the last day, when a next version follows, and per party that it
-- signed or withdrew.

CREATE OR REPLACE FUNCTION convenant_bevroren() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.status = 'vastgesteld' AND (
        TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'tot' - 'versie') <> (to_jsonb(OLD) - 'tot' - 'versie')
    ) THEN
        RAISE EXCEPTION 'een vastgesteld convenant verandert niet meer; maak een nieuwe versie'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION deelregel_bevroren() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    -- As long as it is with the commission nothing changes either: the advice is about these rules.
    IF EXISTS (
        SELECT 1 FROM partners_convenant c WHERE c.status <> 'concept' AND c.id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.convenant_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.convenant_id END)
    ) THEN
        RAISE EXCEPTION 'de regels van een convenant veranderen alleen in een concept'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER convenant_bevroren BEFORE UPDATE OR DELETE ON partners_convenant
    FOR EACH ROW EXECUTE FUNCTION convenant_bevroren();
CREATE OR REPLACE TRIGGER deelregel_bevroren BEFORE INSERT OR UPDATE OR DELETE ON partners_deelregel
    FOR EACH ROW EXECUTE FUNCTION deelregel_bevroren();
