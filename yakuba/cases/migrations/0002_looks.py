"""The view by which an applicant learns which section looked at the case: nothing else of the trail is shown."""

from django.db import migrations

FORWARD = """
CREATE VIEW cases_look WITH (security_barrier) AS
    SELECT id, object_id AS case_key, at, actor_label AS section_label
    FROM kernel_auditentry
    WHERE module = 'cases' AND noun = 'Case' AND detail ->> 'read' = 'true' AND actor_key LIKE 'staff:%';
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("kernel", "0002_audit_chain")]
    operations = [migrations.RunSQL(FORWARD, "DROP VIEW cases_look")]
