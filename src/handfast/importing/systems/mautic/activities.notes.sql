-- One row per note of a colleague on a contact; its type says whether it tells of a call, a meeting or an e-mail.
SELECT
  'note:' || coalesce(id, __file || ':' || __line) AS activity_id,
  lead_id,
  coalesce(noted_at, created_at) AS occurred_at,
  CASE lower(type) WHEN 'call' THEN 'call' WHEN 'meeting' THEN 'meeting' WHEN 'email' THEN 'email_sent' ELSE 'note' END AS kind,
  false AS automated,
  coalesce(user_id, user_name) AS user_id,
  created_at AS recorded_at,
  nullif(CAST(json_merge_patch(CAST('{}' AS JSON), to_json({'text': text})) AS VARCHAR), '{}') AS properties,
  __file,
  __line
FROM objects.mautic_notes
