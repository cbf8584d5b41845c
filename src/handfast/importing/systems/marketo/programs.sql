-- One row per Engagement program: Marketo's nurture.
SELECT
  id AS program_id,
  name,
  CASE lower(status) WHEN 'on' THEN true WHEN 'off' THEN false END AS active,
  __file,
  __line
FROM objects.marketo_programs
WHERE lower(type) = 'engagement' AND NOT coalesce(deleted, false)
