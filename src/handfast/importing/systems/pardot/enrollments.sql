-- One row per membership of a prospect in a list; one who opted out of the list left when the membership last changed.
SELECT
  prospect_id AS lead_id,
  list_id AS program_id,
  created_at AS entered_at,
  CASE WHEN opted_out THEN updated_at END AS left_at,
  __file,
  __line
FROM objects.pardot_list_memberships
WHERE NOT coalesce(deleted, false)
