-- One row per contact that was merged into another.
SELECT merged_id AS alias_id, contact_id AS lead_id, __file, __line FROM objects.mautic_merges
