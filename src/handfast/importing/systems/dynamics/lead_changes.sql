-- One row per audited change of a lead's or contact's field. Qualifying and disqualifying are sales' decisions; the status reason says why.
WITH canonical (key, field) AS (
  VALUES ('ownerid', 'owner_id'), ('owner', 'owner_id'), ('emailaddress1', 'email'), ('email', 'email'), ('jobtitle', 'title'), ('companyname', 'company'),
    ('telephone1', 'phone'), ('businessphone', 'phone'), ('address1country', 'country'), ('firstname', 'first_name'), ('lastname', 'last_name'),
    ('parentaccountid', 'account_id'), ('parentcustomerid', 'account_id'), ('campaignid', 'campaign_id'), ('donotemail', 'do_not_contact')
),
changes AS (
  SELECT c.*, coalesce(CASE c.choice WHEN 'status' THEN 'stage' WHEN 'state' THEN 'lead_state' ELSE c.choice END, k.field, c.key) AS field
  FROM dynamics_changes AS c
  LEFT JOIN canonical AS k ON k.key = c.key
  WHERE c.entity IN ('lead', 'contact') AND NOT (c.entity = 'contact' AND coalesce(c.choice, '') IN ('state', 'status'))
),
decided AS (
  SELECT
    *,
    CASE lower(new_value) WHEN 'qualified' THEN 'accepted' WHEN 'disqualified' THEN 'disqualified' END AS decision
  FROM changes
  WHERE field = 'lead_state' AND lower(new_value) IN ('qualified', 'disqualified')
)
SELECT object_id AS lead_id, field, changed_at, old_value, new_value, dynamics_key(user) AS changed_by, __file, __line FROM changes
UNION ALL
SELECT object_id, 'decision', changed_at, NULL, decision, dynamics_key(user), __file, __line FROM decided
UNION ALL
SELECT d.object_id, 'disqualification_reason', d.changed_at, NULL, r.new_value, dynamics_key(d.user), d.__file, d.__line
FROM decided AS d
JOIN changes AS r ON r.object_id = d.object_id AND r.changed_at = d.changed_at AND r.field = 'stage'
WHERE d.decision = 'disqualified'
