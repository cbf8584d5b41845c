-- One row per lead and deal that it was converted to.
SELECT zoho_id(converted_deal) AS opportunity_id, zoho_key(id) AS lead_id, converted_at AS added_at, __file, __line
FROM objects.zoho_leads
WHERE zoho_id(converted_deal) IS NOT NULL
