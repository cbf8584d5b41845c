-- One row per prospect that takes part in an opportunity; since when, Pardot doesn't export.
SELECT opportunity_id, prospect_id AS lead_id, __file, __line
FROM objects.pardot_opportunity_prospects
WHERE NOT coalesce(deleted, false)
