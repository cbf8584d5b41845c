-- One row per smart campaign that stands in no program; those of a program are its parts, and their activities are the program's.
SELECT 'smart:' || id AS campaign_id, name, extras, __file, __line
FROM objects.marketo_campaigns
WHERE program_id IS NULL AND NOT coalesce(deleted, false)
