-- One row per id that a prospect has in the CRM.
SELECT crm.id AS alias_id, p.id AS lead_id, p.__file, p.__line
FROM objects.pardot_prospects AS p, unnest([p.crm_lead_id, p.crm_contact_id]) AS crm (id)
WHERE crm.id IS NOT NULL AND NOT coalesce(p.deleted, false)
