-- One row per call, e-mail, appointment and task that took place.
SELECT
  id AS activity_id,
  lead_id,
  happened_at AS occurred_at,
  CASE
    WHEN what = 'phonecall' AND came_in THEN 'call_inbound'
    WHEN what = 'phonecall' THEN 'call'
    WHEN what = 'email' AND came_in THEN 'email_reply'
    WHEN what = 'email' THEN 'email_sent'
    WHEN what = 'appointment' AND regexp_matches(lower(coalesce(subject, '')), '\bdemo') THEN 'demo'
    WHEN what = 'appointment' THEN 'meeting'
    ELSE 'task'
  END AS kind,
  CASE WHEN came_in THEN 'prospect' WHEN what <> 'email' THEN 'sales' END AS side,
  user_id,
  account_id,
  opportunity_id,
  CASE WHEN what IN ('phonecall', 'email') THEN CASE WHEN came_in THEN 'inbound' ELSE 'outbound' END END AS direction,
  status AS outcome,
  coalesce(from_workflow, false) AS automated,
  nullif(
    CAST(json_merge_patch(coalesce(to_json(extras), CAST('{}' AS JSON)), to_json({'subject': subject, 'text': text})) AS VARCHAR), '{}'
  ) AS properties,
  __file,
  __line
FROM dynamics_work
WHERE coalesce(is_done, false) AND NOT coalesce(is_off, false) AND NOT coalesce(deleted, false)
