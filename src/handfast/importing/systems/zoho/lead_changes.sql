-- One row per change of a lead's status.
SELECT
  zoho_id(lead_id) AS lead_id,
  'stage' AS field,
  changed_at,
  coalesce(old_status, lag(new_status) OVER (PARTITION BY zoho_id(lead_id) ORDER BY changed_at, __line)) AS old_value,
  new_status AS new_value,
  zoho_key(changed_by) AS changed_by,
  __file,
  __line
FROM objects.zoho_status_history
