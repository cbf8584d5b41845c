-- One row per audited change of an opportunity's field.
SELECT
  object_id AS opportunity_id,
  CASE
    WHEN choice = 'sales_stage' OR key IN ('stepname', 'pipelinephase') THEN 'stage'
    WHEN choice = 'status' THEN 'status_reason'
    WHEN key IN ('ownerid', 'owner') THEN 'owner_id'
    WHEN key IN ('estimatedvalue', 'estrevenue', 'est.revenue') THEN 'amount'
    WHEN key IN ('parentaccountid', 'customerid') THEN 'account_id'
    WHEN key = 'parentcontactid' THEN 'lead_id'
    ELSE coalesce(choice, key)
  END AS field,
  changed_at,
  old_value,
  new_value,
  dynamics_key(user) AS changed_by,
  __file,
  __line
FROM dynamics_changes
WHERE entity = 'opportunity'
