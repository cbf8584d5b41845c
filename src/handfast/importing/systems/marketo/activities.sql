-- One row per activity of a lead that is no change of a field, merge, deletion or bookkeeping. What Marketo sends, it sends by itself: marketing, automated.
WITH kinds (type_name, kind, side, automated) AS (
  VALUES ('visit webpage', 'page_view', 'prospect', false), ('fill out form', 'form_submit', 'prospect', false), ('click link', 'link_click', 'prospect', false),
    ('send email', 'email_sent', 'marketing', true), ('email delivered', 'email_delivered', 'marketing', true),
    ('email bounced', 'email_bounced', 'marketing', true), ('email bounced soft', 'email_bounced', 'marketing', true),
    ('unsubscribe email', 'unsubscribe', 'prospect', false), ('open email', 'email_open', 'prospect', false), ('click email', 'email_click', 'prospect', false),
    ('send sales email', 'email_sent', 'sales', false), ('open sales email', 'email_open', 'prospect', false),
    ('click sales email', 'email_click', 'prospect', false), ('sales email bounced', 'email_bounced', 'sales', true),
    ('sfdc activity', 'crm_activity', NULL, NULL), ('interesting moment', 'interesting_moment', 'marketing', true),
    ('sent forward to friend email', 'email_forwarded', 'prospect', false), ('share content', 'social_share', 'prospect', false),
    ('vote in poll', 'poll_vote', 'prospect', false), ('click shared link', 'link_click', 'prospect', false),
    ('attend event', 'event_attended', 'prospect', false), ('register for event', 'event_registered', 'prospect', false)
),
programs AS (
  SELECT id, any_value(name) AS name, lower(any_value(channel)) AS channel, lower(any_value(type)) AS type FROM objects.marketo_programs GROUP BY id
),
smart AS (
  SELECT id, any_value(program_id) AS program_id FROM objects.marketo_campaigns GROUP BY id
),
progressed AS (
  SELECT
    a.*,
    p.id IS NOT NULL AND (p.type LIKE '%webinar%' OR p.channel LIKE '%webinar%') AS webinar,
    p.type = 'engagement' AS nurture,
    p.name AS program,
    CASE WHEN a.type_name = 'change status in progression' THEN a.primary_value_id END AS program_id,
    lower(trim(a.new_status)) AS status
  FROM marketo_typed_activities AS a
  LEFT JOIN programs AS p ON a.type_name = 'change status in progression' AND p.id = a.primary_value_id
)
SELECT
  a.id AS activity_id,
  a.lead_id,
  a.activity_date AS occurred_at,
  CASE
    WHEN a.type_name <> 'change status in progression' THEN coalesce(k.kind, a.type_key)
    WHEN a.webinar AND a.status = 'registered' THEN 'webinar_registered'
    WHEN a.webinar AND a.status LIKE 'attended%' THEN 'webinar_attended'
    WHEN a.status LIKE 'attended%' THEN 'event_attended'
    WHEN a.status = 'invited' THEN 'event_invited'
    WHEN a.success OR a.status IN ('registered', 'responded', 'engaged', 'clicked', 'filled-out form', 'filled out form', 'downloaded', 'visited booth')
      THEN 'campaign_response'
    ELSE 'program_status'
  END AS kind,
  CASE
    WHEN a.type_name <> 'change status in progression' THEN k.side
    WHEN a.success OR a.status LIKE 'attended%'
      OR a.status IN ('registered', 'responded', 'engaged', 'clicked', 'filled-out form', 'filled out form', 'downloaded', 'visited booth')
      THEN 'prospect'
    ELSE 'marketing'
  END AS side,
  CASE
    WHEN a.type_name <> 'change status in progression' THEN k.automated
    ELSE NOT coalesce(a.success, false) AND a.status IN ('invited', 'sent', 'member')
  END AS automated,
  CASE WHEN a.type_name IN ('send email', 'send sales email') THEN 'outbound' END AS direction,
  CASE WHEN a.type_name = 'send sales email' THEN coalesce(a.said['Sent By'], a.actor) END AS user_id,
  coalesce(a.program_id, smart.program_id, 'smart:' || a.campaign_id) AS campaign_id,
  CASE
    WHEN a.type_name = 'visit webpage' THEN coalesce(a.webpage_url, a.primary_value)
    WHEN a.type_name IN ('click email', 'click sales email', 'click link', 'click shared link') THEN coalesce(a.link, a.primary_value)
    WHEN a.type_name = 'fill out form' THEN a.referrer_url
  END AS url,
  coalesce(a.new_status, a.action_result) AS outcome,
  nullif(
    CAST(
      json_merge_patch(
        coalesce(to_json(map_concat(marketo_named(a.said), a.extras)), CAST('{}' AS JSON)),
        to_json({
          'activity': a.type_name,
          'asset': a.primary_value,
          'asset_id': a.primary_value_id,
          'form': CASE WHEN a.type_name = 'fill out form' THEN a.primary_value END,
          'program': a.program,
          'referrer': a.referrer_url
        })
      ) AS VARCHAR
    ),
    '{}'
  ) AS properties,
  a.__file,
  a.__line
FROM progressed AS a
LEFT JOIN kinds AS k ON k.type_name = a.type_name
LEFT JOIN smart ON smart.id = a.campaign_id
WHERE NOT coalesce(a.deleted, false)
  AND NOT (a.type_name = 'change status in progression' AND coalesce(a.nurture, false))
  AND NOT (a.type_name = 'send email' AND coalesce(lower(a.action_result), '') IN ('skipped', 'failed'))
  AND a.type_name NOT IN (
    'new lead', 'change data value', 'change score', 'change owner', 'change revenue stage', 'change revenue stage manually', 'merge leads', 'delete lead',
    'delete lead from sfdc', 'sync lead to sfdc', 'sync lead updates to sfdc', 'convert lead', 'add to list', 'remove from list', 'sfdc activity updated',
    'add to opportunity', 'remove from opportunity', 'update opportunity', 'send alert', 'add to sfdc campaign', 'remove from sfdc campaign',
    'change status in sfdc campaign', 'request campaign', 'change lead partition', 'enrich with data.com', 'change segment', 'call webhook',
    'received forward to friend email', 'add to nurture', 'change nurture track', 'change nurture cadence'
  )
