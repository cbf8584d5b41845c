-- One row per campaign. Its cost has no day, so it is an attribute and no spend.
SELECT
  zoho_key(id) AS campaign_id,
  name,
  type AS channel,
  start_date AS starts_on,
  end_date AS ends_on,
  map_concat(
    extras,
    map_from_entries(
      list_filter(
        [
          {'k': 'status', 'v': status},
          {'k': 'actual_cost', 'v': CAST(actual_cost AS VARCHAR)},
          {'k': 'budgeted_cost', 'v': CAST(budgeted_cost AS VARCHAR)}
        ],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  __file,
  __line
FROM objects.zoho_campaigns
WHERE NOT coalesce(deleted, false)
