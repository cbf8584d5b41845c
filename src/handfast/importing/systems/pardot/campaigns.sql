-- One row per campaign. Its cost has no day, so it is an attribute and no spend.
SELECT
  id AS campaign_id,
  name,
  map_concat(
    extras,
    map_from_entries(
      list_filter([{'k': 'cost', 'v': CAST(cost AS VARCHAR)}, {'k': 'crm_id', 'v': crm_id}], lambda one: one.v IS NOT NULL)
    )
  ) AS extras,
  __file,
  __line
FROM objects.pardot_campaigns
WHERE NOT coalesce(deleted, false)
