-- One row per program: what Marketo calls a program, with a channel and a budget, is a campaign to everybody else.
SELECT
  id AS campaign_id,
  name,
  channel,
  CAST(start_date AS DATE) AS starts_on,
  CAST(end_date AS DATE) AS ends_on,
  extras,
  __file,
  __line
FROM objects.marketo_programs
WHERE NOT coalesce(deleted, false)
