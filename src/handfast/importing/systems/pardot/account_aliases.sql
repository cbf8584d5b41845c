-- One row per id that a prospect account has in the CRM.
SELECT crm_id AS alias_id, id AS account_id, __file, __line
FROM objects.pardot_prospect_accounts
WHERE crm_id IS NOT NULL AND NOT coalesce(deleted, false)
