-- One row per contact that was merged into another.
select alias_id, lead_id, __file, __line from hubspot_merged_contacts
