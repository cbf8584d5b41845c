-- One row per change of a person's field.
WITH canonical (key, field) AS (
  VALUES ('owner_id', 'owner_id'), ('user_id', 'owner_id'), ('org_id', 'account_id'), ('job_title', 'title'), ('primary_email', 'email'), ('name', 'name')
)
SELECT
  c.person_id AS lead_id,
  coalesce(k.field, lower(c.field)) AS field,
  c.changed_at,
  pipedrive_key(c.old_value) AS old_value,
  pipedrive_key(c.new_value) AS new_value,
  c.user_id AS changed_by,
  c.__file,
  c.__line
FROM objects.pipedrive_person_changes AS c
LEFT JOIN canonical AS k ON k.key = lower(c.field)
