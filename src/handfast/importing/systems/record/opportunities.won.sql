-- One row per deal of a list of won deals, where an opportunity begins for the record only when it was won: nobody says when it was opened.
SELECT
  * EXCLUDE (won_at, opportunity_id, __file, __line),
  coalesce(opportunity_id, lead_id) AS opportunity_id,
  won_at AS created_at,
  won_at AS closed_at,
  true AS is_won,
  __file,
  __line
FROM objects.record_won_deals
