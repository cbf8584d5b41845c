-- One row per opportunity as Marketo holds it.
SELECT
  id AS opportunity_id,
  created_at,
  account_id,
  owner_id,
  CASE
    WHEN lower(type) LIKE '%renew%' THEN 'renewal'
    WHEN lower(type) LIKE '%exist%' OR lower(type) LIKE '%upsell%' OR lower(type) LIKE '%expan%' THEN 'expansion'
    WHEN lower(type) LIKE 'new%' THEN 'new'
  END AS type,
  amount,
  stage,
  CASE WHEN is_closed OR is_won THEN close_date END AS closed_at,
  CASE WHEN is_won THEN true WHEN is_closed THEN false END AS is_won,
  source,
  updated_at AS modified_at,
  extras,
  __file,
  __line
FROM objects.marketo_opportunities
WHERE NOT coalesce(deleted, false)
