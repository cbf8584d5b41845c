-- One row per deal. Won and lost are what its stage's name says; it closed when it came to that stage, by its history, else by the stage's last change, else on its closing date.
WITH entered AS (
  SELECT zoho_id(deal_id) AS deal_id, stage, min(changed_at) AS entered_at FROM objects.zoho_stage_history GROUP BY ALL
),
deals AS (
  SELECT
    *,
    CASE
      WHEN regexp_matches(lower(stage), '\bwon\b|gewonnen|ganad|gagn|ganh|vint[ao]') THEN true
      WHEN regexp_matches(lower(stage), '\blost\b|verloren|perdid|perdu|\bpers[ao]') THEN false
    END AS is_won
  FROM objects.zoho_deals
  WHERE NOT coalesce(deleted, false)
)
SELECT
  zoho_key(d.id) AS opportunity_id,
  d.created_at,
  coalesce(zoho_id(d.contact_id), zoho_id(d.contact_name), contact.id, converted.lead_id) AS lead_id,
  coalesce(zoho_id(d.account_id), zoho_id(d.account_name), account.id) AS account_id,
  coalesce(zoho_key(d.owner_id), zoho_key(d.owner_name)) AS owner_id,
  CASE
    WHEN lower(d.type) LIKE '%renew%' THEN 'renewal'
    WHEN regexp_matches(lower(d.type), 'exist|upsell|cross|expan') THEN 'expansion'
    WHEN lower(d.type) LIKE 'new%' THEN 'new'
  END AS type,
  d.pipeline,
  d.amount,
  d.currency,
  d.stage,
  CASE WHEN d.is_won IS NOT NULL THEN coalesce(e.entered_at, d.stage_modified_at, d.closing_date) END AS closed_at,
  d.is_won,
  d.lost_reason,
  d.source,
  coalesce(zoho_id(d.campaign_id), zoho_key(d.campaign_id)) AS campaign_id,
  d.modified_at,
  map_concat(
    d.extras,
    map_from_entries(
      list_filter(
        [{'k': 'name', 'v': d.name}, {'k': 'probability', 'v': CAST(CAST(d.probability AS DECIMAL(9, 2)) AS VARCHAR)}],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  d.__file,
  d.__line
FROM deals AS d
LEFT JOIN zoho_named AS contact ON contact.kind = 'contact' AND contact.name = lower(trim(d.contact_name))
LEFT JOIN zoho_named AS account ON account.kind = 'account' AND account.name = lower(trim(d.account_name))
LEFT JOIN entered AS e ON e.deal_id = zoho_key(d.id) AND e.stage = d.stage
LEFT JOIN (
  SELECT zoho_id(converted_deal) AS deal_id, min(zoho_key(id)) AS lead_id FROM objects.zoho_leads WHERE zoho_id(converted_deal) IS NOT NULL GROUP BY 1
) AS converted ON converted.deal_id = zoho_key(d.id)
