-- One row per e-mail sent, per first and last time it was opened, per first click where the export has one. E-mails with a template go out by themselves.
WITH mails AS (
  SELECT id, any_value(name) AS name, any_value(subject) AS subject FROM objects.mautic_emails GROUP BY id
),
stats AS (
  SELECT
    s.*,
    coalesce(s.subject, mails.subject) AS about,
    mails.name AS email_name,
    coalesce(s.id, s.__file || ':' || s.__line) AS key,
    steps.campaign_id
  FROM objects.mautic_email_stats AS s
  LEFT JOIN mails ON mails.id = s.email_id
  LEFT JOIN mautic_steps AS steps ON s.source = 'campaign.event' AND steps.event_id = s.source_id
  WHERE coalesce(s.lead_id, '') NOT IN (SELECT lead_id FROM mautic_anonymous)
),
moments AS (
  SELECT *, 'email:' || key AS activity_id, sent_at AS happened_at, 'email_sent' AS kind FROM stats
  UNION ALL
  SELECT *, 'open:' || key, read_at, 'email_open' FROM stats WHERE read_at IS NOT NULL
  UNION ALL
  SELECT *, 'reopen:' || key, last_opened_at, 'email_open' FROM stats WHERE open_count > 1 AND last_opened_at > read_at
  UNION ALL
  SELECT *, 'click:' || key, clicked_at, 'email_click' FROM stats WHERE clicked_at IS NOT NULL
)
SELECT
  activity_id,
  lead_id,
  happened_at AS occurred_at,
  kind,
  CASE WHEN kind <> 'email_sent' THEN 'prospect' WHEN email_id IS NOT NULL THEN 'marketing' END AS side,
  CASE WHEN kind <> 'email_sent' THEN false WHEN email_id IS NOT NULL THEN true END AS automated,
  CASE WHEN kind = 'email_sent' THEN 'outbound' END AS direction,
  campaign_id,
  CASE WHEN kind = 'email_sent' AND is_failed THEN 'failed' END AS outcome,
  nullif(
    CAST(
      json_merge_patch(CAST('{}' AS JSON), to_json({'email': email_name, 'email_id': email_id, 'subject': about, 'segment_id': list_id})) AS VARCHAR
    ),
    '{}'
  ) AS properties,
  __file,
  __line
FROM moments
