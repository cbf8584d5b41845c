-- The id of a record as given: `{GUID}` in any case, or `lead,GUID` as the audit has it; a name stays a name.
CREATE MACRO dynamics_key(told) AS CASE
  WHEN regexp_matches(told, '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}')
    THEN lower(regexp_extract(told, '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}'))
  ELSE nullif(trim(told), '')
END;

-- The same, where it is an id; missing where it is a name.
CREATE MACRO dynamics_id(told) AS CASE
  WHEN regexp_full_match(dynamics_key(told), '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}') THEN dynamics_key(told)
END;

-- One row per choice that Dynamics ships with: exports give the label or the number. A company's own numbers stay numbers.
CREATE TABLE dynamics_choices (entity VARCHAR, field VARCHAR, code VARCHAR, label VARCHAR);

INSERT INTO dynamics_choices VALUES
  ('lead', 'state', '0', 'Open'),
  ('lead', 'state', '1', 'Qualified'),
  ('lead', 'state', '2', 'Disqualified'),
  ('lead', 'status', '1', 'New'),
  ('lead', 'status', '2', 'Contacted'),
  ('lead', 'status', '3', 'Qualified'),
  ('lead', 'status', '4', 'Lost'),
  ('lead', 'status', '5', 'Cannot Contact'),
  ('lead', 'status', '6', 'No Longer Interested'),
  ('lead', 'status', '7', 'Canceled'),
  ('lead', 'rating', '1', 'Hot'),
  ('lead', 'rating', '2', 'Warm'),
  ('lead', 'rating', '3', 'Cold'),
  ('contact', 'state', '0', 'Active'),
  ('contact', 'state', '1', 'Inactive'),
  ('account', 'state', '0', 'Active'),
  ('account', 'state', '1', 'Inactive'),
  ('opportunity', 'state', '0', 'Open'),
  ('opportunity', 'state', '1', 'Won'),
  ('opportunity', 'state', '2', 'Lost'),
  ('opportunity', 'status', '1', 'In Progress'),
  ('opportunity', 'status', '2', 'On Hold'),
  ('opportunity', 'status', '3', 'Won'),
  ('opportunity', 'status', '4', 'Canceled'),
  ('opportunity', 'status', '5', 'Out-Sold'),
  ('opportunity', 'sales_stage', '0', 'Qualify'),
  ('opportunity', 'sales_stage', '1', 'Develop'),
  ('opportunity', 'sales_stage', '2', 'Propose'),
  ('opportunity', 'sales_stage', '3', 'Close'),
  ('phonecall', 'state', '0', 'Open'),
  ('phonecall', 'state', '1', 'Completed'),
  ('phonecall', 'state', '2', 'Canceled'),
  ('phonecall', 'status', '1', 'Open'),
  ('phonecall', 'status', '2', 'Made'),
  ('phonecall', 'status', '3', 'Canceled'),
  ('phonecall', 'status', '4', 'Received'),
  ('email', 'state', '0', 'Open'),
  ('email', 'state', '1', 'Completed'),
  ('email', 'state', '2', 'Canceled'),
  ('email', 'status', '1', 'Draft'),
  ('email', 'status', '2', 'Completed'),
  ('email', 'status', '3', 'Sent'),
  ('email', 'status', '4', 'Received'),
  ('email', 'status', '5', 'Canceled'),
  ('email', 'status', '6', 'Pending Send'),
  ('email', 'status', '7', 'Sending'),
  ('email', 'status', '8', 'Failed'),
  ('appointment', 'state', '0', 'Open'),
  ('appointment', 'state', '1', 'Completed'),
  ('appointment', 'state', '2', 'Canceled'),
  ('appointment', 'state', '3', 'Scheduled'),
  ('appointment', 'status', '1', 'Free'),
  ('appointment', 'status', '2', 'Tentative'),
  ('appointment', 'status', '3', 'Completed'),
  ('appointment', 'status', '4', 'Canceled'),
  ('appointment', 'status', '5', 'Busy'),
  ('appointment', 'status', '6', 'Out of Office'),
  ('task', 'state', '0', 'Open'),
  ('task', 'state', '1', 'Completed'),
  ('task', 'state', '2', 'Canceled'),
  ('task', 'status', '2', 'Not Started'),
  ('task', 'status', '3', 'In Progress'),
  ('task', 'status', '4', 'Waiting on someone else'),
  ('task', 'status', '5', 'Completed'),
  ('task', 'status', '6', 'Canceled'),
  ('task', 'status', '7', 'Deferred'),
  ('campaignresponse', 'response', '1', 'Interested'),
  ('campaignresponse', 'response', '2', 'Not Interested'),
  ('campaignresponse', 'response', '3', 'Do Not Send Marketing Materials'),
  ('campaignresponse', 'response', '4', 'Error'),
  ('campaign', 'type', '1', 'Advertisement'),
  ('campaign', 'type', '2', 'Direct Marketing'),
  ('campaign', 'type', '3', 'Event'),
  ('campaign', 'type', '4', 'Co-branding'),
  ('campaign', 'type', '5', 'Other'),
  ('any', 'source', '1', 'Advertisement'),
  ('any', 'source', '2', 'Employee Referral'),
  ('any', 'source', '3', 'External Referral'),
  ('any', 'source', '4', 'Partner'),
  ('any', 'source', '5', 'Public Relations'),
  ('any', 'source', '6', 'Seminar'),
  ('any', 'source', '7', 'Trade Show'),
  ('any', 'source', '8', 'Web'),
  ('any', 'source', '9', 'Word of Mouth'),
  ('any', 'source', '10', 'Other'),
  ('any', 'industry', '1', 'Accounting'),
  ('any', 'industry', '2', 'Agriculture and Non-petrol Natural Resource Extraction'),
  ('any', 'industry', '3', 'Broadcasting Printing and Publishing'),
  ('any', 'industry', '4', 'Brokers'),
  ('any', 'industry', '5', 'Building Supply Retail'),
  ('any', 'industry', '6', 'Business Services'),
  ('any', 'industry', '7', 'Consulting'),
  ('any', 'industry', '8', 'Consumer Services'),
  ('any', 'industry', '9', 'Design, Direction and Creative Management'),
  ('any', 'industry', '10', 'Distributors, Dispatchers and Processors'),
  ('any', 'industry', '11', 'Doctor''s Offices and Clinics'),
  ('any', 'industry', '12', 'Durable Manufacturing'),
  ('any', 'industry', '13', 'Eating and Drinking Places'),
  ('any', 'industry', '14', 'Entertainment Retail'),
  ('any', 'industry', '15', 'Equipment Rental and Leasing'),
  ('any', 'industry', '16', 'Financial'),
  ('any', 'industry', '17', 'Food and Tobacco Processing'),
  ('any', 'industry', '18', 'Inbound Capital Intensive Processing'),
  ('any', 'industry', '19', 'Inbound Repair and Services'),
  ('any', 'industry', '20', 'Insurance'),
  ('any', 'industry', '21', 'Legal Services'),
  ('any', 'industry', '22', 'Non-Durable Merchandise Retail'),
  ('any', 'industry', '23', 'Outbound Consumer Service'),
  ('any', 'industry', '24', 'Petrochemical Extraction and Distribution'),
  ('any', 'industry', '25', 'Service Retail'),
  ('any', 'industry', '26', 'SIG Affiliations'),
  ('any', 'industry', '27', 'Social Services'),
  ('any', 'industry', '28', 'Special Outbound Trade Contractors'),
  ('any', 'industry', '29', 'Specialty Realty'),
  ('any', 'industry', '30', 'Transportation'),
  ('any', 'industry', '31', 'Utility Creation and Distribution'),
  ('any', 'industry', '32', 'Vehicle Retail'),
  ('any', 'industry', '33', 'Wholesale');

-- The label of a choice.
CREATE MACRO dynamics_label(of_entity, of_field, told) AS coalesce(
  (SELECT any_value(label) FROM dynamics_choices WHERE entity = of_entity AND field = of_field AND code = regexp_replace(trim(told), '\.0$', '')), told
);

-- Whether something is refused: sheets say `Allow` and `Do Not Allow`, tables true and false.
CREATE MACRO dynamics_refused(told) AS CASE
  WHEN lower(trim(told)) IN ('do not allow', 'true', '1', 'yes') THEN true
  WHEN lower(trim(told)) IN ('allow', 'false', '0', 'no') THEN false
END;

-- One row per record that others name, by its id.
CREATE TABLE dynamics_records AS
SELECT DISTINCT kind, dynamics_key(id) AS id, lower(trim(name)) AS name
FROM (
  SELECT 'lead' AS kind, id, coalesce(full_name, concat_ws(' ', first_name, last_name)) AS name FROM objects.dynamics_leads
  UNION ALL
  SELECT 'lead', id, topic FROM objects.dynamics_leads WHERE topic IS NOT NULL
  UNION ALL
  SELECT 'contact', id, coalesce(full_name, concat_ws(' ', first_name, last_name)) FROM objects.dynamics_contacts
  UNION ALL
  SELECT 'account', id, name FROM objects.dynamics_accounts
  UNION ALL
  SELECT 'opportunity', id, topic FROM objects.dynamics_opportunities
  UNION ALL
  SELECT 'campaign', id, name FROM objects.dynamics_campaigns
);

-- One row per name that one record only of a kind has: sheets name what a row is about and give no id.
CREATE TABLE dynamics_named AS
SELECT kind, name, any_value(id) AS id FROM dynamics_records WHERE name <> '' GROUP BY kind, name HAVING count(DISTINCT id) = 1;

-- One row per opportunity with the person it is about.
CREATE TABLE dynamics_buyers AS
SELECT
  dynamics_key(o.id) AS opportunity_id,
  any_value(
    coalesce(
      dynamics_id(o.contact), contact.id, CASE WHEN customer.kind = 'contact' THEN customer.id END, dynamics_id(o.originating_lead), origin.id, qualified.lead_id
    )
  ) AS lead_id
FROM objects.dynamics_opportunities AS o
LEFT JOIN dynamics_named AS contact ON contact.kind = 'contact' AND contact.name = lower(trim(o.contact))
LEFT JOIN dynamics_named AS origin ON origin.kind = 'lead' AND origin.name = lower(trim(o.originating_lead))
LEFT JOIN (SELECT DISTINCT kind, id FROM dynamics_records) AS customer ON customer.id = dynamics_id(o.customer)
LEFT JOIN (
  SELECT dynamics_id(opportunity) AS opportunity_id, min(dynamics_key(id)) AS lead_id
  FROM objects.dynamics_leads
  WHERE dynamics_id(opportunity) IS NOT NULL
  GROUP BY 1
) AS qualified ON qualified.opportunity_id = dynamics_key(o.id)
GROUP BY dynamics_key(o.id);

-- One row per call, e-mail, appointment and task: with whom, what it is about, how it stands.
CREATE TABLE dynamics_work AS
WITH work AS (
  SELECT
    'phonecall' AS what, id, subject, description AS text, regarding, regarding_type, state, status, owner, created_at,
    coalesce(ended_at, started_at, due_at) AS happened_at, ended_at AS finished_at, starts_at, outgoing, from_workflow, deleted, extras, __file, __line
  FROM objects.dynamics_phone_calls
  UNION ALL
  SELECT
    'email', id, subject, NULL, regarding, regarding_type, state, status, owner, created_at,
    coalesce(sent_at, ended_at), coalesce(sent_at, ended_at), NULL, outgoing, from_workflow, deleted, extras, __file, __line
  FROM objects.dynamics_emails
  UNION ALL
  SELECT
    'appointment', id, subject, description, regarding, regarding_type, state, status, owner, created_at,
    starts_at, ended_at, starts_at, NULL, NULL, deleted, extras, __file, __line
  FROM objects.dynamics_appointments
  UNION ALL
  SELECT
    'task', id, subject, description, regarding, regarding_type, state, status, owner, created_at,
    ended_at, ended_at, NULL, NULL, NULL, deleted, extras, __file, __line
  FROM objects.dynamics_tasks
),
known AS (
  SELECT id, any_value(kind) AS kind FROM dynamics_records GROUP BY id
),
called AS (
  SELECT name, any_value(kind) AS kind, any_value(id) AS id FROM dynamics_named GROUP BY name HAVING count(DISTINCT id) = 1
),
about AS (
  SELECT
    w.* EXCLUDE (id, state, status),
    dynamics_key(w.id) AS id,
    dynamics_label(w.what, 'state', w.state) AS state,
    dynamics_label(w.what, 'status', w.status) AS status,
    coalesce(dynamics_id(w.regarding), called.id) AS about_id,
    coalesce(known.kind, called.kind, lower(w.regarding_type)) AS about_kind
  FROM work AS w
  LEFT JOIN known ON known.id = dynamics_id(w.regarding)
  LEFT JOIN called ON called.name = lower(trim(w.regarding))
)
SELECT
  a.*,
  CASE WHEN a.about_kind IN ('lead', 'contact') THEN a.about_id ELSE b.lead_id END AS lead_id,
  CASE WHEN a.about_kind = 'account' THEN a.about_id END AS account_id,
  CASE WHEN a.about_kind = 'opportunity' THEN a.about_id END AS opportunity_id,
  dynamics_key(a.owner) AS user_id,
  coalesce(lower(a.outgoing) IN ('false', '0', 'incoming', 'inbound', 'no'), false) OR lower(a.status) = 'received' AS came_in,
  -- Views of what is done have no column that says so: then the actual end does.
  coalesce(lower(a.state) = 'completed' OR lower(a.status) IN ('completed', 'made', 'received', 'sent'), a.finished_at IS NOT NULL) AS is_done,
  lower(a.state) IN ('canceled', 'cancelled') OR lower(a.status) IN ('canceled', 'cancelled', 'failed') AS is_off
FROM about AS a
LEFT JOIN dynamics_buyers AS b ON a.about_kind = 'opportunity' AND b.opportunity_id = a.about_id;

-- One row per field that an audit entry says changed, whether as a list in JSON or as columns.
CREATE TABLE dynamics_changes AS
WITH listed AS (
  SELECT a.*, entry.told AS told
  FROM objects.dynamics_audits AS a,
    unnest(TRY_CAST(json_extract(TRY_CAST(a.change_data AS JSON), '$.changedAttributes') AS JSON[])) AS entry (told)
),
changes AS (
  SELECT
    object_id, object_type, changed_at, user, operation,
    told ->> 'logicalName' AS field, told ->> 'oldValue' AS old_value, told ->> 'newValue' AS new_value, __file, __line
  FROM listed
  UNION ALL
  SELECT object_id, object_type, changed_at, user, operation, field, old_value, new_value, __file, __line
  FROM objects.dynamics_audits
  WHERE field IS NOT NULL
),
named AS (
  SELECT
    c.* EXCLUDE (object_id, old_value, new_value, field),
    coalesce(dynamics_id(c.object_id), by_name.id) AS object_id,
    coalesce(known.kind, CASE lower(trim(c.object_type)) WHEN '4' THEN 'lead' WHEN '2' THEN 'contact' WHEN '1' THEN 'account' WHEN '3' THEN 'opportunity' ELSE lower(trim(c.object_type)) END) AS entity,
    lower(regexp_replace(c.field, '[ _]', '', 'g')) AS key,
    c.field AS called,
    dynamics_key(c.old_value) AS old_value,
    dynamics_key(c.new_value) AS new_value
  FROM changes AS c
  LEFT JOIN (SELECT id, any_value(kind) AS kind FROM dynamics_records GROUP BY id) AS known ON known.id = dynamics_id(c.object_id)
  LEFT JOIN dynamics_named AS by_name ON by_name.kind = lower(trim(c.object_type)) AND by_name.name = lower(trim(c.object_id))
),
fielded AS (
  SELECT
    *,
    CASE
      WHEN key IN ('statecode', 'status') THEN 'state'
      WHEN key IN ('statuscode', 'statusreason') THEN 'status'
      WHEN key IN ('leadsourcecode', 'leadsource') THEN 'source'
      WHEN key IN ('industrycode', 'industry') THEN 'industry'
      WHEN key IN ('salesstage', 'salesstagecode') THEN 'sales_stage'
      WHEN key IN ('leadqualitycode', 'rating') THEN 'rating'
    END AS choice
  FROM named
)
SELECT
  * EXCLUDE (old_value, new_value),
  CASE
    WHEN choice IN ('source', 'industry') THEN dynamics_label('any', choice, old_value)
    WHEN choice IS NOT NULL THEN dynamics_label(entity, choice, old_value)
    ELSE old_value
  END AS old_value,
  CASE
    WHEN choice IN ('source', 'industry') THEN dynamics_label('any', choice, new_value)
    WHEN choice IS NOT NULL THEN dynamics_label(entity, choice, new_value)
    ELSE new_value
  END AS new_value
FROM fielded;
