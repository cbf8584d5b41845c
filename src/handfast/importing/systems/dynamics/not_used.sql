-- One row per row that is understood and has no place in the record.
SELECT
  what,
  CASE WHEN deleted THEN 'deleted in the source' WHEN is_off THEN 'cancelled or failed' ELSE 'planned, not done' END AS reason,
  __file,
  __line
FROM dynamics_work
WHERE (what <> 'appointment' AND (coalesce(deleted, false) OR coalesce(is_off, false) OR NOT coalesce(is_done, false)))
  OR (what = 'appointment' AND coalesce(deleted, false))
UNION ALL
SELECT 'lead', 'deleted in the source', __file, __line FROM objects.dynamics_leads WHERE deleted
UNION ALL
SELECT 'contact', 'deleted in the source', __file, __line FROM objects.dynamics_contacts WHERE deleted
UNION ALL
SELECT 'account', 'deleted in the source', __file, __line FROM objects.dynamics_accounts WHERE deleted
UNION ALL
SELECT 'opportunity', 'deleted in the source', __file, __line FROM objects.dynamics_opportunities WHERE deleted
UNION ALL
SELECT 'campaign', 'deleted in the source', __file, __line FROM objects.dynamics_campaigns WHERE deleted
UNION ALL
SELECT 'campaign response', 'deleted in the source', __file, __line FROM objects.dynamics_campaign_responses WHERE deleted
UNION ALL
SELECT 'currency', 'names the currencies of opportunities', __file, __line FROM objects.dynamics_currencies
UNION ALL
SELECT 'audit entry', 'of something that the record keeps no history of', a.__file, a.__line
FROM objects.dynamics_audits AS a
WHERE NOT EXISTS (
  SELECT 1 FROM dynamics_changes AS c
  WHERE c.__file = a.__file AND c.__line = a.__line AND c.entity IN ('lead', 'account', 'opportunity', 'contact')
    AND NOT (c.entity = 'contact' AND coalesce(c.choice, '') IN ('state', 'status'))
)
