-- One row per change of a deal's field; stages and pipelines by name.
WITH canonical (key, field) AS (
  VALUES ('stage_id', 'stage'), ('pipeline_id', 'pipeline'), ('pipeline', 'pipeline'), ('user_id', 'owner_id'), ('owner_id', 'owner_id'), ('value', 'amount'),
    ('person_id', 'lead_id'), ('org_id', 'account_id'), ('add_time', 'created_at'), ('next_activity_date', 'next_step_at')
)
SELECT
  c.deal_id AS opportunity_id,
  coalesce(k.field, lower(c.field)) AS field,
  c.changed_at,
  coalesce(old_name.name, pipedrive_key(c.old_value)) AS old_value,
  coalesce(new_name.name, pipedrive_key(c.new_value)) AS new_value,
  c.user_id AS changed_by,
  c.__file,
  c.__line
FROM objects.pipedrive_deal_changes AS c
LEFT JOIN canonical AS k ON k.key = lower(c.field)
LEFT JOIN pipedrive_names AS old_name ON old_name.kind = k.field AND old_name.id = pipedrive_key(c.old_value)
LEFT JOIN pipedrive_names AS new_name ON new_name.kind = k.field AND new_name.id = pipedrive_key(c.new_value)
