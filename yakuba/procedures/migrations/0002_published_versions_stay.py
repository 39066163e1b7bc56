"""A published version never changes, and no version goes away: the database itself holds to it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION procedures_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.published_at IS NOT NULL AND (
            NEW.definition IS DISTINCT FROM OLD.definition OR NEW.number <> OLD.number
            OR NEW.procedure_id <> OLD.procedure_id OR NEW.published_at IS DISTINCT FROM OLD.published_at)) THEN
        RAISE EXCEPTION 'a published version stays as it is';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER procedures_version_stays BEFORE UPDATE OR DELETE ON procedures_version
    FOR EACH ROW EXECUTE FUNCTION procedures_version_stays();
"""
BACKWARD = """
DROP TRIGGER procedures_version_stays ON procedures_version;
DROP FUNCTION procedures_version_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
