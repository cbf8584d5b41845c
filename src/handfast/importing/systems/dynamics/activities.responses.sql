-- One row per campaign response.
WITH people AS (
  SELECT lower(trim(email)) AS email, min(dynamics_key(id)) AS id
  FROM (
    SELECT email, id FROM objects.dynamics_contacts
    UNION ALL
    SELECT email, id FROM objects.dynamics_leads
  )
  WHERE email IS NOT NULL
  GROUP BY 1
),
called AS (
  SELECT name, any_value(id) AS id FROM dynamics_named WHERE kind IN ('lead', 'contact') GROUP BY name HAVING count(DISTINCT id) = 1
)
SELECT
  dynamics_key(r.id) AS activity_id,
  coalesce(dynamics_id(r.customer), people.id, called.id) AS lead_id,
  coalesce(r.received_at, r.created_at) AS occurred_at,
  'campaign_response' AS kind,
  'prospect' AS side,
  coalesce(dynamics_id(r.campaign), campaign.id) AS campaign_id,
  dynamics_label('campaignresponse', 'response', r.response) AS outcome,
  false AS automated,
  r.created_at AS recorded_at,
  nullif(
    CAST(json_merge_patch(coalesce(to_json(r.extras), CAST('{}' AS JSON)), to_json({'subject': r.subject, 'channel': r.channel})) AS VARCHAR), '{}'
  ) AS properties,
  r.__file,
  r.__line
FROM objects.dynamics_campaign_responses AS r
LEFT JOIN people ON people.email = lower(trim(r.email))
LEFT JOIN called ON called.name = lower(trim(r.customer))
LEFT JOIN dynamics_named AS campaign ON campaign.kind = 'campaign' AND campaign.name = lower(trim(r.campaign))
WHERE NOT coalesce(r.deleted, false)
