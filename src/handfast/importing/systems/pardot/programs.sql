-- One row per list: the lists that Engagement Studio feeds on are all that Pardot exports of its nurture.
SELECT id AS program_id, name, extras, __file, __line
FROM objects.pardot_lists
WHERE NOT coalesce(deleted, false)
