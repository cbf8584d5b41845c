-- One row per opportunity that Pardot still has.
SELECT
  id AS opportunity_id,
  created_at,
  CASE
    WHEN lower(type) LIKE '%renew%' THEN 'renewal'
    WHEN lower(type) SIMILAR TO '.*(upsell|cross.?sell|expan|exist|add.?on).*' THEN 'expansion'
    WHEN lower(type) LIKE 'new%' THEN 'new'
  END AS type,
  amount,
  stage,
  CASE WHEN lower(status) IN ('won', 'lost') THEN closed_at END AS closed_at,
  CASE lower(status) WHEN 'won' THEN true WHEN 'lost' THEN false END AS is_won,
  campaign_id,
  updated_at AS modified_at,
  map_concat(
    extras,
    map_from_entries(
      list_filter(
        [{'k': 'name', 'v': name}, {'k': 'type_in_source', 'v': type}, {'k': 'probability', 'v': CAST(CAST(probability AS DECIMAL(9, 2)) AS VARCHAR)}],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  __file,
  __line
FROM objects.pardot_opportunities
WHERE NOT coalesce(deleted, false)
