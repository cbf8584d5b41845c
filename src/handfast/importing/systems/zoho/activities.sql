-- One row per call that was made, task that was finished, meeting that somebody checked in to, note.
SELECT
  id AS activity_id,
  coalesce(who_id, CASE WHEN what_kind IN ('lead', 'contact') THEN what_id END) AS lead_id,
  happened_at AS occurred_at,
  CASE WHEN what = 'call' AND lower(type) IN ('inbound', 'missed') THEN 'call_inbound' ELSE what END AS kind,
  CASE WHEN what = 'call' AND lower(type) IN ('inbound', 'missed') THEN 'prospect' ELSE 'sales' END AS side,
  user_id,
  CASE WHEN what_kind = 'account' THEN what_id END AS account_id,
  CASE WHEN what_kind = 'deal' THEN what_id END AS opportunity_id,
  CASE WHEN what = 'call' THEN CASE WHEN lower(type) IN ('inbound', 'missed') THEN 'inbound' ELSE 'outbound' END END AS direction,
  CASE WHEN lower(type) = 'missed' THEN 'missed' ELSE outcome END AS outcome,
  false AS automated,
  nullif(
    CAST(
      json_merge_patch(
        coalesce(to_json(extras), CAST('{}' AS JSON)),
        to_json({'subject': subject, 'text': text, 'duration': duration, 'purpose': purpose})
      ) AS VARCHAR
    ),
    '{}'
  ) AS properties,
  __file,
  __line
FROM zoho_work
WHERE NOT coalesce(deleted, false)
  AND CASE what
    WHEN 'call' THEN NOT regexp_matches(lower(coalesce(status, '')), 'scheduled|overdue|cancel')
    WHEN 'task' THEN happened_at IS NOT NULL OR lower(status) = 'completed'
    WHEN 'meeting' THEN regexp_matches(lower(coalesce(status, '')), 'checked|visited|planned visit done')
    ELSE true
  END
