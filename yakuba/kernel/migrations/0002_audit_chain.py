"""The hash chain of the audit trail, kept by the database itself.

A trigger links every new entry to the head of its lane; another refuses changes and removals, whoever asks.
The head is changed by a function that runs with the owner's rights, so no face can touch it.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION kernel_audit_digest(entry kernel_auditentry) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(entry.previous || convert_to(concat_ws(E'\\x1f',
        entry.lane, entry.seq, (extract(epoch FROM entry.at) * 1000000)::bigint, entry.actor_key,
        entry.actor_label, entry.text, entry.module, entry.noun, entry.object_id, entry.detail::text), 'UTF8'))
$$;

CREATE FUNCTION kernel_audit_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.lane := pg_backend_pid() % 16;
    UPDATE kernel_auditlane SET seq = seq + 1 WHERE lane = NEW.lane
        RETURNING seq, digest INTO NEW.seq, NEW.previous;
    NEW.digest := kernel_audit_digest(NEW);
    UPDATE kernel_auditlane SET digest = NEW.digest WHERE lane = NEW.lane;
    RETURN NEW;
END $$;

CREATE FUNCTION kernel_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;

INSERT INTO kernel_auditlane (lane, seq, digest)
    SELECT lane, 0, decode(repeat('00', 32), 'hex') FROM generate_series(0, 15) AS lane;
ALTER TABLE kernel_auditlane SET (fillfactor = 50);
CREATE TRIGGER kernel_audit_link BEFORE INSERT ON kernel_auditentry
    FOR EACH ROW EXECUTE FUNCTION kernel_audit_link();
CREATE TRIGGER kernel_audit_refuse BEFORE UPDATE OR DELETE ON kernel_auditentry
    FOR EACH ROW EXECUTE FUNCTION kernel_audit_refuse();
CREATE TRIGGER kernel_audit_refuse_truncate BEFORE TRUNCATE ON kernel_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_audit_refuse();
"""
BACKWARD = """
DROP TRIGGER kernel_audit_refuse_truncate ON kernel_auditentry;
DROP TRIGGER kernel_audit_refuse ON kernel_auditentry;
DROP TRIGGER kernel_audit_link ON kernel_auditentry;
DROP FUNCTION kernel_audit_refuse();
DROP FUNCTION kernel_audit_link();
DROP FUNCTION kernel_audit_digest(kernel_auditentry);
DELETE FROM kernel_auditlane;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
