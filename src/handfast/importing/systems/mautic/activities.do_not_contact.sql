-- One row per unsubscription and per bounce; that a colleague set "do not contact" by hand is no activity of the contact.
SELECT
  'dnc:' || coalesce(id, __file || ':' || __line) AS activity_id,
  lead_id,
  date_added AS occurred_at,
  CASE WHEN lower(reason) IN ('2', 'bounced') THEN 'email_bounced' ELSE 'unsubscribe' END AS kind,
  CASE WHEN lower(reason) IN ('2', 'bounced') THEN 'marketing' ELSE 'prospect' END AS side,
  lower(reason) IN ('2', 'bounced') AS automated,
  nullif(
    CAST(json_merge_patch(CAST('{}' AS JSON), to_json({'channel': channel, 'comments': comments})) AS VARCHAR), '{}'
  ) AS properties,
  __file,
  __line
FROM objects.mautic_do_not_contact
WHERE lower(reason) IN ('1', '2', 'unsubscribed', 'bounced')
