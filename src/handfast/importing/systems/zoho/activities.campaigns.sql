-- One row per member of a campaign who responded; being invited, or sent something, is no doing of the member's.
SELECT
  'member:' || coalesce(zoho_key(id), zoho_id(campaign_id) || ':' || zoho_id(lead_id)) AS activity_id,
  zoho_id(lead_id) AS lead_id,
  changed_at AS occurred_at,
  CASE
    WHEN regexp_matches(lower(status), 'attended') THEN 'event_attended'
    WHEN lower(status) = 'opened' THEN 'email_open'
    WHEN lower(status) = 'clicked' THEN 'email_click'
    ELSE 'campaign_response'
  END AS kind,
  'prospect' AS side,
  false AS automated,
  zoho_id(campaign_id) AS campaign_id,
  status AS outcome,
  __file,
  __line
FROM objects.zoho_campaign_members
WHERE regexp_matches(lower(status), 'respond|attended|registered|opened|clicked')
