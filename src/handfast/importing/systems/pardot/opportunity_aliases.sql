-- One row per id that an opportunity has in the CRM.
SELECT crm_id AS alias_id, id AS opportunity_id, __file, __line
FROM objects.pardot_opportunities
WHERE crm_id IS NOT NULL AND NOT coalesce(deleted, false)
