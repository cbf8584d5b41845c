-- One row per lead, qualified or not. The stage is the status reason: New, Contacted, Qualified, Lost, …
SELECT
  dynamics_key(l.id) AS lead_id,
  l.created_at,
  l.email,
  coalesce(l.first_name, CASE WHEN l.last_name IS NULL THEN nullif(regexp_extract(l.full_name, '^(\S+)\s+\S', 1), '') END) AS first_name,
  coalesce(l.last_name, nullif(regexp_extract(l.full_name, '(\S+)$', 1), '')) AS last_name,
  l.title,
  l.company,
  coalesce(l.phone, l.mobile) AS phone,
  l.country,
  dynamics_label('any', 'source', l.source) AS source,
  coalesce(dynamics_id(l.account), account.id) AS account_id,
  coalesce(dynamics_id(l.campaign), campaign.id) AS campaign_id,
  dynamics_key(l.owner) AS owner_id,
  coalesce(dynamics_label('lead', 'status', l.status), dynamics_label('lead', 'state', l.state)) AS stage,
  coalesce(dynamics_refused(l.no_email), dynamics_refused(l.no_bulk_email)) AS do_not_contact,
  l.modified_at,
  map_concat(
    l.extras,
    map_from_entries(
      list_filter(
        [
          {'k': 'topic', 'v': l.topic},
          {'k': 'rating', 'v': dynamics_label('lead', 'rating', l.rating)},
          {'k': 'industry', 'v': dynamics_label('any', 'industry', l.industry)},
          {'k': 'lead_state', 'v': dynamics_label('lead', 'state', l.state)},
          {'k': 'mobile_phone', 'v': CASE WHEN l.phone IS NOT NULL THEN l.mobile END},
          {'k': 'do_not_call', 'v': CAST(dynamics_refused(l.no_phone) AS VARCHAR)}
        ],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  l.__file,
  l.__line
FROM objects.dynamics_leads AS l
LEFT JOIN dynamics_named AS account ON account.kind = 'account' AND account.name = lower(trim(l.account))
LEFT JOIN dynamics_named AS campaign ON campaign.kind = 'campaign' AND campaign.name = lower(trim(l.campaign))
WHERE NOT coalesce(l.deleted, false)
