-- One row per activity that was done: a meeting happened when it was due, anything else when it was ticked off.
SELECT
  id AS activity_id,
  lead_id,
  CASE WHEN kind IN ('meeting', 'demo') THEN coalesce(due_at, done_at) ELSE coalesce(done_at, due_at) END AS occurred_at,
  kind,
  'sales' AS side,
  user_id,
  account_id,
  opportunity_id,
  CASE WHEN kind IN ('call', 'email_sent', 'social_message') THEN 'outbound' END AS direction,
  false AS automated,
  done_at AS recorded_at,
  nullif(
    CAST(
      json_merge_patch(
        coalesce(to_json(extras), CAST('{}' AS JSON)),
        to_json({'type': type, 'subject': subject, 'note': note, 'duration': duration})
      ) AS VARCHAR
    ),
    '{}'
  ) AS properties,
  __file,
  __line
FROM pipedrive_work
WHERE is_done AND NOT coalesce(deleted, false)
