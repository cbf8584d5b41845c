-- One row per id that a user has in the CRM.
SELECT crm_id AS alias_id, id AS user_id, __file, __line FROM objects.pardot_users WHERE crm_id IS NOT NULL
