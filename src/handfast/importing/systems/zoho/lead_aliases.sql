-- One row per contact that a lead was converted to.
SELECT zoho_id(converted_contact) AS alias_id, zoho_key(id) AS lead_id, __file, __line
FROM objects.zoho_leads
WHERE zoho_id(converted_contact) IS NOT NULL
