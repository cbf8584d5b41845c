-- One row per campaign. Its cost has no day, so it is an attribute and no spend.
SELECT
  dynamics_key(id) AS campaign_id,
  name,
  dynamics_label('campaign', 'type', type) AS channel,
  CAST(coalesce(actual_start, proposed_start) AS DATE) AS starts_on,
  CAST(coalesce(actual_end, proposed_end) AS DATE) AS ends_on,
  map_concat(
    extras,
    map_from_entries(
      list_filter(
        [{'k': 'code', 'v': code}, {'k': 'actual_cost', 'v': CAST(cost AS VARCHAR)}, {'k': 'budgeted_cost', 'v': CAST(budget AS VARCHAR)}],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  __file,
  __line
FROM objects.dynamics_campaigns
WHERE NOT coalesce(deleted, false)
