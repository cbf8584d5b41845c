-- One row per audited change of an account's field.
SELECT
  object_id AS account_id,
  CASE
    WHEN choice = 'industry' THEN 'industry'
    WHEN key IN ('ownerid', 'owner') THEN 'owner_id'
    WHEN key = 'numberofemployees' THEN 'employees'
    WHEN key = 'revenue' THEN 'annual_revenue'
    WHEN key = 'websiteurl' THEN 'domain'
    ELSE key
  END AS field,
  changed_at,
  old_value,
  new_value,
  dynamics_key(user) AS changed_by,
  __file,
  __line
FROM dynamics_changes
WHERE entity = 'account'
