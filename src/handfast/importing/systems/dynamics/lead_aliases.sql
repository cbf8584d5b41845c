-- One row per lead that was qualified to a contact, as the contact says or as the lead does.
SELECT coalesce(dynamics_id(c.originating_lead), origin.id) AS alias_id, dynamics_key(c.id) AS lead_id, c.__file, c.__line
FROM objects.dynamics_contacts AS c
LEFT JOIN dynamics_named AS origin ON origin.kind = 'lead' AND origin.name = lower(trim(c.originating_lead))
WHERE coalesce(dynamics_id(c.originating_lead), origin.id) IS NOT NULL
UNION ALL
SELECT dynamics_key(id), dynamics_id(contact), __file, __line
FROM objects.dynamics_leads
WHERE dynamics_id(contact) IS NOT NULL AND lower(dynamics_label('lead', 'state', state)) = 'qualified'
